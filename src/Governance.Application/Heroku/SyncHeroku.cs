using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Reads everything AppLink of one Heroku account. Each list keeps its own outcome; what was known before stays
/// when one dies.</summary>
internal sealed class SyncHeroku(GovernanceDb db, IAppLink heroku, UseCaseRunner useCases, DiskFloor disk, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "sync-heroku";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new HerokuAccountId(item.SubjectId);
        var account = await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct);
        if (account is not { IsUsable: true }) return;
        var actor = Actor.System("sync", item.OnBehalfOf);
        var purpose = item.OnBehalfOf.StartsWith("system:", StringComparison.Ordinal) ? SyncPurpose.Scheduled : SyncPurpose.OnDemand;
        var startedAt = clock.GetUtcNow();

        if (disk.IsLow)
        {
            await useCases.DemandAsync(actor, new RecordHerokuFailure.Command(id, purpose, startedAt, DiskFloor.Low), ct);
            return;
        }
        var read = await heroku.ReadAsync(account.Link(), ct);
        if (read.Problem is { } problem)
            await useCases.DemandAsync(actor, new RecordHerokuFailure.Command(id, purpose, startedAt, problem), ct);
        else
            await useCases.DemandAsync(actor, new RecordAppLink.Command(id, purpose, read.Value!), ct);
    }
}
