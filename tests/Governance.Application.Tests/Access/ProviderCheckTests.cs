using System.Text;
using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>The identity provider's word on a session. Sends past <see cref="UseCaseTest.As"/>, which would sign the person
/// in anew.</summary>
public sealed class ProviderCheckTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Issuer = "https://login.example";

    private readonly FakeIdentityProvider _provider = new() { Subject = $"{Issuer} ada" };

    protected override PortalSettings? Settings => new() { Services = services => services.AddSingleton<IIdentityProvider>(_provider) };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _provider.Groups = [.. OrgAdmin.Groups];
        var person = new Person(Issuer, "ada", Clock.Now);
        person.SignedIn("Ada", null, [.. OrgAdmin.Groups], Clock.Now);
        var session = new PortalSession(OrgAdmin.Session!, [], _provider.Subject, Clock.Now, Clock.Now);
        session.VouchedFor("sid-1", Grants.Seal(OrgAdmin.Session!, new Secret(FakeIdentityProvider.First)), OrgAdmin.Groups);
        await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == OrgAdmin.Session).ExecuteDeleteAsync());
        await WriteAsync(db => db.AddRange(person, session));
    }

    private SessionGrants Grants => Portal.Services.GetRequiredService<SessionGrants>();

    [Fact]
    public async Task Message_WhenNotDue_AsksNobody()
    {
        Clock.Advance(PortalSession.CheckEvery - TimeSpan.FromSeconds(1));

        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        _provider.Asked.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromSeconds(1));
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        _provider.Asked.ShouldBe([FakeIdentityProvider.First]);
    }

    [Fact]
    public async Task Groups_WhenOthersThanAtTheSignIn_CountFromTheCheckOn()
    {
        _provider.Groups = [Actors.GroupOf(Role.Auditor, "EMEA")];
        Clock.Advance(PortalSession.CheckEvery);

        var self = (await SendAsync(OrgAdmin, new WhoAmI.Query())).Value!;

        self.Roles.ShouldBe([Role.Auditor]);
        var entry = await Audit.LastAsync();
        (entry.Action, entry.SubjectName, entry.Before, entry.After).ShouldBe(
            ("access.groups-changed", "Ada", """{"roles":"Org admin"}""", """{"roles":"Auditor"}"""));
        (await ReadAsync(db => db.People.SingleAsync(p => p.Subject == "ada"))).KnownGroups.ShouldBe(Actors.GroupOf(Role.Auditor, "EMEA"));
        // On another instance too, which never asked.
        await using var other = await AnotherAsync();
        (await other.Services.GetRequiredService<UseCaseRunner>().SendAsync(OrgAdmin, new WhoAmI.Query())).Value!.Roles.ShouldBe([Role.Auditor]);
    }

    [Fact]
    public async Task Session_WhenRefused_IsOverEverywhere()
    {
        _provider.Refuses = true;
        Clock.Advance(PortalSession.CheckEvery);

        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);

        (await ReadAsync(db => db.Sessions.AnyAsync(s => s.ReferenceHash == OrgAdmin.Session))).ShouldBeFalse();
        var entry = await Audit.LastAsync();
        (entry.Action, entry.SubjectName, entry.Outcome).ShouldBe(("access.session-refused-by-provider", "Ada", AuditOutcome.Done));
    }

    [Fact]
    public async Task Act_WhenGraveAndTheProviderIsSilent_IsRefused_AndTheRestGoesOn()
    {
        var org = await GivenAsync(An.Org());
        _provider.IsSilent = true;

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBe(AccessProblems.ProviderSilent);

        var entry = await Audit.LastAsync();
        entry.ShouldBe("connection.disconnected", by: OrgAdmin, outcome: AuditOutcome.Denied);
        entry.Reason.ShouldBe("access.provider-silent");
        Clock.Advance(PortalSession.CheckEvery);
        (await SendAsync(OrgAdmin, new RequestSync.Command(org.Connection.Id))).Ok.ShouldBeTrue();

        // It is asked again before long, not with every message.
        _provider.IsSilent = false;
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        _provider.Asked.ShouldBeEmpty();
        Clock.Advance(PortalSession.AskAgainAfter);
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        _provider.Asked.Count.ShouldBe(1);
        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Act_WhenGraveAndTheRightIsGoneAtTheProvider_IsDenied()
    {
        var org = await GivenAsync(An.Org());
        _provider.Groups = [];

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem!.Code.ShouldBe("access.denied");
        (await Audit.LastAsync()).ShouldBe("connection.disconnected", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Act_WhenGraveAndTheProviderRefuses_EndsTheSession()
    {
        var org = await GivenAsync(An.Org());
        _provider.Refuses = true;

        (await SendAsync(OrgAdmin, new Disconnect.Command(org.Connection.Id))).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
    }

    [Fact]
    public async Task Acts_OnTwoInstancesAtOnce_UseEachTokenOnce()
    {
        await using var other = await AnotherAsync();
        var there = other.Services.GetRequiredService<UseCaseRunner>();
        var here = Portal.Services.GetRequiredService<UseCaseRunner>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
            (await (i % 2 == 0 ? here : there).SendAsync(OrgAdmin, new Disconnect.Command(ConnectionId.New()))).Problem?.Code)));

        // Refused for its subject, not for the session: a reuse would have ended that.
        answers.Distinct().ShouldHaveSingleItem().ShouldBe("connection.not-found");
        _provider.Asked.ShouldBeUnique();
    }

    [Fact]
    public async Task Act_WhileAnotherInstanceAsks_WaitsForItsAnswer()
    {
        await using var other = await AnotherAsync();
        var asking = new TaskCompletionSource();
        _provider.Held = asking.Task;
        var first = Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(OrgAdmin, new Disconnect.Command(ConnectionId.New()));
        await Eventually.ShouldBeAsync(() => _provider.Asked.Count == 1, "the first instance to ask");

        // Nothing grave: it does not wait.
        (await other.Services.GetRequiredService<UseCaseRunner>().SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        var second = other.Services.GetRequiredService<UseCaseRunner>().SendAsync(OrgAdmin, new Disconnect.Command(ConnectionId.New()));
        second.IsCompleted.ShouldBeFalse();
        asking.SetResult();

        (await first).Problem!.Code.ShouldBe("connection.not-found");
        (await second).Problem!.Code.ShouldBe("connection.not-found");
        _provider.Asked.ShouldBeUnique();
    }

    [Fact]
    public async Task Claim_OfAnInstanceThatDied_IsTakenOver()
    {
        var now = Clock.Now;
        await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == OrgAdmin.Session)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.IsAsking, true).SetProperty(r => r.AskedAt, now).SetProperty(r => r.AskFence, 7)));
        Clock.Advance(PortalSession.AskLasts);

        (await SendAsync(OrgAdmin, new Disconnect.Command(ConnectionId.New()))).Problem!.Code.ShouldBe("connection.not-found");

        _provider.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Grant_IsNeverInPlain()
    {
        Clock.Advance(PortalSession.CheckEvery);
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();

        var kept = await ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == OrgAdmin.Session).Select(s => s.Grant).SingleAsync());
        Encoding.UTF8.GetString(kept!).ShouldNotContain("canary");
        Grants.Open(OrgAdmin.Session!, kept)!.Reveal().ShouldBe("grant-1-canary");
        Grants.Open("another-session", kept).ShouldBeNull();
        Logs.Text.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Logout_WhenTheTokenWasUsed_IsRefusedAndEndsNothing()
    {
        var logout = new LogOutByProvider.Command(null, "sid-1", "jti-1", Clock.Now.AddMinutes(7));
        (await As(System).SendAsync(logout)).Value!.Ended.ShouldBe(1);
        var entry = await Audit.LastAsync();
        (entry.Action, entry.SubjectName).ShouldBe(("access.signed-out-by-provider", "Ada"));
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        await WriteAsync(db => db.Sessions.Add(new PortalSession(OrgAdmin.Session!, [], _provider.Subject, Clock.Now, Clock.Now)));

        await using var other = await AnotherAsync();
        var again = await other.Services.GetRequiredService<UseCaseRunner>().SendAsync(System, logout with { ProviderSession = null, Subject = _provider.Subject });

        again.Problem.ShouldBe(AccessProblems.LogoutReplayed);
        (await SendAsync(OrgAdmin, new WhoAmI.Query())).Ok.ShouldBeTrue();
        (await Audit.LastAsync()).Reason.ShouldBe("logout.replayed");
        // What is too old by itself is not kept.
        Clock.Advance(TimeSpan.FromMinutes(8));
        (await As(System).SendAsync(new LogOutByProvider.Command(null, "sid-2", "jti-2", Clock.Now.AddMinutes(7)))).Ok.ShouldBeTrue();
        (await ReadAsync(db => db.UsedLogouts.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Logout_WhenAPersonAsksForIt_IsDenied()
    {
        (await As(PortalAdmin).SendAsync(new LogOutByProvider.Command(_provider.Subject, null, "jti", Clock.Now))).Problem!.Code.ShouldBe("access.denied");
        (await Audit.LastAsync()).ShouldBe("access.signed-out-by-provider", by: PortalAdmin, outcome: AuditOutcome.Denied);
    }

    private Task<Portal> AnotherAsync() => Portal.OpenAsync(Portal.Database, Settings! with { Connection = Portal.Connection });

    private Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message) =>
        Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);
}
