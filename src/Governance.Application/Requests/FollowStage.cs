using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Rules, roles or people are others than when it was kept where a request waits: it is kept anew, and who is to decide now is told.
/// Who decides or begins never relies on what is kept.</summary>
public static class FollowStage
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.System)]
    [Audited("request.stage-followed")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal static Task<Request?> ReadAsync(GovernanceDb db, RequestId id, CancellationToken ct) =>
        db.Requests.AsSplitQuery().Include(r => r.Decisions).Include(r => r.Notes.Where(n => n.Kind == RequestNoteKind.Edited)).SingleOrDefaultAsync(r => r.Id == id, ct);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, RequestReviews reviews, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await ReadAsync(db, request.Id, cancellationToken) is not { } waiting) return RequestProblems.NotFound;
            audit.On(waiting.Subject()).For(waiting.Name).Before(waiting.ToAudit().Add(DecideRequest.StageField, waiting.WaitsFor));
            var (before, now) = (waiting.WaitsFor, clock.GetUtcNow());
            if (!waiting.Stand(await reviews.ReadAsync(waiting, waiting.Risk, null, cancellationToken), now)) return RequestProblems.NotStuck;
            if (waiting.WaitsFor != before)
            {
                RequestFiling.QueueStage(db, waiting, waiting.AskedById, now, waiting.EscalatesAt);
                db.Raise(new RequestWaits(waiting.Id, waiting.OrgGroupId, waiting.Risk, waiting.WaitsFor));
            }
            audit.After(waiting.ToAudit().Add(DecideRequest.StageField, waiting.WaitsFor));
            return Done.Value;
        }
    }
}

/// <summary>Due when a stage is to be escalated, and whenever somebody or something changed that stages rest on.</summary>
internal sealed class FollowStageWork(GovernanceDb db, UseCaseRunner useCases, RequestReviews reviews, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "follow-stage";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, now) = (new RequestId(item.SubjectId), clock.GetUtcNow());
        // Looked at here without a trace: an entry is written only where something comes of it.
        if (await FollowStage.ReadAsync(db, id, ct) is not { } found || !RequestStates.IsWaiting(found.StateAt(now))) return;
        var review = await reviews.ReadAsync(found, found.Risk, null, ct);
        var isOther = found.Stand(review, now);
        var isDue = found.EscalationDue(review, now) is not null;
        db.ChangeTracker.Clear();
        var by = Actor.System("requests", item.OnBehalfOf);
        if (isDue) await useCases.DemandAsync(by, new EscalateRequest.Command(id), ct);
        else if (isOther) await useCases.DemandAsync(by, new FollowStage.Command(id), ct);
    }
}

/// <summary>Stages rest on rules, roles and people: when these change, every request that waits is looked at.</summary>
internal sealed class StagesFollow(GovernanceDb db, CurrentActor current, TimeProvider clock)
    : IEventHandler<ApprovalRulesChanged>, IEventHandler<RoleMapChanged>, IEventHandler<PeopleChanged>
{
    // A rule may be about any of them; people only about those that go through stages.
    public Task HandleAsync(ApprovalRulesChanged happened, CancellationToken ct) => LookAsync(db.Requests.IgnoreQueryFilters(), ct);

    public Task HandleAsync(RoleMapChanged happened, CancellationToken ct) => LookAsync(db.Requests.IgnoreQueryFilters().Where(r => r.StagesText != ""), ct);

    public Task HandleAsync(PeopleChanged happened, CancellationToken ct) => LookAsync(db.Requests.IgnoreQueryFilters().Where(r => r.StagesText != ""), ct);

    private async Task LookAsync(IQueryable<Request> which, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var waiting = await which.AsNoTracking().Where(r => (r.State == RequestState.Submitted || r.State == RequestState.InReview) && r.ExpiresAt > now).ToListAsync(ct);
        foreach (var request in waiting) RequestFiling.QueueStage(db, request, current.Actor.Id, now);
    }
}
