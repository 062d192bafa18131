using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Application.Tests.Pipeline;

/// <summary>Each database's own ways of not being written to, for real (T67).</summary>
public sealed class DatabaseDownTests(PortalFixture portal) : UseCaseTest(portal)
{
    private readonly PortalFixture _fixture = portal;
    private readonly SqliteLimit _limit = new();

    protected override PortalSettings Settings => Quick(null);

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T67_AuditDown_FullFile()
    {
        var org = await GivenAsync(An.Org());
        await _limit.LeaveAsync(Portal, 0);

        await FillUntilRefusedAsync(org);

        _limit.Pages = 1_000_000;
        await ShouldRecoverAsync(Portal, org);
    }

    [MountableFact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T67_AuditDown_FullDisk()
    {
        await using var disk = new SmallDisk(Portal.DatabaseName, "2048k");
        await using var small = await Portal.OpenAsync(TestDatabase.Sqlite, Quick(disk.Connection));
        var org = await An.Org().PutAsync(small);
        await disk.FillAsync();

        await FillUntilRefusedAsync(org, small);

        disk.Free();
        await ShouldRecoverAsync(small, org);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T67_AuditDown_Locked()
    {
        var org = await GivenAsync(An.Org());
        await using var other = new SqliteConnection(Portal.Connection + ";Pooling=False");
        await other.OpenAsync();
        await using (var held = other.BeginTransaction(deferred: false))
        {
            await ShouldRefuseAsync(Portal, org);
            await held.RollbackAsync();
        }
        await ShouldRecoverAsync(Portal, org);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T67_AuditDown_ReadOnlyFile()
    {
        var org = await GivenAsync(An.Org());
        await using var reader = await _fixture.OpenAsync(Quick(Portal.Connection + ";Mode=ReadOnly"));

        await ShouldRefuseAsync(reader, org);
        await ShouldRecoverAsync(Portal, org);
    }

    [Fact]
    [OnlyOn(TestDatabase.PostgreSql)]
    public async Task Threat_T67_AuditDown_ReadOnlyServer()
    {
        var org = await GivenAsync(An.Org());
        await SetReadOnlyAsync("on");

        await ShouldRefuseAsync(Portal, org);

        await SetReadOnlyAsync("off");
        await ShouldRecoverAsync(Portal, org);
    }

    private PortalSettings Quick(string? connection) => new()
    {
        Connection = connection,
        Services = Probe.Register,
        Provider = inner => new AdjustedProvider(inner, (options, given) =>
        {
            if (inner.Name != "Sqlite") return;
            options.UseSqlite(new SqliteConnectionStringBuilder(given) { ForeignKeys = true, DefaultTimeout = 1 }.ConnectionString)
                .AddInterceptors(_limit);
        }),
    };

    private async Task FillUntilRefusedAsync(ConnectedOrg org, Portal? on = null)
    {
        var portal = on ?? Portal;
        for (var i = 0; i < 3000; i++)
        {
            var before = await portal.Audit.CountAsync();
            var answer = await portal.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id));
            if (answer.Ok) continue;
            answer.Problem!.Code.ShouldBe("audit.unavailable");
            (await portal.Audit.CountAsync()).ShouldBe(before);
            await ShouldRefuseAsync(portal, org);
            return;
        }
        throw new ShouldAssertException("The database never became full.");
    }

    private static async Task ShouldRefuseAsync(Portal portal, ConnectedOrg org)
    {
        var work = await portal.ReadAsync(db => db.Work.CountAsync());
        var reached = false;

        var answer = await portal.SendAsync(OrgAdmin, Probe.On<GovernanceDb>(_ => reached = true));
        var sync = await portal.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id));

        (answer.Problem?.Code, sync.Problem?.Code).ShouldBe(("audit.unavailable", "audit.unavailable"), $"handler reached: {reached}");
        (await portal.ReadAsync(db => db.Work.CountAsync())).ShouldBe(work);
        org.Fake.CallCount.ShouldBe(0);
        portal.Services.GetRequiredService<AuditHealth>().BrokenSince.ShouldNotBeNull();
        (await portal.SendAsync(Auditor, new WhoAmI.Query())).Ok.ShouldBeTrue("reading goes on");
        await portal.ReadAsync(db => db.Orgs.CountAsync());
    }

    private static async Task ShouldRecoverAsync(Portal portal, ConnectedOrg org)
    {
        (await portal.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Problem.ShouldBeNull();
        portal.Services.GetRequiredService<AuditHealth>().BrokenSince.ShouldBeNull();
        await portal.Audit.ShouldBeUnbrokenAsync();
    }

    private async Task SetReadOnlyAsync(string value)
    {
        await PostgreSqlServer.RunAsync($"ALTER DATABASE {Portal.DatabaseName} SET default_transaction_read_only = {value}");
        await using var pooled = new NpgsqlConnection(Portal.Connection);
        NpgsqlConnection.ClearPool(pooled);
    }
}
