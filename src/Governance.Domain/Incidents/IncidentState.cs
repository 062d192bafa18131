namespace Governance.Domain.Incidents;

/// <summary>Where a containment stands (contracts §4; table in Application/Incidents/IncidentStates.md).</summary>
public enum IncidentState
{
    /// <summary>Confirmed by a person; nothing sent yet.</summary>
    Declared,

    /// <summary>Evidence is being secured.</summary>
    Preserving,

    /// <summary>Calls go out.</summary>
    Running,

    /// <summary>At least one step only a person can do.</summary>
    WaitingForPerson,

    /// <summary>All calls answered; re-reads under way.</summary>
    Proving,

    /// <summary>Every target proven or settled.</summary>
    Contained,

    /// <summary>Something came back to life, or a person retried.</summary>
    Reopened,

    /// <summary>Reviewed and done.</summary>
    Closed,
}

/// <summary>Where one target stands (contracts §4; table in Application/Incidents/TargetStates.md).</summary>
public enum TargetState
{
    /// <summary>In the plan.</summary>
    Planned,

    /// <summary>Asked for, answered or being re-read.</summary>
    Running,

    /// <summary>Only a person can do it.</summary>
    WaitingForPerson,

    /// <summary>Proven to the level it carries.</summary>
    Done,

    /// <summary>The org said no.</summary>
    Refused,

    /// <summary>The org did not answer usefully; its state is unknown.</summary>
    Unreachable,

    /// <summary>The portal's user lacks the right to do or to prove it.</summary>
    RightMissing,

    /// <summary>The org accepted, and the row is still there.</summary>
    StillAlive,

    /// <summary>Left out, with the reason in the last answer.</summary>
    Skipped,
}

/// <summary>How far a target is proven (design/containment, proof levels).</summary>
public enum ProofLevel
{
    /// <summary>Not asked yet.</summary>
    None,

    /// <summary>Asked.</summary>
    L0,

    /// <summary>Accepted by the remote.</summary>
    L1,

    /// <summary>Done by a person, who said so.</summary>
    L1p,

    /// <summary>Gone on a complete re-read from the source.</summary>
    L2,

    /// <summary>No success after the cut-off in event data.</summary>
    L3,

    /// <summary>A canary call was refused.</summary>
    L4,
}

/// <summary>The allowed moves of both machines.</summary>
public static class IncidentStates
{
    private static readonly Dictionary<IncidentState, IncidentState[]> Moves = new()
    {
        [IncidentState.Declared] = [IncidentState.Preserving, IncidentState.Running, IncidentState.Closed],
        [IncidentState.Preserving] = [IncidentState.Running],
        [IncidentState.Running] = [IncidentState.WaitingForPerson, IncidentState.Proving, IncidentState.Contained],
        [IncidentState.WaitingForPerson] = [IncidentState.Running, IncidentState.Proving, IncidentState.Contained, IncidentState.Reopened],
        [IncidentState.Proving] = [IncidentState.WaitingForPerson, IncidentState.Contained],
        [IncidentState.Contained] = [IncidentState.Reopened, IncidentState.Closed],
        [IncidentState.Reopened] = [IncidentState.Running],
        [IncidentState.Closed] = [IncidentState.Reopened],
    };

    private static readonly Dictionary<TargetState, TargetState[]> TargetMoves = new()
    {
        [TargetState.Planned] =
            [TargetState.Running, TargetState.Refused, TargetState.Unreachable, TargetState.RightMissing, TargetState.StillAlive, TargetState.Skipped],
        [TargetState.Running] =
            [TargetState.WaitingForPerson, TargetState.Done, TargetState.Refused, TargetState.Unreachable, TargetState.RightMissing, TargetState.StillAlive],
        [TargetState.WaitingForPerson] = [TargetState.Done, TargetState.Skipped],
        [TargetState.Done] = [TargetState.StillAlive],
        [TargetState.Refused] = [TargetState.Planned],
        [TargetState.Unreachable] = [TargetState.Planned],
        [TargetState.RightMissing] = [TargetState.Planned],
        [TargetState.StillAlive] = [TargetState.Planned],
        [TargetState.Skipped] = [],
    };

    /// <summary>The states that may follow.</summary>
    public static IReadOnlyList<IncidentState> After(IncidentState state) => Moves[state];

    /// <summary>The states that may follow.</summary>
    public static IReadOnlyList<TargetState> After(TargetState state) => TargetMoves[state];

    /// <summary>True for targets that ended without proof and may be retried.</summary>
    public static bool IsFailed(TargetState state) =>
        state is TargetState.Refused or TargetState.Unreachable or TargetState.RightMissing or TargetState.StillAlive;
}
