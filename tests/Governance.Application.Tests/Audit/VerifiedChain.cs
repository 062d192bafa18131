using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Audit;

/// <summary>Fills a test portal's chain, signs it, and tampers with it as somebody with the database's password could.</summary>
internal static class VerifiedChain
{
    public static AuditRecord Record(int number, OrgGroupId? group = null) => new(
        new AuditActor("person:1", "Ines Quell", "Security reviewer", "*"), "vendor.edited",
        new AuditSubject("vendor", $"v-{number}", $"Vendor {number}", group), AuditOutcome.Done)
    {
        Reason = $"Reason {number}",
        Session = "session-1",
        SourceIp = "192.0.2.7",
        Incident = "INC-0001",
        OnBehalfOf = "person:2",
        Before = new AuditFields().Add("name", $"Old {number}").Add("rules", 1L),
        After = new AuditFields().Add("name", $"New {number}").Add("rules", 1L),
    };

    public static Task WriteAsync(Portal portal, params IEnumerable<AuditRecord> records) => portal.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<GovernanceDb>();
        var writer = services.GetRequiredService<AuditWriter>();
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var record in records)
            {
                await writer.AppendAsync(record, CancellationToken.None);
                db.ChangeTracker.Clear();
            }
            await transaction.CommitAsync();
            return true;
        });
    });

    public static Task WriteAsync(Portal portal, int count) => WriteAsync(portal, Enumerable.Range(1, count).Select(n => Record(n)));

    public static Task<AuditHead?> SignAsync(Portal portal) => portal.InScopeAsync(services =>
        services.GetRequiredService<HeadSigner>().SignIfDueAsync(always: true, CancellationToken.None));

    public static Task TamperAsync(Portal portal, params string[] statements) => portal.ReadAsync(async db =>
    {
        string[] tables = ["AuditEntries", "AuditHeads"];
        string[] open = portal.Database switch
        {
            TestDatabase.Sqlite => [.. from table in tables from act in new[] { "Update", "Delete" } select $"DROP TRIGGER IF EXISTS {table}_No{act}"],
            TestDatabase.PostgreSql => [.. tables.Select(table => $"""ALTER TABLE "{table}" DISABLE TRIGGER USER""")],
            _ => [.. tables.Select(table => $"DROP TRIGGER IF EXISTS [{table}_InsertOnly]")],
        };
        if (portal.Database == TestDatabase.SqlServer) SqlServerDatabase.Spoil();
        var changed = 0;
        foreach (var statement in open) await db.Database.ExecuteSqlRawAsync(statement);
        foreach (var statement in statements) changed += await db.Database.ExecuteSqlRawAsync(statement);
        changed.ShouldBeGreaterThan(0, "nothing was tampered with");
        return changed;
    });

    /// <summary>Recomputes hashes from an entry to the end, and the chain's end, as a thorough forger would.</summary>
    public static async Task RehashAsync(Portal portal, long from, bool onlyThat = false)
    {
        while (true)
        {
            var entry = await portal.ReadAsync(db => db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Seq == from));
            if (entry is null) return;
            var hash = entry.ComputeHash();
            string[] follow = onlyThat ? [] :
            [
                $"""UPDATE "AuditEntries" SET "PreviousHash" = '{hash}' WHERE "Seq" = {from + 1}""",
                $"""UPDATE "AuditChain" SET "Hash" = '{hash}'""",
            ];
            await TamperAsync(portal, [$"""UPDATE "AuditEntries" SET "Hash" = '{hash}' WHERE "Seq" = {from}""", .. follow]);
            if (onlyThat) return;
            from++;
        }
    }
}
