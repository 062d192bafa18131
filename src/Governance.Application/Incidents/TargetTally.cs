using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>How many targets stand alike.</summary>
internal readonly record struct TargetTally(TargetState State, ProofLevel Level, int Count)
{
    /// <summary>Done, and taken back since.</summary>
    public bool IsUndone { get; init; }

    /// <summary>Seen gone on a complete re-read, or better.</summary>
    public bool IsProven => State == TargetState.Done && Level >= ProofLevel.L2;

    /// <summary>Something is still to happen without a person.</summary>
    public bool IsOpen => State is TargetState.Planned or TargetState.Running;

    /// <summary>Ended without proof, and not because the row is still there.</summary>
    public bool IsFailedOtherwise => State != TargetState.StillAlive && IncidentStates.IsFailed(State);
}
