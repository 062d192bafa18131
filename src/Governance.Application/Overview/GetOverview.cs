using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>The first screen's figures: only what is known today, within the actor's org groups.</summary>
public static class GetOverview
{
    /// <summary>Age at which an org's figures are no longer fresh (rule org.sync-stale).</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromHours(24);

    private const int VendorsShown = 8;
    private const int IncidentsShown = 5;

    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<Figures>;

    /// <param name="Orgs">Every live connection with the age of its figures, oldest first.</param>
    /// <param name="Grants">Authorizations; null when no org was ever read completely.</param>
    /// <param name="Vendors">Largest first; the row without an id is what no vendor claims.</param>
    /// <param name="Incidents">Latest first.</param>
    public sealed record Figures(
        IReadOnlyList<OrgRow> Orgs, GrantFigures? Grants, IReadOnlyList<VendorRow> Vendors, IReadOnlyList<IncidentRow> Incidents);

    /// <param name="Id">The connection.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Missing">Why its authorizations cannot be read; null when they can.</param>
    /// <param name="AsOf">Start of the last complete read, UTC.</param>
    /// <param name="IsFresh">Younger than a day.</param>
    /// <param name="Took">Length of the last read.</param>
    public sealed record OrgRow(
        ConnectionId Id, string Name, ConnectionState State, string? Missing, DateTimeOffset? AsOf, bool IsFresh, TimeSpan? Took);

    /// <param name="Present">In their orgs as of the last complete reads.</param>
    /// <param name="Unused30">Of these, not used for 30 days, or never.</param>
    /// <param name="Unused90">Not used for 90 days, or never.</param>
    /// <param name="Never">Never used.</param>
    /// <param name="InactiveOwner">Owned by a deactivated user.</param>
    /// <param name="UnknownApp">Of an uninstalled or unknown app.</param>
    public sealed record GrantFigures(int Present, int Unused30, int Unused90, int Never, int InactiveOwner, int UnknownApp);

    /// <param name="Id">Null for grants that no vendor claims.</param>
    /// <param name="Name">Vendor name; null with <paramref name="Id"/>.</param>
    /// <param name="Grants">Present.</param>
    /// <param name="Orgs">In how many orgs.</param>
    /// <param name="LastUsedAt">UTC; null when never used.</param>
    public sealed record VendorRow(VendorId? Id, string? Name, int Grants, int Orgs, DateTimeOffset? LastUsedAt);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in INC-0007.</param>
    /// <param name="Scope">What was chosen.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="DeclaredAt">UTC.</param>
    /// <param name="Targets">In the actor's scope.</param>
    /// <param name="Proven">At L2 or more.</param>
    /// <param name="StillAlive">Accepted, and still there.</param>
    public sealed record IncidentRow(
        IncidentId Id, string Name, string Scope, IncidentState State, DateTimeOffset DeclaredAt, int Targets, int Proven, int StillAlive);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Figures>
    {
        public async Task<Result<Figures>> Handle(Query request, CancellationToken cancellationToken)
        {
            var orgs = await OrgsAsync(cancellationToken);
            return new Figures(
                orgs,
                orgs.Any(o => o.AsOf is not null) ? await GrantsAsync(cancellationToken) : null,
                await VendorsAsync(cancellationToken),
                await IncidentsAsync(cancellationToken));
        }

        private async Task<List<OrgRow>> OrgsAsync(CancellationToken ct)
        {
            var fresh = clock.GetUtcNow() - FreshFor;
            var rows = await (from c in db.Connections.AsNoTracking()
                              where c.State != ConnectionState.Disconnected
                              join s in db.Capabilities.Where(s => s.Capability == Capability.Authorizations) on c.Id equals s.ConnectionId into read
                              from s in read.DefaultIfEmpty()
                              select new { c.Id, c.Name, c.State, c.Cause, Read = s }).ToListAsync(ct);
            var runs = (await db.SyncRuns.AsNoTracking().GroupBy(r => r.ConnectionId)
                .Select(g => g.OrderByDescending(r => r.StartedAt).First()).ToListAsync(ct)).ToDictionary(r => r.ConnectionId);
            return
            [
                .. rows.Select(r => new OrgRow(r.Id, r.Name, r.State,
                        r.Read is { Status: not CapabilityStatus.Ok } blind ? blind.Detail : r.Cause,
                        r.Read?.AsOf, r.Read?.AsOf > fresh,
                        runs.TryGetValue(r.Id, out var run) ? run.FinishedAt - run.StartedAt : null))
                    .OrderBy(o => o.AsOf ?? DateTimeOffset.MinValue).ThenBy(o => o.Name, StringComparer.Ordinal),
            ];
        }

        private async Task<GrantFigures> GrantsAsync(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (month, quarter) = (now.AddDays(-30), now.AddDays(-90));
            return await db.Authorizations.Where(a => a.GoneAt == null).GroupBy(_ => 1).Select(g => new GrantFigures(
                    g.Count(),
                    g.Count(a => a.LastUsedAt == null || a.LastUsedAt < month),
                    g.Count(a => a.LastUsedAt == null || a.LastUsedAt < quarter),
                    g.Count(a => a.LastUsedAt == null),
                    g.Count(a => a.UserIsActive == false),
                    g.Count(a => a.AppKind == ClientAppKind.Unknown)))
                .SingleOrDefaultAsync(ct) ?? new GrantFigures(0, 0, 0, 0, 0, 0);
        }

        private async Task<List<VendorRow>> VendorsAsync(CancellationToken ct)
        {
            var byOrg = await db.Authorizations.Where(a => a.GoneAt == null).GroupBy(a => new { a.VendorId, a.OrgId })
                .Select(g => new { g.Key.VendorId, Grants = g.Count(), LastUsedAt = g.Max(a => a.LastUsedAt) }).ToListAsync(ct);
            var names = await db.Vendors.AsNoTracking().ToDictionaryAsync(v => v.Id, v => v.Name, ct);
            var all = byOrg.GroupBy(x => x.VendorId).Select(g => new VendorRow(
                g.Key, g.Key is { } id ? names[id] : null, g.Sum(x => x.Grants), g.Count(), g.Max(x => x.LastUsedAt))).ToList();
            return
            [
                .. all.Where(v => v.Id is not null).OrderByDescending(v => v.Grants).ThenBy(v => v.Name, StringComparer.Ordinal).Take(VendorsShown),
                .. all.Where(v => v.Id is null),
            ];
        }

        private async Task<List<IncidentRow>> IncidentsAsync(CancellationToken ct)
        {
            var rows = await db.Incidents.AsNoTracking().OrderByDescending(i => i.Number).Take(IncidentsShown)
                .Select(i => new
                {
                    i.Id,
                    i.Number,
                    i.Scope,
                    i.State,
                    i.DeclaredAt,
                    Targets = db.Targets.Count(t => t.IncidentId == i.Id),
                    Proven = db.Targets.Count(t => t.IncidentId == i.Id && t.State == TargetState.Done),
                    StillAlive = db.Targets.Count(t => t.IncidentId == i.Id && t.State == TargetState.StillAlive),
                }).ToListAsync(ct);
            return [.. rows.Select(i => new IncidentRow(i.Id, $"INC-{i.Number:0000}", i.Scope, i.State, i.DeclaredAt, i.Targets, i.Proven, i.StillAlive))];
        }
    }
}
