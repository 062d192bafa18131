using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>One containment, live: asks once a second until every target has settled, and then now and again until it is closed.
/// Everything shown comes from the journal, so that leaving, reloading and a restart change nothing.</summary>
public sealed partial class IncidentPage(UseCases useCases, NavigationManager navigation, WaitingAct waiting, TimeProvider clock) : IDisposable
{
    private const int PageSize = 25;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1), SlowBeat = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _stop = new();
    private GetIncident.Detail? _detail;
    private ListTargets.Page? _alive;
    private ListTargets.Page? _waiting;
    private GetAftercare.Aftercare? _aftercare;
    private GetEvidence.Evidence? _evidence;
    private ListTargets.Page? _targets;
    private Problem? _problem;
    private Problem? _targetsProblem;
    private Problem? _refusal;
    private (Guid, IncidentAddress.Shown)? _asked;
    private bool _following;
    private bool _retrying;

    [Parameter] public Guid Id { get; set; }

    [Parameter] public Guid? TargetId { get; set; }

    [SupplyParameterFromQuery] public Guid? Org { get; set; }

    [SupplyParameterFromQuery] public string? State { get; set; }

    [SupplyParameterFromQuery] public int? Skip { get; set; }

    private IncidentAddress.Shown Shown => new(
        Org is { } org ? new ConnectionId(org) : null,
        Enum.TryParse<TargetState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null,
        Math.Clamp(Skip ?? 0, 0, ListTargets.Depth - PageSize));

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == (Id, Shown)) return;
        if (_asked?.Item1 != Id) (_detail, _alive, _waiting, _aftercare, _evidence, _refusal) = (null, null, null, null, null, null);
        _targets = null;
        _asked = (Id, Shown);
        await RefreshAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => FollowAsync();

    private async Task FollowAsync()
    {
        if (_following || !Lives) return;
        _following = true;
        try
        {
            // A later read may reopen it, and somebody else may tick, retry or close it meanwhile.
            while (Lives)
            {
                await Task.Delay(_detail is { IsSettled: true } ? SlowBeat : Beat, clock, _stop.Token);
                await RefreshAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left; the containment goes on.
        }
        finally
        {
            _following = false;
        }
    }

    private bool Lives => _detail is not null and not { IsSettled: true, State: IncidentState.Closed };

    private async Task RefreshAsync()
    {
        if (_stop.IsCancellationRequested) return;
        var asked = _asked;
        var (incident, shown) = (new IncidentId(Id), Shown);
        var detail = await useCases.SendAsync(new GetIncident.Query(incident), _stop.Token);
        if (_asked != asked) return;
        _problem = detail.Problem;
        // What is gone, or no longer theirs to see, must not stay on the page; a fault leaves the last answer standing.
        if (detail.Problem is { Kind: ProblemKind.NotFound or ProblemKind.Forbidden }) _detail = null;
        if (detail.Problem is not null) return;

        var alive = detail.Value!.StillAlive is 0 or > StillAlive.MostShown
            ? null
            : await useCases.SendAsync(new ListTargets.Query(incident, State: TargetState.StillAlive, Take: StillAlive.MostShown), _stop.Token);
        var persons = detail.Value.Of(TargetState.WaitingForPerson) == 0
            ? null
            : await useCases.SendAsync(new ListTargets.Query(incident, State: TargetState.WaitingForPerson, Take: PersonSteps.MostShown), _stop.Token);
        var after = await useCases.SendAsync(new GetAftercare.Query(incident), _stop.Token);
        var targets = await useCases.SendAsync(new ListTargets.Query(incident, shown.Org, shown.State, shown.Skip, PageSize), _stop.Token);
        if (_asked != asked) return;
        (_detail, _alive, _waiting, _aftercare, _targetsProblem) = (detail.Value, alive?.Value, persons?.Value, after.Value, targets.Problem);
        if (targets.Problem is null) _targets = targets.Value;
    }

    private async Task RetryAsync()
    {
        if (_retrying) return;
        _retrying = true;
        try
        {
            _refusal = (await useCases.SendAsync(new RetryFailed.Command(new IncidentId(Id)), _stop.Token)).Problem;
            await RefreshAsync();
        }
        finally
        {
            _retrying = false;
        }
    }

    private void Turn(int skip) => navigation.NavigateTo(IncidentAddress.Of(new IncidentId(Id), Shown with { Skip = skip }));

    private void Close() => navigation.NavigateTo(IncidentAddress.Of(new IncidentId(Id), Shown));

    private static string Heading(GetIncident.Detail detail) =>
        $"{IncidentWords.Count(detail.Targets, "target")} in {IncidentWords.Count(detail.Orgs.Count, "org")}"
        + (detail.IsSettled ? "" : " · safe to leave this page");

    // Read aloud only when it changes: at quarters, when something stays alive, and at the end.
    private static string Milestone(GetIncident.Detail detail) => detail switch
    {
        { IsSettled: true, Failed: 0 } => $"Settled: all {IncidentWords.Number(detail.Proven)} proved gone.",
        { IsSettled: true } => $"Settled: {IncidentWords.Number(detail.Proven)} proved gone, {IncidentWords.Number(detail.Failed)} failed, "
            + $"of these {IncidentWords.Number(detail.StillAlive)} still alive.",
        { StillAlive: > 0 } => $"{IncidentWords.Number(detail.StillAlive)} still alive.",
        { Levels: { None: 0, L0: 0 } } => "All are asked. The re-read that proves them gone is under way.",
        _ => detail.Proven * 4 / Math.Max(1, detail.Targets) is > 0 and var quarter ? $"{quarter * 25} % proved gone." : "Running.",
    };
}
