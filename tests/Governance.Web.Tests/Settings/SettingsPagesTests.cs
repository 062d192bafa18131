using Bunit;
using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Pages.Settings;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Actors = Governance.TestKit.Actors;

namespace Governance.Web.Tests.Settings;

public sealed class SettingsPagesTests : PortalPageTest
{
    private const string Why = "Joins the response rota";

    [Fact]
    public void Roles_WhenOpened_ShowTheMapAndThePortal()
    {
        SignInAs(Actors.PortalAdmin);

        var page = Render<SettingsPage>();

        page.WaitForAssertion(() => Rows(page).ShouldContain("group-Auditor-EMEA Auditor EMEA Propose removal"));
        Rows(page).ShouldContain("group-Auditor Auditor all org groups Propose removal");
        Read(page.Find("dl")).ShouldContain("Database Sqlite");
    }

    [Fact]
    public async Task LargeExports_WhenThereIsOne_AreShownToPortalAdminsOnly()
    {
        await World.ReadAsync(db => db.AuditChain.ExecuteUpdateAsync(s => s.SetProperty(c => c.Seq, 60_000)));
        (await World.SendAsync(Actors.Auditor, new ExportAudit.Command())).Ok.ShouldBeTrue();
        SignInAs(Actors.PortalAdmin);

        var page = Render<SettingsPage>();

        page.WaitForAssertion(() => Rows(page).ShouldContain(r => r.StartsWith("Auditor Whole audit chain 60,000")));
        page.FindAll("a[href='/audit/60001']").ShouldHaveSingleItem();
        SignInAs(Actors.SecurityReviewer);
        var other = Render<SettingsPage>();
        other.WaitForAssertion(() => Rows(other).ShouldNotBeEmpty());
        other.FindAll("#large-exports").ShouldBeEmpty();
    }

