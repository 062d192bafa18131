using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Shows what a revocation would stop, and declares it: one confirmation, one incident.</summary>
public sealed partial class IncidentNew(UseCases useCases, NavigationManager navigation, RevocationDraft draft, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AuthorizationSelection? _selection;
    private PreviewRevocation.Plan? _plan;
    private ContainmentSteps _steps = ContainmentSteps.Door | ContainmentSteps.Sessions | ContainmentSteps.ByPerson;
    private string? _typed;
    private Problem? _problem;
    private Problem? _refusal;
    private string? _unread;
    private string? _news;
    private Waiting? _waiting;
    private bool _forbidden;
    private bool _acting;
    private bool _declared;

    private string Consequence => _plan!.Running == 0
        ? "Nothing is left to revoke."
        : $"{IncidentWords.Count(_plan.Running, "authorization")} end and can’t be brought back. "
            + $"{IncidentWords.Count(_plan.Owners, "owner")} must consent anew before {(_plan.Owners == 1 ? "its" : "their")} integrations work again.";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _waiting = await waiting.TakeAsync<Waiting>(_stop.Token);
        string? problem = null;
        _steps = _waiting?.Steps ?? _steps;
        _selection = _waiting?.Selection ?? draft.ChosenAt(new Uri(navigation.Uri), out problem);
        if (_selection is not null) await PreviewAsync();
        else _unread = problem ?? "No authorization is chosen. What would stop when you revoke it would stand here.";
    }

    private async Task PreviewAsync()
    {
        var preview = await useCases.SendAsync(new PreviewRevocation.Query(_selection!, _steps), _stop.Token);
        _forbidden = preview.Problem?.Kind == ProblemKind.Forbidden;
        (_plan, _problem) = (preview.Problem is null ? preview.Value : null, preview.Problem);
    }

    private async Task RevokeAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it, also after the answer and before the next page.
        if (_acting || _declared || _plan is not { Running: > 0 } plan) return;
        _acting = true;
        try
        {
            (_refusal, _news) = (null, null);
            var answer = await useCases.SendAsync(new RevokeAuthorizations.Command(_selection!, plan.Hash, reason, _typed, _steps), _stop.Token);
            if (answer.Problem is null)
            {
                _declared = true;
                draft.Selection = null;
                navigation.NavigateTo(IncidentAddress.Of(answer.Value!.IncidentId));
                return;
            }
            _refusal = answer.Problem;
            if (answer.Problem.Code == IncidentProblems.PlanChanged.Code) await RenewAsync(plan);
        }
        finally
        {
            _acting = false;
        }
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Waiting(_selection!, reason, _typed, _steps), _stop.Token);

    private async Task ChooseAsync(ContainmentSteps steps)
    {
        if (_acting || _declared) return;
        _steps = steps;
        await PreviewAsync();
    }

    private async Task RenewAsync(PreviewRevocation.Plan before)
    {
        await PreviewAsync();
        if (_plan is { } now)
            _news = $"It held {IncidentWords.Count(before.All, "target")} and now holds {IncidentWords.Number(now.All)}. Nothing was sent.";
    }

    private void Leave() => navigation.NavigateTo(RevocationDraft.ListOf(_selection));

    private sealed record Waiting(AuthorizationSelection Selection, string Reason, string? Typed, ContainmentSteps Steps);
}
