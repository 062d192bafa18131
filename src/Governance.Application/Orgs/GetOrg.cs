using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>All that is known of one org and the connection to it.</summary>
public static class GetOrg
{
    /// <summary>Syncs shown.</summary>
    public const int MaxRuns = 20;

    /// <param name="Id">Which connection.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ConnectionId Id) : IQuery<Detail>;

    /// <param name="Link">The connection.</param>
    /// <param name="Facts">What the org said about itself; null until it answered.</param>
    /// <param name="Capabilities">What a sync can read, in a fixed order; empty before the first test.</param>
    /// <param name="Rights">The self-test, missing ones first, then by name.</param>
    /// <param name="Runs">The last <see cref="MaxRuns"/> reads, newest first.</param>
    /// <param name="Apps">Authorizations present, by kind of client app; null when never read completely.</param>
    /// <param name="SignIn">The last sign-in at the org; null when none was queued.</param>
    /// <param name="Sync">The last sync that was queued; null when none was.</param>
    /// <param name="AuthorizationsAsOf">Start of the last complete read, UTC; null when there was none.</param>
    public sealed record Detail(
        Link Link, Facts? Facts, IReadOnlyList<CapabilityRow> Capabilities, IReadOnlyList<RightRow> Rights,
        IReadOnlyList<Run> Runs, IReadOnlyList<AppCount>? Apps, Queued? SignIn, Queued? Sync, DateTimeOffset? AuthorizationsAsOf)
    {
        /// <summary>How often it is read and what that costs; null before the first full sync.</summary>
        public OrgPace? Pace { get; init; }
    }

    /// <param name="Id">Ours.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Cause">Why a person must act, what is missing, or why it was ended; null when all is well.</param>
    /// <param name="Flow">How the portal signs in.</param>
    /// <param name="LoginOrigin">Origin of the token end point.</param>
    /// <param name="InstanceOrigin">Origin the org answered with; null until connected.</param>
    /// <param name="ClientId">Consumer key.</param>
    /// <param name="Username">The user the portal acts as; null while unknown.</param>
    /// <param name="OrgGroup">Name of the org group.</param>
    /// <param name="CreatedBy">Who began it.</param>
    /// <param name="CreatedAt">UTC.</param>
    /// <param name="ConnectedAt">First success, UTC.</param>
    /// <param name="ConsentUntil">Web server flow: end of the time in which a person may still consent, UTC; null when
    /// none is waited for.</param>
    /// <param name="CertificateEndsAt">When the reader's certificate ends, UTC; null when the portal does not know it.</param>
    public sealed record Link(
        ConnectionId Id, string Name, ConnectionState State, string? Cause, ConnectionFlow Flow, string LoginOrigin,
        string? InstanceOrigin, string ClientId, string? Username, string OrgGroup, string CreatedBy, DateTimeOffset CreatedAt,
        DateTimeOffset? ConnectedAt, DateTimeOffset? ConsentUntil, DateTimeOffset? CertificateEndsAt = null);

    /// <param name="SalesforceId">The org id, 18 characters.</param>
    /// <param name="Name">Organization.Name: text from the org.</param>
    /// <param name="Environment">Kind of org.</param>
    /// <param name="Infrastructure">As a person confirmed it; else likely, from the instance name.</param>
    /// <param name="InstanceName">As in USA42.</param>
    /// <param name="Host">Origin of its My Domain.</param>
    /// <param name="FirstSeenAt">UTC.</param>
    /// <param name="OrgId">The org itself, whatever connects it.</param>
    /// <param name="ConfirmedBy">Who confirmed where it runs; null while that is likely only.</param>
    /// <param name="ConfirmedAt">When they did, UTC.</param>
    public sealed record Facts(
        string SalesforceId, string Name, OrgEnvironment Environment, OrgInfrastructure Infrastructure, string InstanceName,
        string Host, DateTimeOffset FirstSeenAt, OrgId OrgId = default, string? ConfirmedBy = null, DateTimeOffset? ConfirmedAt = null);

