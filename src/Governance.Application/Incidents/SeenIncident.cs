using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Where a containment stands for a person: for whoever is limited to org groups it follows from the targets in
/// these alone, so that neither state nor times tell of others.</summary>
internal static class SeenIncident
{
    /// <param name="State">Where it stands.</param>
    /// <param name="SettledAt">UTC; null while work goes on. In a limited view the latest step of any target seen.</param>
    internal sealed record Standing(IncidentState State, DateTimeOffset? SettledAt);

    /// <summary>The containments seen that still run, or those that do not.</summary>
    public static IQueryable<Incident> Where(GovernanceDb db, OrgScope scope, bool running)
    {
        if (scope.All)
            return db.Incidents.Where(i => (i.State != IncidentState.Contained && i.State != IncidentState.Closed) == running);
        var groups = scope.Groups.ToArray();
        var seen = db.Incidents.Where(i => db.Targets.Any(t => t.IncidentId == i.Id && groups.Contains(t.OrgGroupId)));
        return running
            ? seen.Where(i => db.Targets.Any(t => t.IncidentId == i.Id && groups.Contains(t.OrgGroupId)
                && t.State != TargetState.Done && t.State != TargetState.Skipped))
            : seen.Where(i => !db.Targets.Any(t => t.IncidentId == i.Id && groups.Contains(t.OrgGroupId)
                && t.State != TargetState.Done && t.State != TargetState.Skipped));
    }

    /// <summary>Each containment as this scope sees it.</summary>
    public static async Task<IReadOnlyDictionary<IncidentId, Standing>> ReadAsync(
        GovernanceDb db, OrgScope scope, IReadOnlyCollection<Incident> incidents, CancellationToken ct)
    {
        if (scope.All) return incidents.ToDictionary(i => i.Id, i => new Standing(i.State, i.SettledAt));
        var (ids, groups) = (incidents.Select(i => i.Id).ToArray(), scope.Groups.ToArray());
        var parts = (await db.Targets.Where(t => ids.Contains(t.IncidentId) && groups.Contains(t.OrgGroupId))
                .GroupBy(t => new { t.IncidentId, t.State })
                .Select(g => new
                {
                    g.Key.IncidentId,
                    g.Key.State,
                    Attempts = g.Max(t => t.Attempts),
                    Last = g.Max(t => t.ProvedAt ?? t.AcceptedAt ?? t.AskedAt),
                }).ToListAsync(ct))
            .ToLookup(p => p.IncidentId);
        return incidents.ToDictionary(i => i.Id, i =>
        {
            if (i.LapsedAt is { } lapsed) return new Standing(IncidentState.Closed, lapsed);
            if (i.IsHeld) return new Standing(IncidentState.Declared, null);
            var state = StateOf(parts[i.Id].ToDictionary(p => p.State, p => p.Attempts));
            return new Standing(state, state is IncidentState.Contained or IncidentState.WaitingForPerson
                ? parts[i.Id].Max(p => p.Last) ?? i.DeclaredAt
                : null);
        });
    }

    private static IncidentState StateOf(Dictionary<TargetState, int> attempts)
    {
        if (attempts.ContainsKey(TargetState.Running)) return IncidentState.Running;
        if (attempts.TryGetValue(TargetState.Planned, out var asked))
            return asked > 0 ? IncidentState.Reopened : attempts.Count > 1 ? IncidentState.Running : IncidentState.Declared;
        return attempts.Keys.Any(s => s == TargetState.WaitingForPerson || IncidentStates.IsFailed(s))
            ? IncidentState.WaitingForPerson
            : IncidentState.Contained;
    }
}
