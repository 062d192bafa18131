using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>Sends past <see cref="UseCaseTest.As"/>, which would sign the person in anew.</summary>
public sealed class SessionTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Theory]
    [InlineData("signed out")]
    [InlineData("idle")]
    [InlineData("too long")]
    [InlineData("without a session")]
    public async Task Threat_T20_EndedSession_NextMessageIsRefused(string how)
    {
        var org = await GivenAsync(An.Org());
        var actor = OrgAdmin;
        (await SendAsync(actor, new WhoAmI.Query())).Ok.ShouldBeTrue();

        if (how == "signed out") await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == actor.Session).ExecuteDeleteAsync());
        else if (how == "idle") Clock.Advance(PortalSession.Idle);
        else if (how == "too long") await StayBusyAsync(actor, PortalSession.Absolute);
        else actor = actor with { Session = null };
        var entries = await Audit.CountAsync();

        (await SendAsync(actor, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await Audit.CountAsync()).ShouldBe(entries);
        (await SendAsync(actor, new RequestSync.Command(org.Connection.Id))).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await Audit.LastAsync()).ShouldBe("org.sync-requested", by: actor, outcome: AuditOutcome.Denied);
        (await ReadAsync(db => db.Work.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T20_EndedSession_IsRefusedOnEveryInstance()
    {
        await using var other = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        var there = other.Services.GetRequiredService<UseCaseRunner>();
        (await there.SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();

        await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == OrgAdmin.Session).ExecuteDeleteAsync());

        (await there.SendAsync(OrgAdmin, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
    }

    [Fact]
    public async Task Threat_T20_EndedSession_UnreadableStoreIsRefused()
    {
        await ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"Sessions\""));

        (await SendAsync(Auditor, new WhoAmI.Query())).Problem!.Kind.ShouldBe(ProblemKind.Broken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-11 * 60 - 1)]
    [InlineData(61)]
    [InlineData(int.MaxValue)]
    public async Task Threat_T34_NoAuthTime_IsNotFresh(int? seconds)
    {
        var org = await GivenAsync(An.Org());
        await ProvenAsync(OrgAdmin, seconds is { } s ? Clock.Now.AddSeconds(s) : null);

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBe(AccessProblems.StepUpRequired);

        var entry = await Audit.LastAsync();
        entry.ShouldBe("connection.disconnected", by: OrgAdmin, outcome: AuditOutcome.Denied);
        entry.Reason.ShouldBe("access.step-up-required");
        // What is not grave, and looking, go on; who lacks the right is told so.
        (await SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Ok.ShouldBeTrue();
        (await SendAsync(OrgAdmin, new ListOrgGroups.Query())).Ok.ShouldBeTrue();
        await ProvenAsync(Auditor, null);
        (await SendAsync(Auditor, new Disconnect.Command(org.Connection.Id))).Problem!.Code.ShouldBe("access.denied");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-6 * 60)]
    [InlineData(60)]
    public async Task Act_WhenGraveAndSignedInLately_IsDone(int seconds)
    {
        var org = await GivenAsync(An.Org());
        await ProvenAsync(OrgAdmin, Clock.Now.AddSeconds(seconds));

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Act_WhenGraveAndOnTheCommandLine_NeedsNoStepUp()
    {
        var org = await GivenAsync(An.Org());

        (await SendAsync(Actor.CommandLine("root"), new Disconnect.Command(org.Connection.Id))).Problem.ShouldBeNull();
    }

    private Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message) =>
        Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);

    private Task<int> ProvenAsync(Actor actor, DateTimeOffset? authTime) => ReadAsync(db => db.Sessions
        .Where(s => s.ReferenceHash == actor.Session).ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, authTime)));

    private async Task StayBusyAsync(Actor actor, TimeSpan span)
    {
        Clock.Advance(span);
        var now = Clock.Now;
        await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == actor.Session)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.LastActAt, now)));
    }
}
