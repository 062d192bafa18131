using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Notifications;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Notifications;

/// <summary>Who is told of what, in the inbox, by mail and by channels.</summary>
public sealed class NoticeTests(PortalFixture portal) : NoticeTest(portal)
{
    private const string Canary = "ZZDETAIL";

    [Fact]
    public async Task Threat_T44_Notice_HasNoDetail()
    {
        await MailChannelAsync();
        await WebhookAsync();
        await GivenAsync(A.Vendor($"{Canary} vendor").ClaimingAll(Canary));
        var org = await GivenAsync(An.Org($"{Canary} org").InGroup("EMEA"));
        var row = await GivenAsync(An.Authorization().In(org).Of($"{Canary} app").By($"{Canary}@example.com").KeptByTheOrg());
        var person = await PersonAsync(Role.Auditor);
        await As(person).SendAsync(new ChooseMail.Command(MailPace.AtOnce));

        await RevokeAsync(Responder, row);
        await As(PortalAdmin).SendAsync(new ProposeRoleChange.Command(RoleChangeKind.Add, Canary, Role.Auditor, null, $"{Canary} needs it now"));
        await RunWorkAsync();

        var sent = Out.Posts.Select(p => p.Text).Concat(Out.Mails.SelectMany(m => m.Notices)).ToList();
        sent.Select(t => t.Kind).Distinct().ShouldBe(["incident-declared", "target-still-alive", "incident-waits-for-person", "role-map-change-proposed"], ignoreOrder: true);
        // Subject, title, count and link: fixed words, a number, and a path that only somebody signed in can open.
        JsonSerializer.Serialize(sent).ShouldNotContain(Canary, Case.Insensitive);
        Out.Mails.ShouldAllBe(m => !m.Subject.Contains(Canary));
        sent.ShouldAllBe(t => t.Link.StartsWith("/incidents/") || t.Link.StartsWith("/settings"));
        (await ReadAsync(db => db.Notices.Include(n => n.Parts).ToListAsync())).ShouldAllBe(n => !JsonSerializer.Serialize(n).Contains(Canary));
        (await InboxAsync(Auditor)).Rows.ShouldAllBe(r => !JsonSerializer.Serialize(r).Contains(Canary));
    }

    [Fact]
    public async Task Threat_T44_Notice_HasNoDetail_AndIsNotSentToWhoLostTheRight()
    {
        var org = await GivenAsync(An.Org().InGroup("EMEA"));
        var row = await GivenAsync(An.Authorization().In(org));
        var (leaves, stays, blocked) = (await PersonAsync(Role.Auditor, name: "Leaver"), await PersonAsync(Role.Auditor, name: "Stayer"), await PersonAsync(Role.Auditor, name: "Blocked"));
        foreach (var actor in new[] { leaves, stays, blocked }) await As(actor).SendAsync(new ChooseMail.Command(MailPace.AtOnce));
        await RevokeAsync(Responder, row);

        // Between the act and the mail the provider names other groups for one of them, and another is blocked.
        await As(System).SendAsync(new NoteGroups.Command("https://idp.example Leaver", leaves.Groups.ToList(), ["group-nobody"]));
        await As(PortalAdmin).SendAsync(new BlockPerson.Command(IdOf(blocked), "Left the company"));
        await RunWorkAsync();

        Out.Mails.Select(m => m.To).Distinct().ShouldBe(["stayer@example.com"]);
    }

