using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>How far one containment is: counts by level, by state and by org. Only targets in the actor's org groups are
/// counted, and state and times follow from them. Made to be asked once a second.</summary>
public static class GetIncident
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Id) : IQuery<Detail>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="Scope">What was chosen.</param>
    /// <param name="Reason">Why, in the words of who declared it.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="DeclaredBy">Who, as named at the time.</param>
    /// <param name="DeclaredAt">UTC.</param>
    /// <param name="SettledAt">When the last target settled, UTC; null while work goes on.</param>
    /// <param name="Now">The portal's time of this answer, UTC.</param>
    /// <param name="Remaining">Until all are asked, reckoned from the pace so far; null when unknown.</param>
    /// <param name="Levels">How many targets stand at each level; those that ended without proof are left out.</param>
    /// <param name="States">How many targets stand in each state; only states that occur.</param>
    /// <param name="Orgs">One per org, trouble first, then by label.</param>
    /// <param name="ReReads">Reads for proof, made of these orgs since it was declared.</param>
    public sealed record Detail(
        IncidentId Id, string Name, string Scope, string Reason, IncidentState State, string DeclaredBy,
        DateTimeOffset DeclaredAt, DateTimeOffset? SettledAt, DateTimeOffset Now, TimeSpan? Remaining,
        LevelCounts Levels, IReadOnlyDictionary<TargetState, int> States, IReadOnlyList<OrgPart> Orgs, int ReReads)
    {
        /// <summary>A constant sentence for whoever is limited to org groups; null for whoever sees all.</summary>
        public string? Limit { get; init; }

        /// <summary>Whether a second person was asked for before the start, and what came of it.</summary>
        public StartPart Start { get; init; } = new(null, null, null, false, null);

        /// <summary>The steps that have targets, in their order.</summary>
        public IReadOnlyList<StepPart> Steps { get; init; } = [];

        /// <summary>All targets.</summary>
        public int Targets => States.Values.Sum();

        /// <summary>Gone on a complete re-read (L2) or better.</summary>
        public int Proven => Levels.L2 + Levels.L3 + Levels.L4;

        /// <summary>Still to settle without a person.</summary>
        public int ToGo => Of(TargetState.Planned) + Of(TargetState.Running);

        /// <summary>Accepted by the org, and still in its list.</summary>
        public int StillAlive => Of(TargetState.StillAlive);

        /// <summary>Ended without proof, those still alive included: what a retry would take up.</summary>
        public int Failed => States.Where(s => IncidentStates.IsFailed(s.Key)).Sum(s => s.Value);

        /// <summary>True when nothing more happens without a person.</summary>
        public bool IsSettled => ToGo == 0;

        /// <summary>How many targets stand in a state.</summary>
        public int Of(TargetState state) => States.GetValueOrDefault(state);
    }

    /// <param name="HeldUntil">Until when a second person may let it start, UTC; null where none is asked for, or one did.</param>
    /// <param name="ConfirmedBy">Who let it start, as named at the time; null where nobody had to, or nobody did.</param>
    /// <param name="ConfirmedAt">UTC.</param>
    /// <param name="Alone">One was asked for, and it started without: declared under an emergency sign-in.</param>
    /// <param name="LapsedAt">Nobody did in time, UTC: nothing was sent.</param>
    public sealed record StartPart(DateTimeOffset? HeldUntil, string? ConfirmedBy, DateTimeOffset? ConfirmedAt, bool Alone, DateTimeOffset? LapsedAt)
    {
        /// <summary>Whoever looks declared it, and so is not the second person.</summary>
        public bool IsMine { get; init; }
    }

    /// <param name="Step">Which.</param>
    /// <param name="Targets">How many.</param>
    /// <param name="Gone">L2 or better.</param>
    /// <param name="ToGo">Still to settle without a person.</param>
    /// <param name="Failed">Ended without proof.</param>
    /// <param name="ForPerson">Waiting for a person.</param>
    public sealed record StepPart(IncidentStep Step, int Targets, int Gone, int ToGo, int Failed, int ForPerson)
    {
        /// <summary>Done, and taken back since.</summary>
        public int Undone { get; init; }
    }

    /// <param name="None">Queued.</param>
    /// <param name="L0">Asked.</param>
    /// <param name="L1">Accepted by the org.</param>
    /// <param name="L2">Gone on a complete re-read.</param>
    /// <param name="L3">No success since in event data.</param>
    /// <param name="L4">A canary call was refused.</param>
    public sealed record LevelCounts(int None, int L0, int L1, int L2, int L3, int L4);

    /// <param name="Connection">Through which connection.</param>
    /// <param name="Label">The org's label, or the Heroku account's.</param>
    /// <param name="Host">Origin of the org, for links into its Setup; empty for a Heroku account.</param>
    /// <param name="Targets">How many there.</param>
    /// <param name="Levels">By level; those that ended without proof are left out.</param>
    /// <param name="Gone">L2 or better.</param>
    /// <param name="ToGo">Still to settle without a person.</param>
    /// <param name="StillAlive">Accepted, and still in the org's list.</param>
    /// <param name="Failed">Ended without proof, those still alive included.</param>
    /// <param name="Message">Where this org stands, in words.</param>
    public sealed record OrgPart(
        ConnectionId Connection, string Label, string Host, int Targets, LevelCounts Levels, int Gone, int ToGo,
        int StillAlive, int Failed, string Message);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Id, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;

            var targets = db.Targets.AsNoTracking().Where(t => t.IncidentId == request.Id);
            var tallies = await targets.GroupBy(t => new { t.ConnectionId, t.Kind, t.OrgId, t.State, t.Level, IsUndone = t.UndoneAt != null })
                .Select(g => new { g.Key.ConnectionId, g.Key.Kind, g.Key.OrgId, g.Key.State, g.Key.Level, g.Key.IsUndone, Count = g.Count() })
                .ToListAsync(cancellationToken);
            var says = await TroubleAsync(targets, cancellationToken);
            var orgIds = tallies.Select(t => t.OrgId).Distinct().ToArray();
            var orgs = await db.Orgs.AsNoTracking().Where(o => orgIds.Contains(o.Id))
                .ToDictionaryAsync(o => o.Id, o => (o.Label, o.Host), cancellationToken);
            var accounts = await AccountsAsync([.. tallies.Where(t => IncidentTarget.IsOfHeroku(t.Kind)).Select(t => t.ConnectionId)], cancellationToken);
            // One Heroku account reaches several orgs: its targets are one part.
            var parts = tallies.GroupBy(t => (t.ConnectionId, OrgId: IncidentTarget.IsOfHeroku(t.Kind) ? default : t.OrgId)).Select(g =>
            {
                var (label, host) = accounts.TryGetValue(g.Key.ConnectionId, out var account)
                    ? (account, "")
                    : orgs.GetValueOrDefault(g.Key.OrgId, ("An org", ""));
                return IncidentCounts.PartOf(g.Key.ConnectionId, label, host,
                    [.. g.Select(t => new TargetTally(t.State, t.Level, t.Count))], says.GetValueOrDefault(g.Key.ConnectionId));
            });
            var all = tallies.Select(t => new TargetTally(t.State, t.Level, t.Count)).ToList();
            var standing = (await SeenIncident.ReadAsync(db, current.Scope, [incident], cancellationToken))[incident.Id];
            return new Detail(
                incident.Id, incident.Name, incident.Scope, incident.Reason, standing.State, incident.DeclaredBy,
                incident.DeclaredAt, standing.SettledAt, now, await RemainingAsync(targets, all, now, cancellationToken),
                IncidentCounts.LevelsOf(all), all.GroupBy(t => t.State).ToDictionary(g => g.Key, g => g.Sum(t => t.Count)),
                [.. parts.OrderBy(p => p.Failed == 0).ThenBy(p => p.Label, StringComparer.Ordinal).ThenBy(p => p.Connection.Value)],
                await ReReadsAsync(incident.DeclaredAt, standing.SettledAt, targets, [.. tallies.Select(t => t.ConnectionId).Distinct()], cancellationToken))
            {
                Limit = current.Scope.All ? null : GetRest.OthersMayExist,
                Start = new(incident.IsHeld && incident.LapsedAt is null ? incident.HeldUntil : null, incident.ConfirmedBy, incident.ConfirmedAt, incident.StartedAlone, incident.LapsedAt) { IsMine = incident.DeclaredById == current.Actor.Id },
                Steps = [.. tallies.GroupBy(t => IncidentSteps.Of(t.Kind)).OrderBy(g => g.Key).Select(g => IncidentCounts.StepOf(
                    g.Key, [.. g.Select(t => new TargetTally(t.State, t.Level, t.Count) { IsUndone = t.IsUndone })]))],
            };
        }

        // The commonest last answer of what failed, per org: what a person must know there.
        private static async Task<Dictionary<ConnectionId, string>> TroubleAsync(IQueryable<IncidentTarget> targets, CancellationToken ct) =>
            (await targets.Where(t => t.LastAnswer != null && (t.State == TargetState.Refused || t.State == TargetState.Unreachable
                    || t.State == TargetState.RightMissing || t.State == TargetState.StillAlive))
                .GroupBy(t => new { t.ConnectionId, t.LastAnswer })
                .Select(g => new { g.Key.ConnectionId, g.Key.LastAnswer, Count = g.Count() }).ToListAsync(ct))
            .GroupBy(g => g.ConnectionId)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(a => a.Count).ThenBy(a => a.LastAnswer, StringComparer.Ordinal).First().LastAnswer!);

        private async Task<Dictionary<ConnectionId, string>> AccountsAsync(ConnectionId[] via, CancellationToken ct)
        {
            var ids = via.Select(c => new HerokuAccountId(c.Value)).Distinct().ToArray();
            var names = await db.HerokuAccounts.AsNoTracking().Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, ct);
            return ids.ToDictionary(id => new ConnectionId(id.Value), id => $"Heroku: {names.GetValueOrDefault(id, "an account")}");
        }

        // Until every target is asked: how long the re-reads then take nobody knows beforehand.
        private static async Task<TimeSpan?> RemainingAsync(
            IQueryable<IncidentTarget> targets, List<TargetTally> all, DateTimeOffset now, CancellationToken ct)
        {
            var waiting = all.Where(t => t.IsOpen && t.Level is ProofLevel.None or ProofLevel.L0).Sum(t => t.Count);
            var accepted = all.Where(t => t.IsOpen && t.Level == ProofLevel.L1).Sum(t => t.Count);
            if (waiting == 0 || accepted < 5) return null;
            var began = await targets.Where(t => t.State == TargetState.Running && t.Level == ProofLevel.L1).MinAsync(t => t.AskedAt, ct);
            return began is { } first && now > first ? (now - first) / accepted * waiting : null;
        }

        private async Task<int> ReReadsAsync(
            DateTimeOffset from, DateTimeOffset? settled, IQueryable<IncidentTarget> targets, ConnectionId[] connections, CancellationToken ct)
        {
            var reads = db.SyncRuns.Where(s => connections.Contains(s.ConnectionId) && s.Purpose == SyncPurpose.Proof && s.StartedAt >= from);
            var accounts = connections.Select(c => new HerokuAccountId(c.Value)).ToArray();
            var again = db.HerokuReads.Where(r => accounts.Contains(r.AccountId) && r.Purpose == SyncPurpose.Proof && r.StartedAt >= from);
            // A Heroku account is read again for other org groups too: of these reads only those count that prove a target seen.
            if (!current.Scope.All) again = again.Where(r => targets.Any(t => t.ProofId == r.Id));
            return settled is { } to
                ? await reads.CountAsync(s => s.StartedAt <= to, ct) + await again.CountAsync(r => r.StartedAt <= to, ct)
                : await reads.CountAsync(ct) + await again.CountAsync(ct);
        }
    }
}
