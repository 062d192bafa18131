using Bunit;
using Governance.Application.Access;
using Governance.Application.Notifications;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Web.Components.Layout;
using Governance.Web.Components.Pages.Notifications;
using Governance.Web.Components.Pages.Settings;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Actors = Governance.TestKit.Actors;

namespace Governance.Web.Tests.Notifications;

public sealed class NotificationPagesTests : PortalPageTest
{
    [Fact]
    public async Task Channels_WhenOneIsAddedAndTested_ShowItsDelivery()
    {
        SignInAs(Actors.PortalAdmin);
        var page = Render<ChannelsPage>();
        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("There is no channel"));

        page.Find(".pagehead .primary").Click();
        page.Find("#channel-name").Change("Security list");
        page.Find("#channel-mail").Change("security@example.com");
        page.Find(".confirm .primary").Click();
        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldContain("Security list was added and is on."));
        page.Find("button[aria-label='Send a test to Security list']").Click();
        page.WaitForAssertion(() => Rows(page).ShouldContain(r => r.StartsWith("Test of this channel Low Security list Waiting not tried yet")));
        await World.RunWorkAsync();

        var again = Render<ChannelsPage>();
        again.WaitForAssertion(() => Rows(again).ShouldContain(r => r.Contains("Delivered Taken by the mail server. 1")));
        Rows(again).ShouldContain(r => r.StartsWith("Security list Mail security@example.com High all org groups On Delivered"));
        again.FindAll("button").Select(Read).ShouldContain("Send again");
    }

    [Fact]
    public async Task Channels_WhenOneIsTurnedOffAndRemoved_SayWhatThatMeans()
    {
        await World.SendAsync(Actors.PortalAdmin, new AddChannel.Command("Security list", ChannelForm.Mail, "security@example.com", null, null, Severity.Low, null));
        SignInAs(Actors.PortalAdmin);
        var page = Render<ChannelsPage>();

        page.WaitForElement("button[aria-label='Turn Security list off']").Click();
        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldContain("Security list is off. What happens from now on is not sent to it, also not later."));
        page.FindAll("button[aria-label='Send a test to Security list']").ShouldBeEmpty();
        page.Find("button[aria-label='Remove Security list']").Click();
        Read(page.Find(".confirm .note")).ShouldContain("Can’t be undone.");
        page.Find(".confirm textarea").Input("Nobody reads this list any more");
        page.Find(".confirm .danger").Click();

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("There is no channel"));
    }

    [Fact]
    public void Channels_WhenWebhookIsChosen_TakeItsAddressOverHttpOnly()
    {
        SignInAs(Actors.PortalAdmin);
        var page = Render<ChannelsPage>();
        page.WaitForElement(".pagehead .primary").Click();

        page.Find("#channel-form").Change(nameof(ChannelForm.Slack));

        page.FindAll("form[method=dialog] input[name=kind]").Select(i => i.GetAttribute("value")).ShouldBe(["webhook", "signing"]);
        page.FindAll("form[method=dialog] input[name=credential]").ShouldAllBe(i => i.GetAttribute("type") == "password");
        Read(page.Find(".confirm")).ShouldContain("Listed hosts: hooks.example.com.");
    }

    [Fact]
    public void Channels_WhenWithoutTheRight_NameTheRole()
    {
        SignInAs(Actors.SecurityReviewer);

        var page = Render<ChannelsPage>();

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("You need the role Portal admin."));
        page.FindAll(".primary").ShouldBeEmpty();
    }

    [Fact]
    public void Inbox_WhenEmpty_SaysWhatWouldBeHere()
    {
        SignInAs(Actors.Auditor);

        var page = Render<InboxPage>();

        page.WaitForAssertion(() => Read(page.Find(".none")).ShouldContain("Nothing happened that you are told of."));
        Read(page.Find(".pagehead")).ShouldContain("nothing unread");
        page.FindAll("#inbox-mail").ShouldBeEmpty("there is no address to write to");
    }

    [Fact]
    public async Task Inbox_WhenSomethingIsUnread_LeadsThereAndMarksIt()
    {
        await ProposeAsync();
        SignInAs(Actors.SecurityReviewer);
        var page = Render<InboxPage>();

        page.WaitForAssertion(() => page.Find("tbody a").GetAttribute("href").ShouldBe("/settings"));
        Rows(page)[0].ShouldStartWith("Role map change proposed High 1 line Unread");
        page.Find("button[aria-label='Mark Role map change proposed read']").Click();

        page.WaitForAssertion(() => Rows(page)[0].ShouldContain(" Read "));
        Read(page.Find(".pagehead")).ShouldContain("nothing unread");
        page.FindAll(".pagehead button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Inbox_WhenThePersonHasAnAddress_OffersMail()
    {
        var person = (await World.SendAsync(Governance.Application.Pipeline.Actor.System("test"),
            new SignIn.Command("https://idp.example", "ines", "Ines", "ines@example.com", [Actors.GroupOf(Role.Auditor, null)]))).Value!.Person;
        SignInAs(Actors.Auditor with { Id = $"person:{person.Value:D}" });
        var page = Render<InboxPage>();

        page.WaitForElement("#inbox-mail").GetAttribute("value").ShouldBe(nameof(MailPace.Daily));
        page.Find("#inbox-mail").Change(nameof(MailPace.Never));

        page.WaitForAssertion(() => page.FindAll("[role=status]").Select(Read).ShouldContain("Saved."));
        (await World.ReadAsync(db => Task.FromResult(db.MailChoices.Single().Pace))).ShouldBe(MailPace.Never);
    }

    [Theory]
    [InlineData(0, "Inbox", "")]
    [InlineData(1, "Inbox, 1 unread notice", "1")]
    [InlineData(250, "Inbox, 250 unread notices", "99+")]
    public void Bell_SaysHowManyAreUnread(int unread, string name, string shown)
    {
        var bar = Render<TopBar>(p => p.Add(b => b.Counts, new NavCounts(Inbox: unread)).Add(b => b.Authentication, SignedInAsync("Ines", Role.Auditor)));

        var bell = bar.WaitForElement("a[href='/inbox']");
        (bell.GetAttribute("aria-label"), Read(bell)).ShouldBe((name, shown));
    }

    private static IReadOnlyList<string> Rows<T>(IRenderedComponent<T> page) where T : IComponent =>
        [.. page.FindAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(Read)))];

    private async Task ProposeAsync() => (await World.SendAsync(Actors.PortalAdmin,
        new ProposeRoleChange.Command(RoleChangeKind.Add, "gov-new", Role.Auditor, null, "Joins the audit team"))).Ok.ShouldBeTrue();
}
