using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>Somebody sets the clock of the portal. Sends past <see cref="UseCaseTest.As"/>, which would sign the person in anew.</summary>
public sealed class ClockStepTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Action = "portal.clock-stepped";
    private readonly AuditFault _fault = new();

    protected override PortalSettings Settings => new()
    {
        Provider = inner => new AdjustedProvider(inner, (options, _) => options.AddInterceptors(_fault)),
    };

    private static Actor ClockActor => Actor.System("clock");

    private ClockWatch Watch => Portal.Services.GetRequiredService<ClockWatch>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await LookAsync();
    }

    [Theory]
    [InlineData(-121)]
    [InlineData(-26 * 60 * 60)]
    [InlineData(400 * 24 * 60 * 60)]
    public async Task Threat_T65_ClockStep_IsRecorded(int seconds)
    {
        var org = await GivenAsync(An.Org());
        await SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id));
        Clock.Advance(TimeSpan.FromSeconds(20));
        var expected = Clock.Now;

        Clock.Step(TimeSpan.FromSeconds(seconds));
        await LookAsync();
        await LookAsync();

        var entry = await Audit.LastAsync();
        entry.ShouldBe(Action, by: ClockActor);
        entry.At.ShouldBe(Clock.Now);
        entry.After!.ShouldContain($"\"stepSeconds\":{seconds}");
        entry.After!.ShouldContain($"{expected:yyyy-MM-ddTHH:mm:ss}");
        // The order is that of the numbers, whatever the times say.
        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(2);
        (await As(Auditor).SendAsync(new ListAuditEntries.Query(new AuditFilter(), 0, 10))).Value!.Rows.Select(r => r.Seq).ShouldBe([2, 1]);
        (await As(Auditor).SendAsync(new VerifyAudit.Query())).Value!.FirstBadSeq.ShouldBeNull();
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T65_ClockStep_IsRecorded_WhenSmallStepsAddUp()
    {
        Clock.Step(TimeSpan.FromSeconds(-70));
        await LookAsync();
        (await Audit.CountAsync()).ShouldBe(0);
        Clock.Advance(TimeSpan.FromMinutes(1));

        Clock.Step(TimeSpan.FromSeconds(-70));
        await LookAsync();

        (await Audit.LastAsync()).After!.ShouldContain("\"stepSeconds\":-140");
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T65_ClockStep_IsRecorded_ButNotSlowDrift()
    {
        for (var hour = 0; hour < 5; hour++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            Clock.Step(TimeSpan.FromSeconds(100));
            await LookAsync();
        }

        (await Audit.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T65_ClockStep_IsRecorded_WhenItHappenedWhileThePortalWasDown()
    {
        var org = await GivenAsync(An.Org());
        await SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id));
        Clock.Step(TimeSpan.FromHours(-1));
        await using var restarted = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        restarted.Clock.Now = Clock.Now;

        await restarted.Services.GetRequiredService<ClockWatch>().BeginAsync(CancellationToken.None);
        await restarted.Services.GetRequiredService<ClockWatch>().BeginAsync(CancellationToken.None);

        (await Audit.LastAsync()).After!.ShouldContain("\"stepSeconds\":-3600");
        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(2);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T65_ClockStep_IsRecorded_OnceTheAuditCanBeWrittenAgain()
    {
        _fault.IsOn = true;
        Clock.Step(TimeSpan.FromHours(-1));

        (await SendAsync(Auditor, new WhoAmI.Query())).Problem.ShouldBeNull("reading goes on");
        var refused = _fault.Refused;
        (await SendAsync(Auditor, new WhoAmI.Query())).Problem.ShouldBeNull();
        _fault.Refused.ShouldBe(refused, "messages do not wait for the entry again and again");
        _fault.IsOn = false;
        await LookAsync();

        (await Audit.LastAsync()).ShouldBe(Action, by: ClockActor);
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("too long")]
    public async Task Threat_T65_ClockStep_RevivesNoSession(string how)
    {
        Clock.Advance(how == "idle" ? PortalSession.Idle : PortalSession.Absolute);
        var now = Clock.Now;
        if (how == "too long") await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.LastActAt, now)));

        Clock.Step(how == "idle" ? -PortalSession.Idle : -PortalSession.Absolute);

        (await SendAsync(Auditor, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await ReadAsync(db => db.Sessions.CountAsync())).ShouldBe(0);
        (await Audit.LastAsync()).After!.ShouldContain("\"sessionsEnded\":");
    }

    [Fact]
    public async Task Threat_T65_ClockStep_RevivesNoStepUp()
    {
        var org = await GivenAsync(An.Org());
        Clock.Advance(PortalSession.FreshFor + 2 * PortalSession.Skew);

        Clock.Step(-PortalSession.FreshFor);

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBe(AccessProblems.StepUpRequired);
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Problem.ShouldBeNull("the session itself goes on");
        var session = await ReadAsync(db => db.Sessions.SingleAsync(s => s.ReferenceHash == OrgAdmin.Session));
        PortalSession.IsCheckDue(session.CheckedAt, session.AskedAt, Clock.Now).ShouldBeTrue();
    }

    [Fact]
    public async Task Threat_T65_ClockStep_RevivesNeitherConnectStateNorDepositNorRoleChange()
    {
        var org = await GivenAsync(An.Org());
        var ticket = SecretName.Deposit(Guid.NewGuid());
        await WriteAsync(db =>
        {
            db.ConnectStates.Add(new ConnectState("late", org.Connection.Id, OrgAdmin.Id, OrgAdmin.Session, "http://localhost/", Clock.Now));
            db.RoleChanges.Add(new RoleChange(RoleChangeKind.Add, "g", Role.Auditor, null, "They moved to our team", ("u", "U"), Clock.Now));
        });
        await Portal.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISecretStore>().PutAsync(ticket, new Secret("canary-late"), ConnectState.LivesFor, CancellationToken.None);
            return await services.GetRequiredService<Application.Data.GovernanceDb>().SaveChangesAsync();
        });
        Clock.Advance(RoleChange.Lifetime);
        await WriteAsync(db => db.ConnectStates.Add(
            new ConnectState("live", org.Connection.Id, OrgAdmin.Id, OrgAdmin.Session, "http://localhost/", Clock.Now)));

        Clock.Step(-RoleChange.Lifetime);
        await LookAsync();

        var now = Clock.Now;
        (await ReadAsync(db => db.ConnectStates.Where(s => s.EndsAt > now).Select(s => s.StateHash).ToListAsync())).ShouldBe(["live"]);
        (await ReadAsync(db => db.RoleChanges.SingleAsync())).IsOpen(now).ShouldBeFalse();
        (await Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(ticket, CancellationToken.None))).ShouldBeNull();
    }

    [Fact]
    public async Task Threat_T65_ClockStep_RevivesNoExport()
    {
        var asked = (await SendAsync(Auditor, new ExportAudit.Command())).Value!;
        (await SendAsync(Auditor, new ReadAuditExport.Query(asked.ExportId, ReadAuditExport.Position.Start))).Problem.ShouldBeNull();
        Clock.Advance(TimeSpan.FromMinutes(61));
        var now = Clock.Now;
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.LastActAt, now)));

        Clock.Step(TimeSpan.FromMinutes(-30));

        (await SendAsync(Auditor, new ReadAuditExport.Query(asked.ExportId, ReadAuditExport.Position.Start))).Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Threat_T65_ClockStep_RevivesNoClaimOfTheDead()
    {
        var org = await GivenAsync(An.Org());
        await SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id));
        var until = Clock.Now + WorkItem.ClaimLength;
        await ReadAsync(db => db.Work.ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedBy, "dead")
            .SetProperty(w => w.ClaimedLane, w => w.Lane).SetProperty(w => w.ClaimedUntil, until)));
        (await RunWorkAsync()).ShouldBe(0);
        Clock.Advance(WorkItem.ClaimLength + TimeSpan.FromSeconds(1));

        Clock.Step(TimeSpan.FromHours(-1));

        (await RunWorkAsync()).ShouldBe(1);
    }

    private Task LookAsync() => Watch.LookAsync(again: true, CancellationToken.None);

    private Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message) =>
        Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);
}
