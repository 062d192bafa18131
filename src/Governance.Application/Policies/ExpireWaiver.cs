using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>A waiver whose end has come: its finding counts again. Lists do not wait for it, they compare the end themselves.</summary>
public static class ExpireWaiver
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.System)]
    [Audited("waiver.expired")]
    public sealed record Command(WaiverId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Waivers.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) is not { } waiver) return WaiverProblems.NotFound;
            audit.On(AskWaiver.SubjectOf(waiver.FindingId, waiver.RuleId, waiver.ThingName, waiver.OrgGroupId)).Before(waiver.ToAudit());
            await EndAsync(db, waiver, clock.GetUtcNow(), cancellationToken);
            audit.After(waiver.ToAudit());
            return Done.Value;
        }
    }

    internal static async Task EndAsync(GovernanceDb db, Waiver waiver, DateTimeOffset now, CancellationToken ct)
    {
        waiver.Expire();
        (await db.Findings.SingleAsync(f => f.Id == waiver.FindingId, ct)).Unwaive(now);
    }
}

/// <summary>Due when a waiver ends.</summary>
internal sealed class EndWaiverWork(GovernanceDb db, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "end-waiver";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new WaiverId(item.SubjectId);
        // Ended before by somebody, or by a clock that was set back: nothing is left to do, and no entry for it.
        if (await db.Waivers.AsNoTracking().AnyAsync(w => w.Id == id && w.State == WaiverState.Approved && w.EndsAt <= clock.GetUtcNow(), ct))
            await useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new ExpireWaiver.Command(id), ct);
    }
}

/// <summary>A waiver that was over by the latest time seen stays over when the clock is set back.</summary>
internal sealed class WaiversOverBeforeTheStep(GovernanceDb db) : IEventHandler<ClockSetBack>
{
    public async Task HandleAsync(ClockSetBack happened, CancellationToken ct)
    {
        var over = await db.Waivers
            .Where(w => (w.State == WaiverState.Approved || w.State == WaiverState.Asked) && w.EndsAt > happened.Now && w.EndsAt <= happened.Seen).ToListAsync(ct);
        foreach (var waiver in over)
        {
            if (waiver.State == WaiverState.Approved) await ExpireWaiver.EndAsync(db, waiver, happened.Now, ct);
            else waiver.Void();
        }
    }
}
