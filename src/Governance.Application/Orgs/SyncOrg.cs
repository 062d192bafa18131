using Governance.Application.Audit;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Reads an org: 1. who it is, and that it is still the same; 2. which rights the portal holds; 3. its token
/// rows. Each capability keeps its own outcome; what was known before stays when one dies.</summary>
internal sealed class SyncOrg(GovernanceDb db, ISalesforceOrg orgs, UseCaseRunner useCases, DiskFloor disk, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "sync-org";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new ConnectionId(item.SubjectId);
        var connection = await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is not { IsUsable: true }) return;
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
        var identity = await orgs.IdentifyAsync(link, ct);
        var rights = identity.Problem is null ? await orgs.TestRightsAsync(link, ct) : identity.Problem;
        var tokens = identity.Problem is null ? await orgs.ReadTokensAsync(link, null, ct) : identity.Problem;
        if (tokens.Problem is { } problem)
        {
            await useCases.DemandAsync(actor, new RecordSyncFailure.Command(id, purpose, startedAt, rights.Value, problem), ct);
            return;
        }
        await useCases.DemandAsync(actor, new RecordInventory.Command(id, purpose, tokens.Value!, rights.Value, rights.Problem), ct);
    }
}
