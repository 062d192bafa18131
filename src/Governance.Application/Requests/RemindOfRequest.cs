using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Half of a request's time has passed and it still waits: whoever tells people hears of it. Changes nothing.</summary>
public static class RemindOfRequest
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.System)]
    [Audited("request.reminded")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } waiting) return RequestProblems.NotFound;
            audit.On(waiting.Subject()).For(waiting.Name).After(waiting.ToAudit());
            if (!RequestStates.IsWaiting(waiting.StateAt(clock.GetUtcNow()))) return RequestProblems.NotOpen;
            db.Raise(new RequestHalfway(waiting.Id, waiting.OrgGroupId, waiting.ExpiresAt, waiting.WaitsFor));
            return Done.Value;
        }
    }
}

/// <summary>Due when half of the time to decide a request has passed.</summary>
internal sealed class RemindOfRequestWork(GovernanceDb db, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "remind-request";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, now) = (new RequestId(item.SubjectId), clock.GetUtcNow());
        var found = await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        // Decided meanwhile, or edited and given its whole time again: that has a reminder of its own.
        if (found is null || !RequestStates.IsWaiting(found.StateAt(now)) || found.ExpiresAt - now > Request.Lifetime / 2) return;
        await useCases.DemandAsync(Actor.System("requests", item.OnBehalfOf), new RemindOfRequest.Command(id), ct);
    }
}
