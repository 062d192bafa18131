using System.Reflection;
using Governance.Application.Data;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Audit;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Pipeline;

/// <summary>Step 6, commands only: one transaction for the change, its audit entry and the work it queues. No audit
/// entry, no commit; a refusal rolls back and leaves an entry of its own.</summary>
internal sealed class TransactionAndAudit<TMessage, TAnswer>(
    GovernanceDb db, CurrentActor current, AuditDraft draft, AuditWriter audit, IDatabaseProvider provider,
    WorkSignal signal, IServiceProvider services, ILogger<UseCaseRunner> log)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    private const string UnexpectedCode = "portal.unexpected";
    private const int MostClashes = 5;
    private static readonly string? Action = typeof(TMessage).GetCustomAttribute<AuditedAttribute>()?.Action;

    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        if (Action is null) return await next();
        TAnswer answer;
        try
        {
            answer = await RepeatedAsync(next, cancellationToken);
        }
        catch (Exception fault) when (provider.Classify(fault) is { } kind)
        {
            answer = TAnswer.Fail(Explain(kind, fault));
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            db.ChangeTracker.Clear();
            await audit.AppendAloneAsync(
                Record(AuditOutcome.Failed) with { Reason = UnexpectedCode, After = null }, cancellationToken);
            throw;
        }
        if (answer.Problem is { } refusal)
        {
            db.ChangeTracker.Clear();
            await audit.AppendAloneAsync(Record(AuditOutcome.Failed) with { Reason = refusal.Code, After = null }, cancellationToken);
        }
        return answer;
    }

    /// <summary>Somebody else was first, as with two incidents that took one number: again, on what stands now. The
    /// handler compares what the person had seen, so nothing unseen is overwritten.</summary>
    private async Task<TAnswer> RepeatedAsync(RequestHandlerDelegate<TAnswer> next, CancellationToken ct)
    {
        var strategy = db.Database.CreateExecutionStrategy();
        for (var clashes = 0; ; clashes++)
        {
            try
            {
                return await strategy.ExecuteAsync(() => TryAsync(next, ct));
            }
            catch (Exception fault) when (clashes < MostClashes && provider.Classify(fault) == DatabaseFault.Clash)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 40 * (clashes + 1))), ct);
            }
        }
    }

    private async Task<TAnswer> TryAsync(RequestHandlerDelegate<TAnswer> next, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.ForgetEvents();
        draft.Clear();
        using var turn = await provider.TakeTurnAsync(WorkLease.IsFirst, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // First of all locks: whoever takes the work over waits for this transaction, or this one finds it taken.
        if (WorkLease.Current is { } lease && !await lease.LockAsync(db, ct)) return TAnswer.Fail(WorkProblems.LeaseLost);
        var answer = await next();
        if (answer.Problem is not null) return answer;

        await db.DispatchEventsAsync(services, ct);
        var queued = db.HasAdded<WorkItem>();
        await db.SaveChangesAsync(ct);
        await audit.AppendAsync(Record(AuditOutcome.Done), ct);
        await transaction.CommitAsync(ct);
        if (queued) signal.Raise();
        return answer;
    }

    private AuditRecord Record(AuditOutcome outcome) =>
        AuditWriter.RecordOf(current, Action!, draft.Subject ?? AuditSubject.Portal, outcome) with
        {
            Reason = draft.ReasonText,
            Before = draft.BeforeFields,
            After = draft.AfterFields,
            Request = draft.RequestName,
            Incident = draft.IncidentName,
        };

    private Problem Explain(DatabaseFault kind, Exception fault)
    {
        log.LogWarning(fault, "{UseCase} met a database fault: {Fault}", MessageNames.Of(typeof(TMessage)), kind);
        if (kind is not (DatabaseFault.NotWritable or DatabaseFault.Unavailable))
        {
            return Problem.Conflict("message.conflict",
                "Somebody else changed this at the same moment, or it exists already. Nothing was changed. Reload and look again.");
        }
        audit.MarkBroken();
        return AuditWriter.Unavailable;
    }
}