    [Fact]
    public async Task Inbox_WhenGroupIsLost_ShowsNothingNotEvenACount()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(mine)), await GivenAsync(An.Authorization().In(other)), await GivenAsync(An.Authorization().In(other)));

        (await ToldAsync(Auditor)).ShouldBe([(NoticeKind.IncidentDeclared, 3)]);
        (await ToldAsync(Scoped(Role.Auditor))).ShouldBe([(NoticeKind.IncidentDeclared, 1)]);
        (await ToldAsync(Scoped(Role.Auditor, "AMER"))).ShouldBe([(NoticeKind.IncidentDeclared, 2)]);
        (await ToldAsync(PortalAdmin)).ShouldBeEmpty();
        (await As(Scoped(Role.Auditor)).SendAsync(new GetNavCounts.Query())).Value!.Inbox.ShouldBe(1);

        await WriteAsync(db => db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Group == Actors.GroupOf(Role.Auditor, "EMEA"))));
        var both = Scoped(Role.Auditor) with { Groups = [Actors.GroupOf(Role.Auditor, "EMEA"), Actors.GroupOf(Role.Auditor, "AMER")] };
        (await ToldAsync(both)).ShouldBe([(NoticeKind.IncidentDeclared, 2)]);
    }

    [Fact]
    public async Task Inbox_WhenWiderForAnotherRight_IsNotWiderForThisOne()
    {
        var other = await GivenAsync(An.Org("Other").InGroup("AMER"));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(other)));
        var adminAndScoped = Scoped(Role.Auditor) with { Groups = [Actors.GroupOf(Role.Auditor, "EMEA"), Actors.GroupOf(Role.PortalAdmin, null)] };

        (await ToldAsync(adminAndScoped)).ShouldBeEmpty();
        (await As(adminAndScoped).SendAsync(new GetNavCounts.Query())).Value!.Inbox.ShouldBe(0);
    }

    [Fact]
    public async Task Incident_IsToldByWhatLiesInTheReadersGroups()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(mine)), await GivenAsync(An.Authorization().In(other).KeptByTheOrg()));
        await RunWorkAsync();

        (await ToldAsync(Scoped(Role.Auditor))).ShouldBe([(NoticeKind.IncidentDeclared, 1), (NoticeKind.IncidentContained, 1)], ignoreOrder: true);
        (await ToldAsync(Scoped(Role.Auditor, "AMER"))).ShouldBe(
            [(NoticeKind.IncidentDeclared, 1), (NoticeKind.TargetStillAlive, 1), (NoticeKind.IncidentWaitsForPerson, 1)], ignoreOrder: true);
        (await ToldAsync(Auditor)).ShouldBe(
            [(NoticeKind.IncidentDeclared, 2), (NoticeKind.TargetStillAlive, 1), (NoticeKind.IncidentWaitsForPerson, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Incident_OfSomebodyScoped_PagesRespondersWhoSeeAll()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var mine = await GivenAsync(An.Org("Mine").InGroup("EMEA"));
        await GivenAsync(An.Authorization().In(mine));
        var all = AuthorizationSelection.All(new AuthorizationFilter { Vendor = vendor.Id });
        var scoped = As(Scoped(Role.IncidentResponder));
        var plan = (await scoped.SendAsync(new Application.Incidents.PreviewRevocation.Query(all))).Value!;

        await scoped.SendAsync(new Application.Incidents.RevokeAuthorizations.Command(all, plan.Hash, "Leaked by the vendor", null));

        (await ToldAsync(Responder)).ShouldBe([(NoticeKind.IncidentDeclared, 1), (NoticeKind.VendorHeldElsewhere, 0)], ignoreOrder: true);
        (await ToldAsync(Scoped(Role.IncidentResponder, "AMER"))).ShouldBeEmpty();
        var own = (await InboxAsync(scoped.Actor)).Rows.ShouldHaveSingleItem();
        (own.Kind, own.IsRead).ShouldBe((NoticeKind.IncidentDeclared, true));
        (await ToldAsync(SecurityReviewer)).ShouldBe([(NoticeKind.IncidentDeclared, 1)]);
    }

    [Fact]
    public async Task Request_IsToldToWhoMayDecide_AndItsEndToWhoAsked()
    {
        var org = await GivenAsync(An.Org().InGroup("EMEA"));
        var row = await GivenAsync(An.Authorization().In(org).ThatIs.Unused());
        var selection = AuthorizationSelection.Of(row.Id);
        var outlook = (await As(OrgAdmin).SendAsync(new PlanRevocation.Query(selection))).Value!;
        var filed = (await As(OrgAdmin).SendAsync(new FileRevocation.Command(selection, outlook.Stops.Hash, "Nobody uses these any more"))).Value!;

        (await ToldAsync(SecurityReviewer)).ShouldBe([(NoticeKind.RequestWaits, 1)]);
        (await ToldAsync(Scoped(Role.SecurityReviewer, "AMER"))).ShouldBeEmpty();
        (await ToldAsync(OrgAdmin)).ShouldBeEmpty();
        var detail = (await As(SecurityReviewer).SendAsync(new GetRequest.Query(filed.Id))).Value!;
        (await As(SecurityReviewer).SendAsync(new DecideRequest.Command(filed.Id, RequestVerdict.Reject, "They are in use", detail.ContentHash, detail.Head.Kind, detail.Head.Risk))).Ok.ShouldBeTrue();

        var told = (await InboxAsync(OrgAdmin)).Rows.ShouldHaveSingleItem();
        (told.Kind, told.Link, told.IsRead).ShouldBe((NoticeKind.RequestDecided, $"/requests/{filed.Id.Value:D}", false));
        (await ToldAsync(Auditor)).ShouldBeEmpty("it is told to whoever asked");
    }

    [Fact]
    public async Task RoleMapChange_AlertsEveryChannel_WhateverItAsksFor()
    {
        var group = await ReadAsync(db => db.OrgGroups.Where(g => g.Name == "AMER").Select(g => g.Id).SingleAsync());
        await MailChannelAsync(least: Severity.Critical, group: group);
        await As(PortalAdmin).SendAsync(new ProposeRoleChange.Command(RoleChangeKind.Add, "gov-new", Role.Auditor, null, "Joins the audit team"));
        var map = (await As(SecurityReviewer).SendAsync(new ListRoleMap.Query())).Value!;
        await As(SecurityReviewer).SendAsync(new ConfirmRoleChange.Command(map.Waiting[0].Id, map.Version));

        await RunWorkAsync();

        Out.Mails.Select(m => m.Notices[0].Kind).ShouldBe(["role-map-change-proposed", "role-map-changed"], ignoreOrder: true);
        (await ToldAsync(SecurityReviewer)).ShouldBe([(NoticeKind.RoleMapChangeProposed, 1), (NoticeKind.RoleMapChanged, 1)], ignoreOrder: true);
        (await ToldAsync(Responder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Channel_IsToldBySeverityAndOrgGroup()
    {
        var groups = await ReadAsync(db => db.OrgGroups.ToDictionaryAsync(g => g.Name, g => g.Id));
        await MailChannelAsync("All", Severity.Critical);
        await MailChannelAsync("EMEA", Severity.Low, groups["EMEA"]);
        await MailChannelAsync("AMER", Severity.Low, groups["AMER"]);
        var org = await GivenAsync(An.Org().InGroup("EMEA"));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(org)), await GivenAsync(An.Authorization().In(org)));

        await RunWorkAsync();

        var rows = (await As(PortalAdmin).SendAsync(new ListDeliveries.Query(null, false, 0, 50))).Value!.Rows;
        rows.Select(r => (r.Channel, r.Kind)).ShouldBe(
            [("All", NoticeKind.IncidentDeclared), ("EMEA", NoticeKind.IncidentDeclared), ("EMEA", NoticeKind.IncidentContained)], ignoreOrder: true);
        Out.Mails.SelectMany(m => m.Notices).ShouldAllBe(n => n.Count == 2 && n.Counted == "2 targets");
    }

    [Fact]
    public async Task Connection_WhenItNeedsAReconnect_IsToldOnce()
    {
        var org = await GivenAsync(An.Org().InGroup("EMEA"));

        await As(System).SendAsync(new FailConnection.Command(org.Connection.Id, "The org refused the credential.", End: false));
        await As(System).SendAsync(new FailConnection.Command(org.Connection.Id, "The org refused the credential.", End: false));

        (await ToldAsync(Scoped(Role.OrgAdmin))).ShouldBe([(NoticeKind.ReconnectNeeded, 1)]);
        (await InboxAsync(OrgAdmin)).Rows[0].Link.ShouldBe($"/orgs/{org.Connection.Id.Value:D}");
        (await ToldAsync(Scoped(Role.OrgAdmin, "AMER"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Act_WhenNothingCanBeSent_Stands()
    {
        await MailChannelAsync();
        Out.Refusal = Problem.RemoteUnavailable("notice.unreachable", "No connection.");
        var row = await GivenAsync(An.Authorization());

        await RevokeAsync(Responder, row);
        await RunWorkAsync();

        (await ReadAsync(db => db.Authorizations.SingleAsync())).GoneAt.ShouldNotBeNull();
        (await ToldAsync(Auditor)).ShouldContain((NoticeKind.IncidentContained, 1));
    }

    [Fact]
    public async Task MarkRead_IsForTheReaderAlone_AndRefusesWhatTheyAreNotTold()
    {
        var org = await GivenAsync(An.Org().InGroup("AMER"));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(org)));
        var row = (await InboxAsync(Auditor)).Rows.ShouldHaveSingleItem();

        (await As(Scoped(Role.Auditor)).SendAsync(new MarkRead.Command(row.Id))).Problem.ShouldBe(ChannelProblems.NoticeNotFound);
        (await As(Auditor).SendAsync(new MarkRead.Command(row.Id))).Value!.Marked.ShouldBe(1);
        (await As(Auditor).SendAsync(new MarkRead.Command(null))).Value!.Marked.ShouldBe(0);

        ((await InboxAsync(Auditor)).Unread, (await InboxAsync(OrgAdmin)).Unread).ShouldBe((0, 1));
        (await As(System).SendAsync(new MarkRead.Command(null))).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Digest_GoesOutOnceADay_WithWhatIsUnreadAndMayBeTold()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        var (reader, never) = (await PersonAsync(Role.Auditor, "EMEA"), await PersonAsync(Role.Auditor, name: "Never"));
        await As(never).SendAsync(new ChooseMail.Command(MailPace.Never));
        await RevokeAsync(Responder, await GivenAsync(An.Authorization().In(mine)), await GivenAsync(An.Authorization().In(other)));

        Clock.Advance(TimeSpan.FromMinutes(1));
        await DayAsync();
        await DayAsync();

        var mail = Out.Mails.ShouldHaveSingleItem();
        (mail.To, mail.Subject).ShouldBe(("ines@example.com", "1 unread notice"));
        mail.Notices.Select(n => (n.Kind, n.Count)).ShouldBe([("incident-declared", 1)]);
        // What came of it since, and not again what was told.
        Clock.Advance(TimeSpan.FromDays(1));
        await DayAsync();
        Out.Mails.Last().Notices.Select(n => (n.Kind, n.Count)).ShouldBe([("incident-contained", 1)]);
        Clock.Advance(TimeSpan.FromDays(1));
        await DayAsync();
        Out.Mails.Count.ShouldBe(2, "there is nothing new");
        (await InboxAsync(reader)).Mail.ShouldBe(MailPace.Daily);
    }

    [Fact]
    public async Task Inbox_OfSomebodyNew_ShowsWhatCameBeforeAsRead()
    {
        await RevokeAsync(Responder, await GivenAsync(An.Authorization()));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await PersonAsync(Role.Auditor, name: "Late");

        var page = await InboxAsync(late);

        (page.Rows.ShouldHaveSingleItem().IsRead, page.Unread).ShouldBe((true, 0));
    }

    [Fact]
    public async Task Reminders_AreToldOnceADay_CountedByOrgGroup()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        foreach (var (org, name) in new[] { (mine, "One"), (mine, "Two"), (other, "Three") }) await Access.Certificates.PutAsync(Portal, org, name);
        while (Clock.Now < MailChoice.DayOf(Clock.Now)) Clock.Advance(TimeSpan.FromHours(1));
        var near = await ReadAsync(db => db.Items.CountAsync(i => i.EndsAt != null && i.EndsAt < Clock.Now.AddDays(90)));
        near.ShouldBeGreaterThan(0);

        (await As(System).SendAsync(new TellReminders.Command())).Value!.Told.ShouldBe(near);
        (await As(System).SendAsync(new CountDueReminders.Query())).Value.ShouldBe(0);
        (await As(System).SendAsync(new TellReminders.Command())).Value!.Told.ShouldBe(0);

        var told = (await InboxAsync(OrgAdmin)).Rows.ShouldHaveSingleItem();
        (told.Kind, told.Count, told.Link).ShouldBe((NoticeKind.CertificateReminder, near, "/certificates"));
        (await ToldAsync(Scoped(Role.OrgAdmin))).Single().Count.ShouldBeLessThan(near);
        (await ToldAsync(Responder)).ShouldBeEmpty();
    }

    private static PersonId IdOf(Actor actor) => new(Guid.Parse(actor.Id["person:".Length..]));

    private async Task DayAsync()
    {
        while (Clock.Now < MailChoice.DayOf(Clock.Now)) Clock.Advance(TimeSpan.FromHours(1));
        var due = (await As(System).SendAsync(new ListDueDigests.Query())).Value!;
        if (due.Count > 0) (await As(System).SendAsync(new ScheduleDigests.Command(due))).Ok.ShouldBeTrue();
        await RunWorkAsync();
    }
}
