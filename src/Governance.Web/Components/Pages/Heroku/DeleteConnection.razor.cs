using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Incidents;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Heroku;

/// <summary>Shows what ends with an AppLink connection, and declares its deletion: one confirmation, one incident.</summary>
public sealed partial class DeleteConnection(UseCases useCases, NavigationManager navigation, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PreviewAppLinkDeletion.Plan? _plan;
    private Problem? _problem;
    private Problem? _refusal;
    private Waiting? _waiting;
    private string? _news;
    private bool _forbidden;
    private bool _acting;
    private bool _declared;

    /// <summary>The Heroku account.</summary>
    [Parameter] public Guid Id { get; set; }

    /// <summary>The AppLink connection.</summary>
    [Parameter] public Guid Connection { get; set; }

    private string Account => $"/orgs/heroku/{Id:D}";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _waiting = await waiting.TakeAsync<Waiting>(_stop.Token);
        await PreviewAsync();
    }

    private static string Consequence(PreviewAppLinkDeletion.Plan plan)
    {
        var ending = plan.Ending.Count == 0 ? "" : $"{IncidentWords.Count(plan.Ending.Count, "published API or target", "published APIs and targets")} "
            + $"{(plan.Ending.Count == 1 ? "ends" : "end")} with it. ";
        return $"The connection to {plan.Org} ends. {ending}To have it back, somebody connects the org anew in AppLink, with a consent, and publishes again.";
    }

    private async Task PreviewAsync()
    {
        var preview = await useCases.SendAsync(new PreviewAppLinkDeletion.Query(new AppLinkRecordId(Connection)), _stop.Token);
        _forbidden = preview.Problem?.Kind == ProblemKind.Forbidden;
        (_plan, _problem) = (preview.Problem is null ? preview.Value : null, preview.Problem);
    }

    private async Task DeleteAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it, also after the answer and before the next page.
        if (_acting || _declared || _plan is not { } plan) return;
        _acting = true;
        try
        {
            (_refusal, _news) = (null, null);
            var answer = await useCases.SendAsync(
                new DeleteAppLinkConnection.Command(new AppLinkRecordId(Connection), plan.Hash, reason), _stop.Token);
            if (answer.Problem is null)
            {
                _declared = true;
                navigation.NavigateTo(IncidentAddress.Of(answer.Value!.IncidentId));
                return;
            }
            _refusal = answer.Problem;
            if (answer.Problem.Code != IncidentProblems.PlanChanged.Code) return;
            await PreviewAsync();
            _news = "What hangs on the connection has changed. Nothing was sent.";
        }
        finally
        {
            _acting = false;
        }
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Waiting(reason), _stop.Token);

    private void Leave() => navigation.NavigateTo(Account);

    private sealed record Waiting(string Reason);
}