    /// <param name="Capability">What is read.</param>
    /// <param name="Status">How the last attempt ended.</param>
    /// <param name="Detail">The missing right or the reason; null when ok.</param>
    /// <param name="AsOf">Start of the last complete read, UTC; null when there was none.</param>
    /// <param name="TriedAt">End of the last attempt, UTC.</param>
    /// <param name="Items">Things known and present; null where they are counted elsewhere or were never read.</param>
    public sealed record CapabilityRow(
        Capability Capability, CapabilityStatus Status, string? Detail, DateTimeOffset? AsOf, DateTimeOffset TriedAt, int? Items = null);

    /// <param name="Right">Salesforce's name.</param>
    /// <param name="Held">Null when the org could not tell.</param>
    /// <param name="NeededFor">What fails without it.</param>
    /// <param name="CheckedAt">UTC.</param>
    public sealed record RightRow(string Right, bool? Held, string NeededFor, DateTimeOffset CheckedAt);

    /// <param name="StartedAt">UTC.</param>
    /// <param name="FinishedAt">UTC.</param>
    /// <param name="Purpose">Why it was made.</param>
    /// <param name="RowsRead">Distinct rows.</param>
    /// <param name="RowsCounted">The org's own count(); null when it gave none.</param>
    /// <param name="IsComplete">Rows = count(), right confirmed in the same read.</param>
    /// <param name="Problem">Why it is not complete; null when it is.</param>
    /// <param name="Calls">Calls made at the org for the authorizations.</param>
    /// <param name="IsCheck">Only count and newest were asked for, and nothing had moved.</param>
    /// <param name="InventoryCalls">Calls made for the rest of the inventory; null when it was not due.</param>
    public sealed record Run(
        DateTimeOffset StartedAt, DateTimeOffset FinishedAt, SyncPurpose Purpose, int RowsRead, int? RowsCounted, bool IsComplete,
        string? Problem, int Calls, bool IsCheck = false, int? InventoryCalls = null);

    /// <param name="Kind">Kind of client app.</param>
    /// <param name="Apps">Distinct names.</param>
    /// <param name="Authorizations">Grants present.</param>
    public sealed record AppCount(ClientAppKind Kind, int Apps, int Authorizations);

    /// <param name="QueuedAt">UTC.</param>
    /// <param name="IsRunning">Somebody works on it now.</param>
    /// <param name="DoneAt">UTC; null while open.</param>
    /// <param name="Attempts">Tries begun.</param>
    /// <param name="NotBefore">Not tried earlier than this, UTC.</param>
    /// <param name="FaultReference">Reference of the portal's last fault in it; null when there was none.</param>
    public sealed record Queued(
        DateTimeOffset QueuedAt, bool IsRunning, DateTimeOffset? DoneAt, int Attempts, DateTimeOffset NotBefore, string? FaultReference);

