using Governance.Application.Pipeline;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Governance.TestKit;

/// <summary>Reads the audit as it lies in the database.</summary>
public sealed class AuditReader(Portal portal)
{
    /// <summary>All entries in order.</summary>
    public Task<List<AuditEntry>> AllAsync() =>
        portal.ReadAsync(db => db.AuditEntries.AsNoTracking().OrderBy(e => e.Seq).ToListAsync());

    /// <summary>The latest entry.</summary>
    public async Task<AuditEntry> LastAsync() => (await AllAsync()).LastOrDefault()
        ?? throw new ShouldAssertException("The audit is empty.");

    /// <summary>The latest entry of one action.</summary>
    public async Task<AuditEntry> LastAsync(string action) => (await AllAsync()).LastOrDefault(e => e.Action == action)
        ?? throw new ShouldAssertException($"The audit has no entry {action}.");

    /// <summary>How many entries there are.</summary>
    public Task<int> CountAsync() => portal.ReadAsync(db => db.AuditEntries.CountAsync());

    /// <summary>Fails unless numbers have no gap and every hash covers the one before.</summary>
    /// <returns>How many entries were checked.</returns>
    public async Task<int> ShouldBeUnbrokenAsync()
    {
        var entries = await AllAsync();
        entries.ShouldNotBeEmpty();
        var previous = AuditEntry.Genesis;
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i].Seq.ShouldBe(i + 1);
            entries[i].PreviousHash.ShouldBe(previous, $"entry {i + 1} names another hash before it");
            entries[i].Hash.ShouldBe(entries[i].ComputeHash(), $"entry {i + 1} does not hash to its hash");
            previous = entries[i].Hash;
        }
        return entries.Count;
    }
}

/// <summary>Assertions on one entry.</summary>
public static class AuditAssertions
{
    /// <summary>Fails unless the entry says this.</summary>
    /// <param name="entry">As read.</param>
    /// <param name="action">Dotted code.</param>
    /// <param name="by">Who.</param>
    /// <param name="on">Id of the subject as text or typed id; null for any.</param>
    /// <param name="outcome">How it ended.</param>
    public static void ShouldBe(
        this AuditEntry entry, string action, Actor by, object? on = null, AuditOutcome outcome = AuditOutcome.Done)
    {
        entry.Action.ShouldBe(action);
        entry.ActorId.ShouldBe(by.Id);
        entry.Outcome.ShouldBe(outcome);
        if (on is not null) entry.SubjectId.ShouldBe(TextOf(on));
    }

    private static string TextOf(object id) =>
        id.GetType().GetProperty("Value")?.GetValue(id) is Guid typed ? typed.ToString("D") : id.ToString()!;
}
