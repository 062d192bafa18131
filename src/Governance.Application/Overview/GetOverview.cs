using Governance.Application.Certificates;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>The posture in one window. ViewInventory and ViewIncidents have the same holders (contracts §1), so one scope
/// serves both.</summary>
public static class GetOverview
{
    /// <summary>Up to which authorizations are counted one by one, as their list does.</summary>
    public const int Depth = 10_000;

    /// <summary>Recent incidents named.</summary>
    public const int MaxRecent = 5;

    /// <summary>Running incidents named.</summary>
    public const int MaxRunning = 5;

    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<Posture>;

    /// <param name="Orgs">Every org that is not disconnected: what needs a person first, then by name.</param>
    /// <param name="Disconnected">How many connections were ended.</param>
    /// <param name="OldestAsOf">Age of the oldest complete read, UTC; null when there was none.</param>
    /// <param name="Grants">Null when no org was ever read completely: unknown, not none.</param>
    /// <param name="Findings">Null when nothing was ever judged: unknown, not none.</param>
    /// <param name="Controls">The four controls of the mandate; empty when nothing was ever judged.</param>
    /// <param name="Certificates">How many are known, and how many of them end.</param>
    /// <param name="Running">Newest first, at most <see cref="MaxRunning"/>.</param>
    /// <param name="RunningCount">How many run.</param>
    /// <param name="Recent">Contained or closed, newest first, at most <see cref="MaxRecent"/>.</param>
    public sealed record Posture(
        IReadOnlyList<OrgLine> Orgs, int Disconnected, DateTimeOffset? OldestAsOf, Grants? Grants, FindingTrend? Findings,
        IReadOnlyList<ControlRate> Controls, CertificateEnds Certificates, IReadOnlyList<IncidentLine> Running, int RunningCount, IReadOnlyList<IncidentLine> Recent);

    /// <param name="All">Known.</param>
    /// <param name="Ending">Ended, or ending before <paramref name="Before"/>.</param>
    /// <param name="Before">Midnight UTC: a list's filter names days.</param>
    public sealed record CertificateEnds(int All, int Ending, DateTimeOffset Before);

    /// <param name="Id">The connection.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Read">How the last attempt to read authorizations ended; null when none was made.</param>
    /// <param name="Detail">What is missing or wrong; null when all is well.</param>
    /// <param name="AsOf">Start of the last complete read, UTC; null when there was none.</param>
    /// <param name="Took">How long the last read took; null when there was none.</param>
    /// <param name="IsFresh">Read completely within <see cref="Freshness.Limit"/>.</param>
    public sealed record OrgLine(
        ConnectionId Id, string Name, ConnectionState State, CapabilityStatus? Read, string? Detail, DateTimeOffset? AsOf,
        TimeSpan? Took, bool IsFresh);

    /// <param name="Id">Address of its page.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="Scope">What was chosen.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="DeclaredBy">Name at the time.</param>
    /// <param name="DeclaredAt">UTC.</param>
    /// <param name="SettledAt">UTC; null while work goes on.</param>
    /// <param name="Targets">In the actor's org groups, per state.</param>
    public sealed record IncidentLine(
        IncidentId Id, string Name, string Scope, IncidentState State, string DeclaredBy, DateTimeOffset DeclaredAt,
        DateTimeOffset? SettledAt, IReadOnlyDictionary<TargetState, int> Targets);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Posture>
    {
        public async Task<Result<Posture>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var orgs = await OrgsAsync(now, cancellationToken);
            // Of any connection, also an ended one: its rows stay and count.
            var isRead = await db.Capabilities.AnyAsync(s => s.Capability == Capability.Authorizations && s.AsOf != null, cancellationToken);
            return new Posture(
                orgs, await db.Connections.CountAsync(c => c.State == ConnectionState.Disconnected, cancellationToken),
                orgs.Min(o => o.AsOf),
                isRead ? await Grants.ReadAsync(db, orgs.Count(o => o.AsOf is null), now, cancellationToken) : null,
                await FindingTrend.ReadAsync(db, now, cancellationToken),
                await ControlRate.ReadAsync(db, cancellationToken),
                await CertificatesAsync(now, cancellationToken),
                await IncidentsAsync(running: true, MaxRunning, cancellationToken),
                await SeenIncident.Where(db, current.Scope, running: true).CountAsync(cancellationToken),
                await IncidentsAsync(running: false, MaxRecent, cancellationToken));
        }

        private async Task<List<OrgLine>> OrgsAsync(DateTimeOffset now, CancellationToken ct)
        {
            var rows = await db.Connections.AsNoTracking().Where(c => c.State != ConnectionState.Disconnected)
                .Select(c => new
                {
                    c.Id,
                    c.Name,
                    c.State,
                    c.Cause,
                    Read = db.Capabilities.FirstOrDefault(s => s.ConnectionId == c.Id && s.Capability == Capability.Authorizations),
                    Last = db.SyncRuns.Where(s => s.ConnectionId == c.Id).OrderByDescending(s => s.StartedAt)
                        .ThenByDescending(s => s.Id).FirstOrDefault(),
                }).ToListAsync(ct);
            return
            [
                .. rows.Select(r => new OrgLine(
                        r.Id, r.Name, r.State, r.Read?.Status, r.Cause ?? r.Read?.Detail, r.Read?.AsOf,
                        r.Last is { } last ? last.FinishedAt - last.StartedAt : null, r.Read?.AsOf >= now - Freshness.Limit))
                    .OrderBy(o => Urgency(o)).ThenBy(o => o.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(o => o.Id.Value),
            ];
        }

        private static int Urgency(OrgLine org) => org.State switch
        {
            ConnectionState.ReconnectNeeded => 0,
            ConnectionState.Degraded => 1,
            ConnectionState.Connected when !org.IsFresh => 2,
            ConnectionState.Connected => 4,
            _ => 3,
        };

        private async Task<CertificateEnds> CertificatesAsync(DateTimeOffset now, CancellationToken ct)
        {
            var before = new DateTimeOffset(now.UtcDateTime.Date.AddDays(GetCertificateOutlook.Days + 1), TimeSpan.Zero);
            var present = new CertificateFilter().Apply(db.Items, db.CertificateCare, null);
            var ending = new CertificateFilter { Before = before }.Apply(db.Items, db.CertificateCare, null);
            var counted = await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId)
                .Select(_ => new { All = present.Count(), Ending = ending.Count() }).SingleAsync(ct);
            return new CertificateEnds(counted.All, counted.Ending, before);
        }

        private async Task<List<IncidentLine>> IncidentsAsync(bool running, int most, CancellationToken ct)
        {
            var incidents = await SeenIncident.Where(db, current.Scope, running).AsNoTracking()
                .OrderByDescending(i => i.Number).Take(most).ToListAsync(ct);
            var standings = await SeenIncident.ReadAsync(db, current.Scope, incidents, ct);
            var ids = incidents.Select(i => i.Id).ToArray();
            var targets = (await db.Targets.Where(t => ids.Contains(t.IncidentId)).GroupBy(t => new { t.IncidentId, t.State })
                .Select(g => new { g.Key.IncidentId, g.Key.State, Count = g.Count() }).ToListAsync(ct)).ToLookup(t => t.IncidentId);
            return
            [
                .. incidents.Select(i => new IncidentLine(
                    i.Id, i.Name, i.Scope, standings[i.Id].State, i.DeclaredBy, i.DeclaredAt, standings[i.Id].SettledAt,
                    targets[i.Id].OrderBy(t => t.State).ToDictionary(t => t.State, t => t.Count))),
            ];
        }
    }
}
