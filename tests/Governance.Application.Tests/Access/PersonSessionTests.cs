using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>Whose sessions there are, who ends them, and who is let in no more.</summary>
public sealed class PersonSessionTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "Left the company today", Issuer = "https://idp.example";

    [Fact]
    public async Task Threat_T20_BlockedPerson_IsRefusedOnEveryInstanceAndCannotSignIn()
    {
        await using var other = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        var there = other.Services.GetRequiredService<UseCaseRunner>();
        var ada = await PersonAsync("Ada", 2);
        (await there.SendAsync(ada[0], new WhoAmI.Query())).Ok.ShouldBeTrue();

        (await As(PortalAdmin).SendAsync(new BlockPerson.Command(IdOf(ada[0]), Why))).Problem.ShouldBeNull();

        foreach (var session in ada) (await there.SendAsync(session, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await Audit.LastAsync()).ShouldBe("access.person-blocked", by: PortalAdmin);
        (await SignInAsync("Ada")).Problem.ShouldBe(AccessProblems.Blocked);
        (await As(PortalAdmin).SendAsync(new UnblockPerson.Command(IdOf(ada[0]), Why))).Problem.ShouldBeNull();
        (await SignInAsync("Ada")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Threat_T20_BlockedPerson_SessionOfASignInUnderWayIsRefused()
    {
        var ada = (await PersonAsync("Ada", 1))[0];
        (await As(PortalAdmin).SendAsync(new BlockPerson.Command(IdOf(ada), Why))).Ok.ShouldBeTrue();
        await WriteAsync(db => db.Sessions.Add(new PortalSession("late-Ada", [], $"{Issuer} Ada", Clock.Now, Clock.Now)));

        (await SendAsync(ada with { Session = "late-Ada" }, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsTheirSessionsAndNobodyElses()
    {
        var (ada, ben) = (await PersonAsync("Ada", 2), await PersonAsync("Ben", 1));

        (await As(PortalAdmin).SendAsync(new EndSessionsOf.Command(IdOf(ada[0]), Why))).Problem.ShouldBeNull();

        foreach (var session in ada) (await SendAsync(session, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ben[0], new WhoAmI.Query())).Ok.ShouldBeTrue();
        (await SignInAsync("Ada")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Own_WhenListed_AreTheirOwnAndNameThisOne()
    {
        var ada = await PersonAsync("Ada", 2);
        await PersonAsync("Ben", 1);

        var rows = (await SendAsync(ada[1], new ListSessions.Query())).Value!;

        rows.Select(r => r.Session).ShouldBe(ada.Select(a => a.Session!), ignoreOrder: true);
        rows.Single(r => r.IsThis).Session.ShouldBe(ada[1].Session);
        (rows[0].Device, rows[0].Address).ShouldBe(("Firefox on Linux", "192.0.2.7"));
    }

    [Fact]
    public async Task Own_WhenOneIsEnded_TheOthersGoOn()
    {
        var (ada, ben) = (await PersonAsync("Ada", 3), await PersonAsync("Ben", 1));

        (await SendAsync(ada[0], new EndSession.Command(ada[1].Session))).Value!.Ended.ShouldBe(1);
        (await SendAsync(ada[0], new EndSession.Command(ben[0].Session))).Problem.ShouldBe(AccessProblems.SessionNotFound);
        (await SendAsync(ada[0], new EndSession.Command(ada[0].Session))).Problem.ShouldBe(AccessProblems.SessionNotFound);

        (await SendAsync(ada[1], new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ben[0], new WhoAmI.Query())).Ok.ShouldBeTrue();
        (await SendAsync(ada[0], new EndSession.Command(null))).Value!.Ended.ShouldBe(1);
        (await SendAsync(ada[2], new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ada[0], new WhoAmI.Query())).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Block_WhenItIsOneself_IsRefused()
    {
        var admin = (await PersonAsync("Root", 1, "group-PortalAdmin"))[0];

        (await SendAsync(admin, new BlockPerson.Command(IdOf(admin), Why))).Problem.ShouldBe(AccessProblems.NotYourself);
        (await SendAsync(admin, new UnblockPerson.Command(IdOf(admin), Why))).Problem.ShouldBe(AccessProblems.NotYourself);
        (await SendAsync(admin, new BlockPerson.Command(PersonId.New(), Why))).Problem.ShouldBe(AccessProblems.PersonNotFound);
    }

    [Fact]
    public async Task Block_WhenTheSignInIsOld_NeedsAStepUp()
    {
        var ada = (await PersonAsync("Ada", 1))[0];
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)));

        (await SendAsync(PortalAdmin, new BlockPerson.Command(IdOf(ada), Why))).Problem.ShouldBe(AccessProblems.StepUpRequired);
        (await Audit.LastAsync()).ShouldBe("access.person-blocked", by: PortalAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task People_WhenListed_ShowRolesSessionsAndBlocks()
    {
        var (ada, _) = (await PersonAsync("Ada", 2), await PersonAsync("Ben", 1));
        await As(PortalAdmin).SendAsync(new BlockPerson.Command(IdOf(ada[0]), Why));

        var page = (await As(PortalAdmin).SendAsync(new ListPeople.Query(0, 50))).Value!;

        page.Total.ShouldBe(2);
        page.Rows.Single(r => r.Name == "Ada").ShouldSatisfyAllConditions(
            r => r.Sessions.ShouldBe(0), r => r.BlockedBy.ShouldBe(PortalAdmin.Name), r => r.Roles.ShouldBe([Role.Auditor]));
        page.Rows.Single(r => r.Name == "Ben").Sessions.ShouldBe(1);
        (await As(Scoped(Role.PortalAdmin)).SendAsync(new ListPeople.Query(0, 50))).Problem.ShouldBe(AccessProblems.UnscopedOnly);
    }

    private static PersonId IdOf(Actor actor) => new(Guid.Parse(actor.Id["person:".Length..]));

    private Task<Result<SignIn.Receipt>> SignInAsync(string name, string group = "group-Auditor") =>
        As(System).SendAsync(new SignIn.Command(Issuer, name, name, null, [group]));

    /// <summary>Somebody who signed in, with so many sessions.</summary>
    private async Task<Actor[]> PersonAsync(string name, int sessions, string group = "group-Auditor")
    {
        var id = (await SignInAsync(name, group)).Value!.Person;
        var actors = Enumerable.Range(1, sessions).Select(n => new Actor($"person:{id.Value:D}", name, [group]) { Session = $"{name}-{n}".PadRight(16, '0') }).ToArray();
        await WriteAsync(db =>
        {
            foreach (var actor in actors)
            {
                var session = new PortalSession(actor.Session!, [], $"{Issuer} {name}", Clock.Now, Clock.Now);
                session.BegunAt("Firefox on Linux", "192.0.2.7");
                db.Sessions.Add(session);
            }
        });
        return actors;
    }

    private Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message) =>
        Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);
}
