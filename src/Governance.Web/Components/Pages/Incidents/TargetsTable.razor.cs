using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>The targets of one containment as the page last read them; it asks nothing itself, so that a poll neither
/// blinks nor is read aloud.</summary>
public sealed partial class TargetsTable(NavigationManager navigation)
{
    [Parameter, EditorRequired] public GetIncident.Detail Detail { get; set; } = null!;

    [Parameter, EditorRequired] public IncidentAddress.Shown Shown { get; set; } = null!;

    /// <summary>Null until the first answer.</summary>
    [Parameter, EditorRequired] public ListTargets.Page? Page { get; set; }

    [Parameter] public Problem? Problem { get; set; }

    /// <summary>The target whose receipt is open.</summary>
    [Parameter] public Guid? Open { get; set; }

    /// <summary>Receives the new skip.</summary>
    [Parameter] public EventCallback<int> OnPage { get; set; }

    private IReadOnlyList<FilterCondition> Conditions =>
    [
        .. Shown.Org is { } org
            ? [new FilterCondition("org", "Org is", Detail.Orgs.FirstOrDefault(o => o.Connection == org)?.Label ?? "unknown")]
            : Array.Empty<FilterCondition>(),
        .. Shown.State is { } state ? [new FilterCondition("state", "State is", IncidentWords.Of(state))] : Array.Empty<FilterCondition>(),
    ];

    private void Remove(string key) => navigation.NavigateTo(IncidentAddress.Of(Detail.Id, key == "org"
        ? Shown with { Org = null, Skip = 0 }
        : Shown with { State = null, Skip = 0 }));

    private string? Class(ListTargets.Row row) => (row.State == TargetState.StillAlive, row.Id.Value == Open) switch
    {
        (true, true) => "bad open",
        (true, _) => "bad",
        (_, true) => "open",
        _ => null,
    };

    private static int Order(TargetState state) => state switch
    {
        TargetState.StillAlive => 0,
        TargetState.RightMissing => 1,
        TargetState.Refused => 2,
        TargetState.Unreachable => 3,
        TargetState.WaitingForPerson => 4,
        TargetState.Running => 5,
        TargetState.Planned => 6,
        _ => 7,
    };
}
