using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Web.Auth;
using Governance.Web.Connect;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>Tries a connection once more, with what is stored or with something new.</summary>
public sealed partial class ReconnectPanel(UseCases useCases, NavigationManager navigation, WaitingAct waiting) : IDisposable
{
    private const string MissingCode = "connection.credential-missing";

    private readonly CancellationTokenSource _stop = new();
    private CredentialField? _credential;
    private string _clientId = "";
    private string? _username;
    private Guid? _ticket;
    private Problem? _problem;
    private bool _busy;

    [Parameter, EditorRequired] public GetOrg.Link Link { get; set; } = null!;

    /// <summary>Raised once the portal is connecting again.</summary>
    [Parameter] public EventCallback OnStarted { get; set; }

    protected override async Task OnInitializedAsync()
    {
        (_clientId, _username) = (Link.ClientId, Link.Username);
        if (await waiting.TakeAsync<Typed>(_stop.Token) is { } typed) (_clientId, _username, _ticket) = (typed.ClientId, typed.Username, typed.Ticket);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private string? ErrorOf(string field) => _problem?.Fields?.GetValueOrDefault(field);

    private Task SignInAgainAsync() => waiting.SignInAgainAsync(new Typed(_clientId, _username, _ticket), _stop.Token);

    private async Task SendAsync()
    {
        if (_busy) return;
        _busy = true;
        try
        {
            if (_credential is not null && !await _credential.HandOverAsync()) return;
            var isWeb = Link.Flow == ConnectionFlow.WebServer;
            var started = await useCases.SendAsync(new Reconnect.Command(
                Link.Id, _clientId, Link.Flow == ConnectionFlow.JwtBearer ? _username : null, _ticket,
                isWeb ? new Uri(new Uri(navigation.BaseUri), ConnectEndpoints.CallbackPath) : null), _stop.Token);
            _problem = started.Problem;
            if (started.Problem is { Code: MissingCode }) _ticket = null;
            if (started.Value is not { } receipt) return;
            if (receipt.OpenAddress is { } salesforce) navigation.NavigateTo(salesforce.AbsoluteUri, forceLoad: true);
            else await OnStarted.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed record Typed(string ClientId, string? Username, Guid? Ticket);
}
