using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Shows what a revocation would stop, and declares it: one confirmation, one incident.</summary>
public sealed partial class IncidentNew(UseCases useCases, NavigationManager navigation, RevocationDraft draft) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AuthorizationSelection? _selection;
    private PreviewRevocation.Plan? _plan;
    private Problem? _problem;
    private Problem? _refusal;
    private string? _unread;
    private string? _news;
    private bool _forbidden;
    private bool _acting;
    private bool _declared;

    private string Consequence => _plan!.Targets == 0
        ? "Nothing is left to revoke."
        : $"{IncidentWords.Count(_plan.Targets, "authorization")} end and can’t be brought back. "
            + $"{IncidentWords.Count(_plan.Owners, "owner")} must consent anew before {(_plan.Owners == 1 ? "its" : "their")} integrations work again.";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        if (!AuthorizationAddress.TryReadSelection(new Uri(navigation.Uri), out _selection, out var problem) && problem is null)
            _selection = draft.Selection;
        if (_selection is not null && problem is null) return PreviewAsync();
        _unread = problem ?? "No authorization is chosen. What would stop when you revoke it would stand here.";
        return Task.CompletedTask;
    }

    private async Task PreviewAsync()
    {
        var preview = await useCases.SendAsync(new PreviewRevocation.Query(_selection!), _stop.Token);
        _forbidden = preview.Problem?.Kind == ProblemKind.Forbidden;
        (_plan, _problem) = (preview.Problem is null ? preview.Value : null, preview.Problem);
    }

    private async Task RevokeAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it, also after the answer and before the next page.
        if (_acting || _declared || _plan is not { Targets: > 0 } plan) return;
        _acting = true;
        try
        {
            (_refusal, _news) = (null, null);
            var typed = plan.TypedNameNeeded ? plan.ScopeName : null;
            var answer = await useCases.SendAsync(new RevokeAuthorizations.Command(_selection!, plan.Hash, reason, typed), _stop.Token);
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

    private async Task RenewAsync(PreviewRevocation.Plan before)
    {
        await PreviewAsync();
        if (_plan is { } now)
            _news = $"It held {IncidentWords.Count(before.Targets, "target")} and now holds {IncidentWords.Number(now.Targets)}. Nothing was sent.";
    }

    private void Leave() => navigation.NavigateTo("/authorizations");
}
