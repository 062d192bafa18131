using Governance.Application.Heroku;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Heroku;

/// <summary>Takes a name and a token; what follows is the account's own page.</summary>
public sealed partial class ConnectHeroku(UseCases useCases, NavigationManager navigation, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private CredentialField? _credential;
    private Problem? _problem;
    private string _name = "";
    private Guid? _ticket;
    private bool _busy;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (await waiting.TakeAsync<Typed>(_stop.Token) is { } typed) (_name, _ticket) = (typed.Name, typed.Ticket);
    }

    private string? ErrorOf(string field) => _problem?.Fields?.GetValueOrDefault(field);

    private Task SignInAgainAsync() => waiting.SignInAgainAsync(new Typed(_name, _ticket), _stop.Token);

    private async Task ConnectAsync()
    {
        _busy = true;
        try
        {
            if (_credential is not null && !await _credential.HandOverAsync()) return;
            var started = await useCases.SendAsync(new StartHerokuConnection.Command(_name, _ticket), _stop.Token);
            _problem = started.Problem;
            if (started.Value is { } receipt) navigation.NavigateTo($"/orgs/heroku/{receipt.Account.Value:D}");
            // A used or expired ticket is handed over anew.
            else if (_problem?.Code == Domain.Heroku.HerokuProblems.TokenMissing.Code) _ticket = null;
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed record Typed(string Name, Guid? Ticket);
}