    [Fact]
    public void Roles_WhenWithoutTheRight_NameTheRoles()
    {
        SignInAs(Actors.Auditor);

        var page = Render<SettingsPage>();

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("You need one of the roles Security reviewer or Portal admin."));
        page.FindAll(".primary").ShouldBeEmpty();
    }

    [Fact]
    public async Task Roles_WhenProposedAndConfirmed_ChangeTheMap()
    {
        SignInAs(Actors.PortalAdmin);
        var page = Render<SettingsPage>();
        page.WaitForElement(".pagehead .primary").Click();
        page.Find("#role-change-group").Input("gov-new");
        page.Find("#role-change-role").Change(nameof(Role.IncidentResponder));
        page.Find(".confirm textarea").Input(Why);
        page.Find(".confirm .primary").Click();
        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldContain("Proposed. Nothing has changed yet"));
        Read(page.Find("section.panel")).ShouldContain("Withdraw role change");
        page.FindAll("button").Select(Read).ShouldNotContain("Confirm role change");

        SignInAs(Actors.SecurityReviewer);
        var second = Render<SettingsPage>();
        second.WaitForAssertion(() => Read(second.Find("section.panel")).ShouldContain("Unknown: nobody who signed in within 90 days was in this group then."));
        second.FindAll("button").Single(b => Read(b) == "Confirm role change").Click();

        second.WaitForAssertion(() => Rows(second).ShouldContain("gov-new Incident responder all org groups"));
        (await World.ReadAsync(db => db.RoleChanges.Select(c => c.State).SingleAsync())).ShouldBe(RoleChangeState.Confirmed);
    }

    [Fact]
    public async Task Roles_WhenTheMapChangedSince_ShowsTheConflictAndTheMapAsItIs()
    {
        await ProposeAsync("gov-new");
        SignInAs(Actors.SecurityReviewer);
        var page = Render<SettingsPage>();
        page.WaitForElement("section.panel");
        await World.WriteAsync(db => db.RoleAssignments.Add(new RoleAssignment("gov-other", Role.Auditor, null)));

        page.FindAll("button").Single(b => Read(b) == "Confirm role change").Click();
        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("It was changed meanwhile."));
        page.FindAll("button").Single(b => Read(b) == "Show it as it is now").Click();

        page.WaitForAssertion(() => Rows(page).ShouldContain("gov-other Auditor all org groups"));
    }

    [Fact]
    public async Task Roles_WhenTheSignInIsOld_KeepTheReasonOfARejection()
    {
        await ProposeAsync("gov-new");
        await AgeSignInsAsync();
        SignInAs(Actors.SecurityReviewer);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/settings");
        var page = Render<SettingsPage>();
        page.WaitForElement("section.panel");
        page.FindAll("button").Single(b => Read(b) == "Reject").Click();
        page.Find(".confirm textarea").Input("Not agreed with anybody");
        page.Find(".confirm .primary").Click();
        page.WaitForElement("[role=alert] button").Click();
        Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/step-up");

        // Back from the provider, at the address it was kept for.
        Services.GetRequiredService<NavigationManager>().NavigateTo("/settings");
        var again = Render<SettingsPage>();

        again.WaitForAssertion(() => again.Find(".confirm textarea").GetAttribute("value").ShouldBe("Not agreed with anybody"));
    }

    [Fact]
    public async Task People_WhenBlocked_ShowItAndCanBeUnblocked()
    {
        var ada = await SignInAsync("Ada");
        SignInAs(Actors.PortalAdmin);
        var page = Render<PeoplePage>();
        page.WaitForElement("button[aria-label='Block Ada']").Click();
        page.Find(".confirm textarea").Input("Left the company today");
        page.Find(".confirm .primary").Click();

        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldBe("Ada is blocked and signed out everywhere."));
        page.WaitForElement("button[aria-label='Unblock Ada']");
        Read(page.Find("tr[data-row]")).ShouldContain("Blocked by PortalAdmin");
        (await World.ReadAsync(db => db.People.Where(p => p.Id == ada).Select(p => p.BlockedAt).SingleAsync())).ShouldNotBeNull();
    }

    [Fact]
    public void People_WhenNobodySignedIn_SaySo()
    {
        SignInAs(Actors.PortalAdmin);

        var page = Render<PeoplePage>();

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("Nobody has signed in yet."));
    }

    [Fact]
    public void People_WhenWithoutTheRight_SaySo()
    {
        SignInAs(Actors.SecurityReviewer);

        var page = Render<PeoplePage>();

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("You need the role Portal admin."));
    }

    [Fact]
    public async Task Sessions_WhenAnotherIsEnded_ItIsGone()
    {
        var id = await SignInAsync("Ada");
        var ada = new Actor($"person:{id.Value:D}", "Ada", ["group-Auditor"]) { Session = "ada-session-0001" };
        await World.WriteAsync(db => db.Sessions.AddRange(new[] { "ada-session-0001", "ada-session-0002" }.Select(name =>
        {
            var session = new PortalSession(name, [], "https://idp.example Ada", World.Clock.Now, World.Clock.Now);
            session.BegunAt(name == ada.Session ? "Firefox on Linux" : "Safari on iPhone", "192.0.2.7");
            return session;
        })));
        SignInAs(ada);
        var page = Render<SessionsPage>();
        page.WaitForAssertion(() => page.FindAll("tr[data-row]").Count.ShouldBe(2));
        Read(page.FindAll("tr[data-row]").Single(r => Read(r).Contains("Firefox on Linux", StringComparison.Ordinal))).ShouldContain("This one");

        page.Find("button[aria-label='End the session on Safari on iPhone from 192.0.2.7']").Click();

        page.WaitForAssertion(() => page.FindAll("tr[data-row]").Count.ShouldBe(1));
    }

    private static IEnumerable<string> Rows<T>(IRenderedComponent<T> page) where T : IComponent =>
        page.FindAll("tr[data-row]").Select(row => string.Join(' ', row.Children.Select(Read)));

    private async Task<PersonId> SignInAsync(string name) => (await World.SendAsync(Actor.System("test"),
        new SignIn.Command("https://idp.example", name, name, null, ["group-Auditor"]))).Value!.Person;

    private async Task ProposeAsync(string group) => (await World.SendAsync(Actors.PortalAdmin,
        new ProposeRoleChange.Command(RoleChangeKind.Add, group, Role.Auditor, null, Why))).Ok.ShouldBeTrue();

    private Task<int> AgeSignInsAsync() => World.ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)));
}
