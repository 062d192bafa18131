using Governance.Application.Audit;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Reads an org. By schedule and between two full reads: asks whether its tokens moved, and is done when they did not.
/// Otherwise: 1. who it is, and that it is still the same; 2. which rights the portal holds; 3. its token rows; 4. in a full
/// read, the rest of the inventory. Each capability keeps its own outcome; what was known before stays when one dies.</summary>
internal sealed class SyncOrg(
    GovernanceDb db, ISalesforceOrg orgs, UseCaseRunner useCases, SyncSchedule schedule, DiskFloor disk, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "sync-org";

    private static readonly Capability[] Inventory = [.. Enum.GetValues<Capability>().Where(c => CapabilityKinds.Of(c).Count > 0 || CapabilityKinds.IsEvents(c))];

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new ConnectionId(item.SubjectId);
        var connection = await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is not { IsUsable: true, OrgId: { } org }) return;
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var link = OrgLink.Of(connection, orgKey);
        var actor = Actor.System("sync", item.OnBehalfOf);
        var purpose = item.OnBehalfOf.StartsWith("system:", StringComparison.Ordinal) ? SyncPurpose.Scheduled : SyncPurpose.OnDemand;
        var startedAt = clock.GetUtcNow();

        if (disk.IsLow)
        {
            await useCases.DemandAsync(actor, new RecordSyncFailure.Command(id, purpose, startedAt, null, DiskFloor.Low), ct);
            return;
        }
        var states = await db.Capabilities.AsNoTracking().Where(s => s.ConnectionId == id).ToDictionaryAsync(s => s.Capability, ct);
        var isFull = purpose != SyncPurpose.Scheduled || await IsFullDueAsync(id, startedAt, ct);
        if (!isFull && states.GetValueOrDefault(Capability.Authorizations)?.Marker is { } marker
            && (await orgs.CheckTokensAsync(link, ct)).Value is { } check && check.Marker == marker)
        {
            await useCases.DemandAsync(actor, new RecordTokenCheck.Command(id, startedAt, check.Calls), ct);
            return;
        }
        var identity = await orgs.IdentifyAsync(link, ct);
        var rights = identity.Problem is null ? await orgs.TestRightsAsync(link, ct) : identity.Problem;
        var tokens = identity.Problem is null ? await orgs.ReadTokensAsync(link, null, ct) : identity.Problem;
        var sync = tokens.Problem is { } problem
            ? (await useCases.DemandAsync(actor, new RecordSyncFailure.Command(id, purpose, startedAt, rights.Value, problem), ct)).Sync
            : (await useCases.DemandAsync(actor, new RecordInventory.Command(id, purpose, tokens.Value!, rights.Value, rights.Problem), ct)).Sync;
        if (!isFull || identity.Problem is not null) return;

        CapabilityDue[] due = [.. Inventory.Select(c => new CapabilityDue(c, states.GetValueOrDefault(c)?.Marker))];
        var ask = await AskAsync(org, due, rights.Value, ct);
        var begun = clock.GetUtcNow();
        var read = await orgs.ReadInventoryAsync(link, ask, ct);
        await useCases.DemandAsync(
            actor,
            read.Value is { } done
                ? new RecordItems.Command(id, done.Reads, done.Calls, sync, done.Usage)
                : new RecordItems.Command(id, [.. due.Select(d => new CapabilityRead(d.Capability, begun, [], [], Problem: read.Problem))], 0, sync),
            ct);
    }

    private async Task<bool> IsFullDueAsync(ConnectionId id, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.SyncRuns.Where(s => s.ConnectionId == id && s.InventoryCalls != null).MaxAsync(s => (DateTimeOffset?)s.StartedAt, ct);
        return last is not { } at || now - at >= schedule.FullInterval;
    }

    private async Task<InventoryAsk> AskAsync(OrgId org, IReadOnlyList<CapabilityDue> due, IReadOnlyList<RightCheck>? rights, CancellationToken ct)
    {
        var owners = await db.Authorizations.Where(a => a.OrgId == org && a.GoneAt == null && a.UserId != "").Select(a => a.UserId).Distinct().ToListAsync(ct);
        return new InventoryAsk(
            due, owners, [.. (await PresentFacts.ReadAsync<AssignmentFacts>(db, org, ItemKind.Assignment, ct)).Select(a => a.UserId).Distinct()],
            await PresentFacts.KnownRegistrationsAsync(db, org, ct), [.. (rights ?? []).Where(r => r.Held == false).Select(r => r.Right)])
        {
            Since = await EventTakeOver.KnownAsync(db, org, ct),
        };
    }
}