    internal sealed class Handler(GovernanceDb db, SyncSchedule schedule, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (id, ct) = (request.Id, cancellationToken);
            if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } connection)
                return ConnectionProblems.NotFound;
            var facts = await db.Orgs.Where(o => o.Id == connection.OrgId)
                .Select(o => new Facts(
                    o.SalesforceId, o.Name, o.Environment, o.Infrastructure, o.InstanceName, o.Host, o.FirstSeenAt, o.Id, o.InfrastructureConfirmedBy,
                    o.InfrastructureConfirmedAt))
                .SingleOrDefaultAsync(ct);
            var capabilities = await db.Capabilities.Where(s => s.ConnectionId == id)
                .Select(s => new CapabilityRow(s.Capability, s.Status, s.Detail, s.AsOf, s.TriedAt, null)).ToListAsync(ct);
            var items = await db.Items.Where(i => i.OrgId == connection.OrgId && i.GoneAt == null && i.Source == ItemSource.Org).GroupBy(i => i.Kind)
                .Select(g => new { Kind = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Kind, g => g.Count, ct);
            var rights = await db.Rights.Where(r => r.ConnectionId == id)
                .Select(r => new RightRow(r.Right, r.Held, r.NeededFor, r.CheckedAt)).ToListAsync(ct);
            var runs = await db.SyncRuns.Where(s => s.ConnectionId == id)
                .OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).Take(MaxRuns)
                .Select(s => new Run(s.StartedAt, s.FinishedAt, s.Purpose, s.RowsRead, s.RowsCounted, s.IsComplete, s.Problem, s.Calls, s.IsCheck, s.InventoryCalls))
                .ToListAsync(ct);
            var asOf = capabilities.SingleOrDefault(c => c.Capability == Capability.Authorizations)?.AsOf;
            return new Detail(await LinkOfAsync(connection, ct), facts, [.. capabilities.OrderBy(c => c.Capability).Select(c => c with { Items = CountOf(c, items) })],
                [.. rights.OrderBy(r => r.Held switch { false => 0, null => 1, true => 2 }).ThenBy(r => r.Right, StringComparer.Ordinal)],
                runs, asOf is null ? null : await AppsOfAsync(connection.OrgId, ct),
                await WorkOfAsync(EstablishConnection.WorkKind, id, ct), await WorkOfAsync(SyncOrg.WorkKind, id, ct), asOf)
            {
                Pace = await PaceOf.OneAsync(db, id, schedule, ct),
            };
        }

        private static int? CountOf(CapabilityRow row, Dictionary<ItemKind, int> items) =>
            row.AsOf is not null && CapabilityKinds.Of(row.Capability) is { Count: > 0 } kinds ? kinds.Sum(k => items.GetValueOrDefault(k)) : null;

        private async Task<Link> LinkOfAsync(Connection connection, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            DateTimeOffset? consentUntil = connection is { State: ConnectionState.Connecting, Flow: ConnectionFlow.WebServer }
                ? await db.ConnectStates.Where(s => s.ConnectionId == connection.Id && s.UsedAt == null && s.EndsAt > now)
                    .OrderByDescending(s => s.EndsAt).Select(s => (DateTimeOffset?)s.EndsAt).FirstOrDefaultAsync(ct)
                : null;
            var group = await db.OrgGroups.Where(g => g.Id == connection.OrgGroupId).Select(g => g.Name).SingleAsync(ct);
            return new Link(
                connection.Id, connection.Name, connection.State, connection.Cause ?? await EndedBecauseAsync(connection, ct),
                connection.Flow, connection.LoginOrigin, connection.InstanceOrigin, connection.ClientId, connection.Username, group,
                connection.CreatedBy, connection.CreatedAt, connection.ConnectedAt, consentUntil, connection.CertificateEndsAt);
        }

        /// <summary>A connection the portal itself ended keeps no cause; its last audit entry has it.</summary>
        private async Task<string?> EndedBecauseAsync(Connection connection, CancellationToken ct)
        {
            if (connection.State != ConnectionState.Disconnected) return null;
            var subject = connection.Id.Value.ToString("D");
            var last = await db.AuditEntries.AsNoTracking()
                .Where(e => e.SubjectType == "connection" && e.SubjectId == subject
                    && (e.Action == "connection.failed" || e.Action == "connection.disconnected"))
                .OrderByDescending(e => e.Seq).Select(e => new { e.Action, e.Reason }).FirstOrDefaultAsync(ct);
            return last?.Action == "connection.failed" ? last.Reason : null;
        }

        private async Task<List<AppCount>> AppsOfAsync(OrgId? org, CancellationToken ct)
        {
            var counts = await db.Authorizations.Where(a => a.OrgId == org && a.Kind == AuthorizationKind.OAuth && a.GoneAt == null).GroupBy(a => a.AppKind)
                .Select(g => new { Kind = g.Key, Apps = g.Select(a => a.AppKey).Distinct().Count(), All = g.Count() }).ToListAsync(ct);
            return [.. Enum.GetValues<ClientAppKind>().Select(kind => counts.SingleOrDefault(c => c.Kind == kind) is { } count
                ? new AppCount(kind, count.Apps, count.All)
                : new AppCount(kind, 0, 0))];
        }

        private async Task<Queued?> WorkOfAsync(string kind, ConnectionId id, CancellationToken ct)
        {
            var (subject, now) = (id.Value, clock.GetUtcNow());
            return await db.Work.AsNoTracking().Where(w => w.Kind == kind && w.SubjectId == subject)
                .OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id)
                .Select(w => new Queued(w.CreatedAt, w.DoneAt == null && w.ClaimedUntil >= now, w.DoneAt, w.Attempts, w.NotBefore, w.LastFault))
                .FirstOrDefaultAsync(ct);
        }
    }
}
