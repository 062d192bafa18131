using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Application.Work;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>A waiver stands as its request does. Approved it hides its finding from counts until its end, never from the record.</summary>
internal sealed class WaiverHold(GovernanceDb db, TimeProvider clock) : IEventHandler<RequestSettled>
{
    public async Task HandleAsync(RequestSettled happened, CancellationToken ct)
    {
        if (happened.Kind != RequestKind.Waiver) return;
        var (now, waiver) = (clock.GetUtcNow(), await db.Waivers.SingleAsync(w => w.RequestId == happened.Request, ct));
        if (happened is not { State: RequestState.Done, By: { } by })
        {
            waiver.Refuse(happened.State == RequestState.Rejected ? WaiverState.Rejected : WaiverState.Withdrawn, happened.Reason, happened.By, now);
            return;
        }
        waiver.Approve(happened.Until is { } day ? AskWaiver.EndOf(day) : waiver.EndsAt, happened.Reason, by, now);
        (await db.Findings.SingleAsync(f => f.Id == waiver.FindingId, ct)).Waive(waiver.EndsAt);
        db.Work.Add(new WorkItem(EndWaiverWork.WorkKind, waiver.Id.Value, Guid.Empty, by.Id, now, notBefore: waiver.EndsAt));
    }
}
