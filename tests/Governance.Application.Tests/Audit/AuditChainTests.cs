using Governance.Application.Pipeline;
using Governance.Application.Tests.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Audit;

public sealed class AuditChainTests(PortalFixture portal) : UseCaseTest(portal)
{
    protected override PortalSettings Settings => new() { Services = Probe.Register };

    [Fact]
    public async Task Append_When50CommandsRunAtOnce_LeavesNoGapAndNoFork()
    {
        var refusal = Problem.Conflict("thing.taken", "It is taken.");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => (i % 5) switch
        {
            0 => As(OrgAdmin).SendAsync(new Probe.Command(_ => Task.FromResult<Result<Done>>(refusal))),
            // Equal refusals are counted together.
            1 => As(Auditor with { SourceIp = $"192.0.2.{i}" }).SendAsync(Probe.Nothing()),
            _ => As(OrgAdmin).SendAsync(Probe.Nothing()),
        })));

        answers.Where(a => a.Problem?.Kind == ProblemKind.Broken).ShouldBeEmpty();
        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(50);
        (await Audit.AllAsync()).GroupBy(e => e.Outcome).ToDictionary(g => g.Key, g => g.Count()).ShouldBe(
            new Dictionary<AuditOutcome, int>
            {
                [AuditOutcome.Done] = 30,
                [AuditOutcome.Denied] = 10,
                [AuditOutcome.Failed] = 10,
            }, ignoreOrder: true);
    }

    [Fact]
    public async Task Append_WhenOutsideATransaction_IsAnError() =>
        await Should.ThrowAsync<InvalidOperationException>(() => Portal.InScopeAsync(services =>
            services.GetRequiredService<AuditWriter>().AppendAsync(
                new AuditRecord(new AuditActor("a", "a", "", ""), "a.b", AuditSubject.Portal, AuditOutcome.Done), default)));

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"Reason\" = 'better' WHERE \"Seq\" = 1")]
    [InlineData("UPDATE \"AuditEntries\" SET \"Hash\" = \"Hash\"")]
    [InlineData("DELETE FROM \"AuditEntries\"")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Seq\" = 2")]
    [InlineData("DELETE FROM \"AuditHeads\"")]
    [InlineData("UPDATE \"AuditHeads\" SET \"Seq\" = 0")]
    public async Task Threat_T63_AnyChange_IsRefusedByTheDatabase(string sql)
    {
        for (var i = 0; i < 2; i++) await As(OrgAdmin).SendAsync(Probe.Nothing());
        await Portal.InScopeAsync(s => s.GetRequiredService<Application.Audit.HeadSigner>().SignIfDueAsync(true, default));

        await Should.ThrowAsync<Exception>(() => ExecuteAsync(sql));

        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(2);
        (await ReadAsync(db => db.AuditHeads.SingleAsync())).Seq.ShouldBe(2);
    }

    [Fact]
    [OnlyOn(TestDatabase.PostgreSql)]
    public async Task Threat_T63_AnyChange_TruncateIsRefused()
    {
        await As(OrgAdmin).SendAsync(Probe.Nothing());

        await Should.ThrowAsync<Npgsql.PostgresException>(() => ExecuteAsync("TRUNCATE \"AuditEntries\""));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T63_AnyChange_ReplaceIsRefused()
    {
        await As(OrgAdmin).SendAsync(Probe.Nothing());

        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            ExecuteAsync("INSERT OR REPLACE INTO AuditEntries SELECT * FROM AuditEntries WHERE Seq = 1"));
    }

    [Fact]
    public async Task Entry_WhenReadBack_HashesToItsHash()
    {
        Clock.Now = new DateTimeOffset(2026, 11, 22, 1, 2, 3, 456, TimeSpan.Zero).AddTicks(7890);
        await As(OrgAdmin).SendAsync(Probe.On<AuditDraft>(draft => draft
            .On(new AuditSubject("thing", "7", "Sëven \u0001 \"quoted\" 🙂", OrgGroupId.New()))
            .Because("line\nbreak").Before(new AuditFields().Add("a", 1).Add("b", true)).After(new AuditFields().Add("at", Clock.Now))));

        var entry = await Audit.LastAsync();

        entry.ComputeHash().ShouldBe(entry.Hash);
        entry.At.ShouldBe(new DateTimeOffset(2026, 11, 22, 1, 2, 3, 456, TimeSpan.Zero));
    }

    private Task<int> ExecuteAsync(string sql) => ReadAsync(db => db.Database.ExecuteSqlRawAsync(sql));
}
