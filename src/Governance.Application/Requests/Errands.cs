using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>How the portal itself does what requests of some kinds ask for. Runs outside any transaction, and may be begun anew at any point.</summary>
internal interface IErrand
{
    /// <summary>It is about this kind.</summary>
    bool Is(RequestKind kind);

    /// <summary>What the portal will do after approval, one sentence.</summary>
    string Does { get; }

    /// <summary>The connection, or Heroku account, that it goes through; null where only a person can do it now.</summary>
    Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct);

    /// <summary>Goes on with it. Writes down through <paramref name="note"/> what must survive the process before and after a call that
    /// changes something.</summary>
    /// <returns>What came of it; null to be looked at again a little later.</returns>
    Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct);

    /// <summary>Takes back what ends on a day.</summary>
    Task<ErrandStep> EndAsync(RequestErrand errand, CancellationToken ct) => throw new NotSupportedException("What this makes stays.");
}

/// <summary>All errands.</summary>
internal sealed class Errands(IEnumerable<IErrand> errands, GovernanceDb db)
{
    /// <summary>The one of this kind; null where a person does it all.</summary>
    public IErrand? Of(RequestKind kind) => errands.SingleOrDefault(e => e.Is(kind));

    /// <summary>Queues what was approved, in the transaction of the approval.</summary>
    /// <returns>False where a person does it.</returns>
    public async Task<bool> BeginAsync(Request approved, DateTimeOffset now, CancellationToken ct)
    {
        if (Of(approved.Kind) is not { } errand || await errand.ViaAsync(approved.Content, ct) is not { } via) return false;
        db.RequestErrands.Add(new RequestErrand(approved.Id, via));
        db.Work.Add(new WorkItem(CarryOutWork.WorkKind, approved.Id.Value, via, approved.AskedById, now));
        return true;
    }

    /// <summary>What a refusal comes to.</summary>
    /// <exception cref="InvalidOperationException">It may pass by itself: it is tried again.</exception>
    public static ErrandStep StepOf(Problem refusal, ErrandState state = ErrandState.ByPerson, string after = "") =>
        refusal.Kind == ProblemKind.RemoteUnavailable ? throw refusal.ToFault() : new ErrandStep(state, after + refusal.Message);

    /// <summary>Writes down what came of one.</summary>
    public static Task<Done> RecordAsync(UseCaseRunner useCases, WorkItem item, ErrandStep step, CancellationToken ct) =>
        useCases.DemandAsync(Actor.System("requests", item.OnBehalfOf), new RecordErrand.Command(new RequestId(item.SubjectId), step), ct);
}

/// <summary>Carries out approved requests.</summary>
internal sealed class CarryOutWork(GovernanceDb db, Errands errands, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "carry-out-request";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5), Later = TimeSpan.FromSeconds(30), SoonWithin = TimeSpan.FromMinutes(10);

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new RequestId(item.SubjectId);
        var request = await db.Requests.AsNoTracking().Include(r => r.Decisions).SingleAsync(r => r.Id == id, ct);
        var errand = await db.RequestErrands.AsNoTracking().SingleAsync(e => e.RequestId == id, ct);
        // Settled before the process ended; somebody who gives up while the org waits for them is heard by the errand.
        if (errand.State is not (ErrandState.UnderWay or ErrandState.WaitsForSignIn)) return;
        var step = await errands.Of(request.Kind)!.RunAsync(request, errand, s => Errands.RecordAsync(useCases, item, s, ct), ct);
        if (step is not null) await Errands.RecordAsync(useCases, item, step, ct);
        if (step is null or { State: ErrandState.WaitsForSignIn or ErrandState.UnderWay })
            WorkLease.Current?.ComeBackIn(clock.GetUtcNow() - (errand.AskedAt ?? clock.GetUtcNow()) < SoonWithin ? Soon : Later);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => Errands.RecordAsync(useCases, item, new ErrandStep(ErrandState.ByPerson,
        "The portal failed too often while doing this. What the other side has done is unknown: look there before doing anything."), ct);
}

/// <summary>Takes back what was given until a day.</summary>
internal sealed class EndErrandWork(GovernanceDb db, Errands errands, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "end-request";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new RequestId(item.SubjectId);
        var kind = await db.Requests.Where(r => r.Id == id).Select(r => r.Kind).SingleAsync(ct);
        var errand = await db.RequestErrands.AsNoTracking().SingleAsync(e => e.RequestId == id, ct);
        if (errand.State != ErrandState.Done) return;
        await Errands.RecordAsync(useCases, item, await errands.Of(kind)!.EndAsync(errand, ct), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => Errands.RecordAsync(useCases, item, new ErrandStep(ErrandState.NotEnded,
        "The portal failed too often while taking it back: whether it is still there is unknown."), ct);
}
