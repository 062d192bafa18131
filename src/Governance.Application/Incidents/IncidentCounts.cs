using Governance.Domain;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>Counts of targets as the page of a containment shows them.</summary>
internal static class IncidentCounts
{
    public static GetIncident.OrgPart PartOf(ConnectionId connection, string label, string host, TargetTally[] tallies, string? trouble)
    {
        int Count(Func<TargetTally, bool> which) => tallies.Where(which).Sum(t => t.Count);
        var levels = LevelsOf(tallies);
        var (toGo, alive) = (Count(t => t.IsOpen), Count(t => t.State == TargetState.StillAlive));
        var failed = alive + Count(t => t.IsFailedOtherwise);
        var message = (toGo, failed) switch
        {
            ( > 0, _) when levels.None == toGo && levels.L0 + levels.L1 == 0 => "Queued.",
            ( > 0, _) when levels.None + levels.L0 > 0 => host.Length == 0 ? "Asking AppLink." : "Asking the org.",
            ( > 0, _) => "All accepted. The re-read that proves it is under way.",
            (_, > 0) => trouble ?? "Ended without proof.",
            _ => host.Length == 0 ? "Gone on two re-reads." : "Gone on a complete re-read.",
        };
        return new GetIncident.OrgPart(connection, label, host, Count(_ => true), levels, Count(t => t.IsProven), toGo, alive, failed, message);
    }

    public static GetIncident.StepPart StepOf(IncidentStep step, TargetTally[] tallies)
    {
        int Count(Func<TargetTally, bool> which) => tallies.Where(which).Sum(t => t.Count);
        return new GetIncident.StepPart(step, Count(_ => true), Count(t => t.IsProven), Count(t => t.IsOpen), Count(t => IncidentStates.IsFailed(t.State)),
            Count(t => t.State == TargetState.WaitingForPerson))
        { Undone = Count(t => t.IsUndone) };
    }

    public static GetIncident.LevelCounts LevelsOf(IReadOnlyCollection<TargetTally> tallies)
    {
        int At(ProofLevel level) => tallies.Where(t => t.Level == level && (t.IsOpen || t.IsProven)).Sum(t => t.Count);
        return new GetIncident.LevelCounts(
            At(ProofLevel.None), At(ProofLevel.L0), At(ProofLevel.L1), At(ProofLevel.L2), At(ProofLevel.L3), At(ProofLevel.L4));
    }
}
