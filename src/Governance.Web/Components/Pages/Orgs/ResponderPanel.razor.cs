using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Web.Auth;
using Governance.Web.Connect;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>The identity that acts in an org: how it stands, and for those who may: set up, replace, test, remove.</summary>
public sealed partial class ResponderPanel(UseCases useCases, NavigationManager navigation, WaitingAct waiting, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private ResponderInput _form = new();
    private GetResponder.Answer? _answer;
    private Problem? _problem;
    private Part _open;
    private bool _busy;

    private enum Part { None, Form, Removal }

    [Parameter, EditorRequired] public GetOrg.Link Link { get; set; } = null!;

    /// <summary>The person may set it up, replace, test and remove it.</summary>
    [Parameter] public bool MayChange { get; set; }

    private Uri RedirectUri => new(new Uri(navigation.BaseUri), ConnectEndpoints.CallbackPath);

    private bool IsTesting => _answer?.Responder?.State == ConnectionState.Connecting;

    private string? Says => _answer?.Responder is { Rights.Count: > 0 } r ? $"{r.Rights.Count(x => x.Held == true)} of {r.Rights.Count} rights held" : null;

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (await waiting.TakeAsync<ResponderInput>(_stop.Token) is { } typed) (_form, _open) = (typed, typed.Removes ? Part.Removal : Part.Form);
        else _form = Fresh();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FollowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private ResponderInput Fresh() => new() { ClientId = _answer?.Responder?.ClientId ?? Link.ClientId, Username = _answer?.Responder?.Username ?? "" };

    private void Toggle(Part part) => (_open, _problem) = (_open == part ? Part.None : part, null);

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetResponder.Query(Link.Id), _stop.Token);
        (_answer, _problem) = (answer.Value ?? _answer, answer.Problem ?? _problem);
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Beat, clock);
        // Asked for once: a page that was left has disposed of its source.
        var stop = _stop.Token;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (!IsTesting) continue;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private Task SetUpAsync() => SendAsync(new SetUpResponder.Command(
        Link.Id, _form.Flow, _form.ClientId, _form.Flow == ConnectionFlow.JwtBearer ? _form.Username : null, _form.Ticket));

    private Task TestAsync() => SendAsync(new TestResponder.Command(Link.Id));

    private Task RemoveAsync() => SendAsync(new RemoveResponder.Command(Link.Id));

    private async Task SendAsync(Application.Pipeline.ICommand<Done> command)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            var sent = await useCases.SendAsync(command, _stop.Token);
            _problem = sent.Problem;
            if (sent.Problem is { Code: "connection.credential-missing" }) _form.Ticket = null;
            if (sent.Problem is not null) return;
            _open = Part.None;
            await LoadAsync();
            _form = Fresh();
        }
        finally
        {
            _busy = false;
        }
    }

    private Task SignInAgainAsync()
    {
        _form.Removes = _open == Part.Removal;
        return waiting.SignInAgainAsync(_form, _stop.Token);
    }
}

/// <summary>What the form asks for. Holds no credential, only the ticket of one.</summary>
public sealed class ResponderInput
{
    public ConnectionFlow Flow { get; set; }

    public string ClientId { get; set; } = "";

    public string Username { get; set; } = "";

    public Guid? Ticket { get; set; }

    /// <summary>What waits for a sign-in is the removal.</summary>
    public bool Removes { get; set; }
}
