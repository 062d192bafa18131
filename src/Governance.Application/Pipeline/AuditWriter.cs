using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Pipeline;

/// <summary>Appends to the audit chain. The chain row is locked by updating it first: sequence and hash chain have no
/// gap and no fork on any provider.</summary>
public sealed class AuditWriter(
    GovernanceDb db, AuditHealth health, IServiceScopeFactory scopes, TimeProvider clock, ILogger<AuditWriter> log)
{
    /// <summary>An act without an entry is no act.</summary>
    public static readonly Problem Unavailable = new(ProblemKind.Broken, "audit.unavailable",
        "Nothing was done: the portal cannot write its audit at the moment, and without an entry it does not act. "
        + "Reading still works. Tell whoever runs the portal: its database is full, locked or read-only.");

    /// <summary>The actor as an entry keeps it.</summary>
    public static AuditActor Describe(CurrentActor current) => new(
        current.Actor.Id, current.Actor.Name, string.Join(", ", current.Roles.Select(AccessProblems.RoleName)), current.ScopeNames);

    /// <summary>An entry about what the actor did or was refused, with where they did it from.</summary>
    public static AuditRecord RecordOf(CurrentActor current, string action, AuditSubject subject, AuditOutcome outcome) =>
        new(Describe(current), action, subject, outcome)
        {
            OnBehalfOf = current.Actor.OnBehalfOf,
            Session = current.Actor.Session,
            SourceIp = current.Actor.SourceIp,
        };

    /// <summary>Appends within the surrounding transaction and saves.</summary>
    /// <exception cref="InvalidOperationException">There is no surrounding transaction.</exception>
    public async Task<AuditEntry> AppendAsync(AuditRecord record, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("An audit entry is written inside a transaction or not at all.");
        // The update takes the row lock (the write lock on SQLite); only then is the position read.
        await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Seq, c => c.Seq + 1), ct);
        var chain = await db.AuditChain.AsNoTracking().SingleAsync(c => c.Id == AuditChain.OnlyId, ct);
        var entry = AuditEntry.Seal(record, chain.Seq, chain.Hash, clock.GetUtcNow());
        db.AuditEntries.Add(entry);
        await db.SaveAddedAsync(ct);
        await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Hash, entry.Hash), ct);
        health.Wrote();
        return entry;
    }

    /// <summary>Appends in a transaction of its own: refusals, which change nothing else. A refusal stays a refusal when
    /// even this fails; health then turns red.</summary>
    public async Task AppendAloneAsync(AuditRecord record, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Hold([], OrgScope.Everything, "*");
            var own = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
            var writer = scope.ServiceProvider.GetRequiredService<AuditWriter>();
            await own.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                own.ChangeTracker.Clear();
                await using var transaction = await own.Database.BeginTransactionAsync(ct);
                await writer.AppendAsync(record, ct);
                await transaction.CommitAsync(ct);
            });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the database does: the refusal itself must still reach the caller.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            health.Broke();
            log.LogError(fault, "The refusal of {Action} could not be written to the audit", record.Action);
        }
    }

    /// <summary>Notes that an act did not happen because its entry could not be written.</summary>
    public void MarkBroken() => health.Broke();
}

/// <summary>Whether the last attempt to write the audit worked. Red health and the banner read this.</summary>
public sealed class AuditHealth(TimeProvider clock)
{
    private long _brokenAt;

    /// <summary>When writing last failed without a success since, UTC; null when it works.</summary>
    public DateTimeOffset? BrokenSince => Interlocked.Read(ref _brokenAt) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : null;

    /// <summary>An entry was written.</summary>
    public void Wrote() => Interlocked.Exchange(ref _brokenAt, 0);

    /// <summary>An entry could not be written.</summary>
    public void Broke() => Interlocked.CompareExchange(ref _brokenAt, clock.GetUtcNow().UtcTicks, 0);
}
