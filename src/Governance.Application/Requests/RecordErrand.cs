using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Writes down how far the portal came with an approved request; the request stands as that.</summary>
public static class RecordErrand
{
    /// <param name="Id">Which request.</param>
    /// <param name="Step">What came of it.</param>
    [Requires(Permission.System)]
    [Audited("request.carried-on")]
    public sealed record Command(RequestId Id, ErrandStep Step) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (id, step, now) = (request.Id, request.Step, clock.GetUtcNow());
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } carried
                || await db.RequestErrands.SingleOrDefaultAsync(e => e.RequestId == id, cancellationToken) is not { } errand) return RequestProblems.NotFound;
            audit.On(carried.Subject()).For(carried.Name).Before(errand.ToAudit());
            // Somebody gave up meanwhile: the errand looks again, and takes back what it made.
            if (carried.State == RequestState.Failed && step.State != ErrandState.Failed) return RequestProblems.NotOpen;
            errand.Take(step, now);
            audit.After(errand.ToAudit());
            if (step.State == ErrandState.Done && errand.EndsAt is { } end)
                db.Work.Add(new WorkItem(EndErrandWork.WorkKind, id.Value, errand.Via, carried.AskedById, now, notBefore: end, lane: CarryOutWork.WorkKind));
            if (carried.State == errand.RequestState) return Done.Value;
            if (carried.State == RequestState.Done) carried.Follow(RequestState.CarryingOut, now);
            carried.Follow(errand.RequestState, now);
            if (RequestStates.IsOver(carried.State)) db.Raise(new RequestSettled(carried.Id, carried.Kind, carried.State, carried.AgreedUntil, null, errand.Said));
            if (carried.State != RequestState.CarryingOut) db.Raise(new RequestCameOn(carried.Id, carried.OrgGroupId, carried.AskedById));
            return Done.Value;
        }
    }
}
