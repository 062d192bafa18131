using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges an org anew after its inventory was read, or could not be.</summary>
internal sealed class EvaluateOrgWork(UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "evaluate-org";

    public string Kind => WorkKind;

    public Task RunAsync(WorkItem item, CancellationToken ct) =>
        useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new EvaluateOrg.Command(new OrgId(item.SubjectId)), ct);
}

/// <summary>Queues it, once for all reads that wait.</summary>
internal sealed class EvaluateAfterRead(GovernanceDb db, CurrentActor current, TimeProvider clock) : IEventHandler<InventoryRecorded>
{
    public async Task HandleAsync(InventoryRecorded happened, CancellationToken ct)
    {
        var subject = happened.Org.Value;
        if (await db.Work.AnyAsync(w => w.Kind == EvaluateOrgWork.WorkKind && w.SubjectId == subject && w.DoneAt == null && w.ClaimedBy == null, ct))
            return;
        db.Work.Add(new WorkItem(EvaluateOrgWork.WorkKind, subject, Guid.Empty, current.Actor.OnBehalfOf ?? current.Actor.Id, clock.GetUtcNow()));
    }
}
