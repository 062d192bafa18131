using Governance.Application.Audit;
using Governance.Application.Authorizations;
using Governance.Application.Heroku;
using Governance.Application.Imports;
using Governance.Application.Incidents;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Audit;

/// <summary>A disk that fills up: what only reads in stops, acting and its audit go on.</summary>
public sealed class DiskFloorTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const long Floor = 1 << 20;
    private static readonly DiskSettings Unreachable = new(long.MaxValue / 2);

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T80_DiskFloor_KeepsAudit()
    {
        var org = await GivenAsync(An.Org());
        var target = await GivenAsync(An.Authorization().In(org));
        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        await using var low = await Portal.OpenAsync(TestDatabase.Sqlite, new PortalSettings
        {
            Connection = Portal.Connection,
            Services = services => services.AddSingleton(Unreachable).AddSingleton<Ports.ISalesforceOrg>(Orgs).AddSingleton<Ports.IOrgResponder>(Orgs).AddSingleton<Ports.IOrgCanary>(Orgs),
        });

        // One that was queued before ends with its reason, where people look for it.
        await low.RunWorkAsync();
        org.Fake.CallCount.ShouldBe(0);
        (await ReadAsync(db => db.SyncRuns.Select(r => r.Problem).ToListAsync())).ShouldContain(DiskFloor.Low.Message);
        (await ReadAsync(db => db.Connections.SingleAsync())).State.ShouldBe(ConnectionState.Degraded);
        // No further one begins, nor does an import.
        (await low.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Problem.ShouldBe(DiskFloor.Low);
        (await low.SendAsync(Actor.CommandLine("root"), new ImportRegister.Command(["Nordics"], [], [], []))).Problem.ShouldBe(DiskFloor.Low);
        (await Audit.LastAsync()).Reason.ShouldBe(DiskFloor.Low.Code);

        var selection = AuthorizationSelection.Of(target.Id);
        var plan = (await low.SendAsync(Responder, new PreviewRevocation.Query(selection))).Value!;
        (await low.SendAsync(Responder, new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null))).Problem.ShouldBeNull();
        await low.RunWorkAsync();

        var revoked = await ReadAsync(db => db.Targets.SingleAsync());
        (revoked.State, revoked.Level).ShouldBe((TargetState.Done, ProofLevel.L2));
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T80_DiskFloor_StopsHerokuToo()
    {
        var account = (await GivenAsync(A.HerokuAccount())).Account;
        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(account.Id));
        await using var low = await Portal.OpenAsync(TestDatabase.Sqlite, new PortalSettings
        {
            Connection = Portal.Connection,
            Services = services => services.AddSingleton(Unreachable),
        });

        (await low.RunWorkAsync()).ShouldBe(1);
        (await low.SendAsync(OrgAdmin, new RequestHerokuSync.Command(account.Id))).Problem.ShouldBe(DiskFloor.Low);

        low.Heroku.Reads.ShouldBeEmpty();
        (await ReadAsync(db => db.HerokuReads.Select(r => r.Problem).ToListAsync())).ShouldContain(DiskFloor.Low.Message);
    }

    [MountableFact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T80_DiskFloor_KeepsAudit_OnAFullDisk()
    {
        await using var tmpfs = new SmallDisk(Portal.DatabaseName, "6m");
        await using var small = await Portal.OpenAsync(TestDatabase.Sqlite, new PortalSettings
        {
            Connection = tmpfs.Connection,
            Services = services => services.AddSingleton(new DiskSettings(Floor)),
        });
        var org = await An.Org().PutAsync(small);
        var disk = small.Services.GetRequiredService<DiskFloor>();
        await disk.LookAsync(CancellationToken.None);
        new FileInfo(disk.Ballast!).Length.ShouldBe(Floor / 4);
        disk.IsLow.ShouldBeFalse();

        // Not a byte is left: no entry could be written, and nothing be done.
        await tmpfs.FillAsync();
        (await small.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Problem.ShouldNotBeNull();
        await disk.LookAsync(CancellationToken.None);

        File.Exists(disk.Ballast).ShouldBeFalse();
        var entry = await small.Audit.LastAsync();
        entry.ShouldBe("portal.disk-floor", by: Actor.System("disk"));
        entry.After!.ShouldContain("\"belowFloor\":true");
        (await small.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Problem.ShouldBe(DiskFloor.Low);
        (await small.Audit.LastAsync()).Reason.ShouldBe(DiskFloor.Low.Code);

        tmpfs.Free();
        await disk.LookAsync(CancellationToken.None);
        (await small.SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Problem.ShouldBeNull();
        File.Exists(disk.Ballast).ShouldBeTrue();
        await small.Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    [OnlyOn(TestDatabase.PostgreSql)]
    public async Task Look_WhenTheDatabaseIsAServer_MeasuresNothing()
    {
        await using var server = await Portal.OpenAsync(TestDatabase.PostgreSql, new PortalSettings
        {
            Connection = Portal.Connection,
            Services = services => services.AddSingleton(Unreachable),
        });
        var disk = server.Services.GetRequiredService<DiskFloor>();

        await disk.LookAsync(CancellationToken.None);

        (disk.Ballast, disk.IsLow).ShouldBe((null, false));
        (await Audit.CountAsync()).ShouldBe(0);
    }
}
