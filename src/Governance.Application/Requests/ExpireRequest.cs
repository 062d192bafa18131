using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>A request whose time has passed ends on the record too. Nothing waits for it: whoever decides or begins compares the time.</summary>
public static class ExpireRequest
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.System)]
    [Audited("request.expired")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } late) return RequestProblems.NotFound;
            audit.On(late.Subject()).For(late.Name).Before(late.ToAudit());
            if (!late.Expire(clock.GetUtcNow())) return RequestProblems.NotOpen;
            db.Raise(new RequestSettled(late.Id, late.Kind, RequestState.Expired, null, null, ""));
            audit.After(late.ToAudit());
            return Done.Value;
        }
    }
}

/// <summary>Due when a request or its approval ends.</summary>
internal sealed class ExpireRequestWork(GovernanceDb db, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "expire-request";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new RequestId(item.SubjectId);
        var found = await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        // Decided, carried out or given more time since: nothing is left to do, and no entry for it.
        if (found is null || found.State == RequestState.Expired || found.StateAt(clock.GetUtcNow()) != RequestState.Expired) return;
        await useCases.DemandAsync(Actor.System("requests", item.OnBehalfOf), new ExpireRequest.Command(id), ct);
    }
}

/// <summary>A request that was over by the latest time seen stays over when the clock is set back.</summary>
internal sealed class RequestsOverBeforeTheStep(GovernanceDb db) : IEventHandler<ClockSetBack>
{
    public async Task HandleAsync(ClockSetBack happened, CancellationToken ct)
    {
        var over = await db.Requests.Where(r => r.ExpiresAt > happened.Now && r.ExpiresAt <= happened.Seen
            && (r.State == RequestState.Submitted || r.State == RequestState.InReview || r.State == RequestState.Approved)).ToListAsync(ct);
        foreach (var request in over.Where(r => r.Expire(happened.Seen)))
            db.Raise(new RequestSettled(request.Id, request.Kind, RequestState.Expired, null, null, ""));
    }
}
