using Governance.Application.Incidents;
using Governance.Application.Notifications;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>What was cut off comes back by its passport: with less, or the same, after others agreed.</summary>
public sealed class ReturnTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Passport_HoldsWhatIsNeededToComeBack_AndNoHandle()
    {
        var world = await (await WorldAsync()).CutAsync();

        var row = await world.PassportAsync();
        var content = row.Content!;
        (content.App, content.ApplicationId, row.Refusal, row.ExpiresAt).ShouldBe(("Ledger Sync", ReturnWorld.App, null, Clock.Now.AddDays(90)), "signed, and for 90 days from the declaration");
        content.Rights.Users.Select(u => u.Name).ShouldBe(["bot@example.com", "person@example.com"], ignoreOrder: true);
        content.Rights.Scopes.ShouldBe(["api", "refresh_token"]);
        content.Rights.Sets.ShouldBe([new PassportSet("0PS000000000001", "Ledger")]);
        content.Rights.Ranges.ShouldBe([new AddressRange("10.0.0.0", "10.0.255.255")]);
        var text = await ReadAsync(db => db.Passports.Select(p => p.Text).SingleAsync());
        text.ShouldNotContain(world.Bot.RowKey);
        (await ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "incident.passports-kept"))).ShouldBe(1);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Passport_IsMadeBeforeAnythingIsCut_AndOnce()
    {
        var world = await WorldAsync();
        var pause = world.Org.Fake.PauseAt(OrgCall.Revoke);
        var cutting = world.CutAsync();
        await pause.ReachedAsync();
        (await ReadAsync(db => db.Passports.CountAsync())).ShouldBe(1, "kept before the first grant is revoked");
        pause.Release();
        await cutting;
        (await ReadAsync(db => db.Passports.CountAsync())).ShouldBe(1);
        (await ReadAsync(db => db.AuditEntries.OrderBy(e => e.Seq).Where(e => e.Action == "incident.passports-kept" || e.Action == "incident.batch-started").Select(e => e.Action).FirstAsync()))
            .ShouldBe("incident.passports-kept");
    }

    [Fact]
    public async Task Threat_T58_Passport_CannotWiden()
    {
        var world = await (await WorldAsync()).CutAsync();
        // Refused while the incident is open: contained, and not reviewed.
        (await world.AskAsync()).Problem!.Code.ShouldBe(ReturnProblems.StillOpen.Code);
        await world.ReviewAsync();

        // Each part may shrink, and no trick of case, order or spelling adds to one.
        async Task WiderAsync(Func<PassportRights, PassportRights> change, string what) => (await world.AskAsync(change)).Problem!.ShouldSatisfyAllConditions(
            p => p.Code.ShouldBe("return.wider"), p => p.Message.ShouldContain(what));
        var bot = world.Bot.UserId;
        await WiderAsync(r => r with { Users = [.. r.Users, new PassportUser("005000000000zzz", "guest@example.com")] }, "user guest@example.com");
        await WiderAsync(r => r with { Users = [new PassportUser(string.Concat(bot.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))), "bot@example.com")] }, "user bot@example.com");
        await WiderAsync(r => r with { Scopes = ["refresh_token", "api", "full"] }, "scope full");
        await WiderAsync(r => r with { Scopes = ["API"] }, "scope API");
        await WiderAsync(r => r with { Scopes = null }, "scopes that");
        await WiderAsync(r => r with { Sets = [.. r.Sets, new PassportSet("0PS000000000009", "Ledger")] }, "permission set Ledger");
        await WiderAsync(r => r with { Ranges = [new AddressRange("10.0.0.0", "10.1.0.0")] }, "addresses 10.0.0.0 to 10.1.0.0");
        await WiderAsync(r => r with { Ranges = [] }, "any address");
        await WiderAsync(r => r with { Ranges = null }, "addresses that");
        (await world.AskAsync(r => r with { Users = [] })).Problem!.Code.ShouldBe(ReturnProblems.NoUser.Code);
        (await ReadAsync(db => db.Requests.CountAsync(r => r.Kind == RequestKind.ReturnToService))).ShouldBe(0);
        var passport = await world.PassportAsync();
        (await As(SecurityReviewer).SendAsync(new FileReturn.Command(world.Incident, passport.Id, passport.Content!.Rights, ReturnWorld.Reason))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        // Less, in another order and twice over: filed, with a risk that says why, and by nobody alone.
        var filed = (await world.AskAsync(r => r with { Users = [r.Users.Single(u => u.Id == bot)], Scopes = ["api", "api"], Ranges = [new AddressRange("10.0.9.0", "10.0.9.9")] })).Value!;
        (await world.AskAsync()).Problem!.Code.ShouldBe(RequestProblems.Exists.Code, "one at a time");
        var detail = (await As(SecurityReviewer).SendAsync(new GetRequest.Query(filed.Id))).Value!;
        (detail.Risk.Level >= Severity.High).ShouldBeTrue();
        detail.Risk.Reasons.ShouldContain(r => r.Raises && r.Text.StartsWith("it was cut off in INC-", StringComparison.Ordinal));
        detail.Head.Needed.ShouldBeGreaterThanOrEqualTo(2);
        detail.View.Says.Single(s => s.Term == "Acts as").Value.ShouldBe("bot@example.com (1 of 2 before)");
        (await Portal.DecideAsync(Responder, filed.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden, "who asks never decides");
        await Portal.ApproveAsync(filed.Id);
        (await world.StateAsync(filed.Id)).ShouldBe(RequestState.WaitingForPerson);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("altered")]
    [InlineData("moved")]
    [InlineData("reopened")]
    [InlineData("terms")]
    public async Task Decide_WhenWhatItRestsOnIsNotSoAnyMore_IsRefused(string what)
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        // Towards the end of the passport, so that it ends before the request would.
        if (what == "expired") Clock.Advance(TimeSpan.FromDays(89.5));
        var id = (await world.AskAsync()).Value!.Id;
        var needed = await ReadAsync(async db => (await db.Requests.SingleAsync(r => r.Id == id)).Needed);
        for (var i = 1; i < needed; i++) (await Portal.DecideAsync(await Portal.ReviewerAsync($"Reviewer {i}"), id)).Problem.ShouldBeNull();

        await BreakAsync(world, id, what);

        var refused = (await Portal.DecideAsync(await Portal.ReviewerAsync("The last"), id)).Problem!.Code;
        refused.ShouldBe(what switch
        {
            "expired" => RequestProblems.NotOpen.Code,
            "reopened" => ReturnProblems.StillOpen.Code,
            "terms" => RequestProblems.NotAudited.Code,
            _ => ReturnProblems.Altered.Code,
        });
        (await world.StateAsync(id)).ShouldNotBe(RequestState.WaitingForPerson);
    }

    [Theory]
    [InlineData("expired", "return.passport-expired")]
    [InlineData("altered", "return.passport-altered")]
    [InlineData("reopened", "return.incident-open")]
    [InlineData("terms", "request.not-audited")]
    public async Task CarryOut_WhenWhatItRestsOnIsNotSoAnyMore_GivesNothingBack(string what, string code)
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        var id = await world.ApprovedAsync();

        await BreakAsync(world, id, what);

        (await world.TickAsync(id, 0)).Problem!.Code.ShouldBe(code);
        if (what != "reopened") (await world.UndoAsync(TargetKind.AppSwitch)).Problem!.Code.ShouldBe(ReturnProblems.NeedsReturn.Code);
        await world.ConsentAsync(world.Bot);
        (await world.StateAsync(id)).ShouldBe(RequestState.WaitingForPerson);
        (await ReadAsync(db => db.Set<RequestNote>().CountAsync(n => n.RequestId == id))).ShouldBe(0);
    }

    [Fact]
    public async Task Undo_OfAClosedIncident_TakesAnApprovedReturnThatCoversIt()
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        (await world.UndoAsync(TargetKind.AppSwitch)).Problem!.Code.ShouldBe(ReturnProblems.NeedsReturn.Code);
        var id = (await world.AskAsync(r => r with { Users = [r.Users.Single(u => u.Id == world.Person.UserId)], Sets = [] })).Value!.Id;
        (await world.UndoAsync(TargetKind.AppSwitch)).Problem!.Code.ShouldBe(ReturnProblems.NeedsReturn.Code, "asked for is not agreed");
        (await OffersAsync(TargetKind.AppSwitch)).ShouldBe((false, true), "the receipt offers nothing that would be refused");
        await Portal.ApproveAsync(id);
        (await OffersAsync(TargetKind.AppSwitch)).ShouldBe((true, false));
        (await OffersAsync(TargetKind.UserFreeze)).ShouldBe((false, true));

        (await world.UndoAsync(TargetKind.UserFreeze)).Problem!.Code.ShouldBe(ReturnProblems.NeedsReturn.Code, "that user was not agreed on");
        (await world.UndoAsync(TargetKind.Preauthorization)).Problem!.Code.ShouldBe(ReturnProblems.NeedsReturn.Code, "nor was that permission set");
        (await world.UndoAsync(TargetKind.AppSwitch)).Problem.ShouldBeNull();
        await RunWorkAsync();
        world.Org.Fake.Acts.ShouldNotContain(a => a.Kind == TargetKind.AppSwitch);
        (await Audit.LastAsync("incident.undo-requested")).Request.ShouldStartWith("REQ-");

        async Task<(bool, bool)> OffersAsync(TargetKind kind) => await world.ReceiptAsync(kind) is var receipt ? (receipt.CanUndo, receipt.NeedsReturn) : default;
    }

    [Fact]
    public async Task Undo_WhenAnApprovalIsNotInTheAudit_IsRefused()
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        var id = await world.ApprovedAsync();
        await WriteAsync(db => db.People.RemoveRange(db.People.Where(p => p.Name.StartsWith("Reviewer "))));
        (await world.UndoAsync(TargetKind.AppSwitch)).Problem!.Code.ShouldBe(RequestProblems.NotAudited.Code);
        (await world.StateAsync(id)).ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task Verified_ByItself_WhenASyncShowsExactlyWhatWasAgreedOn()
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        var id = await world.ApprovedAsync(r => r with { Users = [r.Users.Single(u => u.Id == world.Bot.UserId)] });
        (await world.TickAsync(id, ReturnKind.Verified)).Problem!.Code.ShouldBe(RequestProblems.ByItself.Code);
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, ReturnKind.Verified, "I have seen it myself"))).Problem!.Code.ShouldBe(RequestProblems.ByItself.Code);

        await world.ConsentAsync(world.Bot);
        (await world.StateAsync(id)).ShouldBe(RequestState.WaitingForPerson, "the secret is not made yet");
        await world.TickAllAsync(id);

        (await world.StateAsync(id)).ShouldBe(RequestState.Done);
        var notes = (await As(Auditor).SendAsync(new GetRequest.Query(id))).Value!.Notes;
        notes.Single(n => n.Step == ReturnKind.Verified).Person.ShouldBe("Portal (sync)");

        // What was agreed on is no return to life, at whatever later proof.
        Clock.Advance(TimeSpan.FromHours(73));
        await RunWorkAsync();
        (await As(Auditor).SendAsync(new GetIncident.Query(world.Incident))).Value!.State.ShouldBe(IncidentState.Closed);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Verified_NotBeforeTheyConsentedAnew_NorByAGrantFromBefore()
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        await world.ConsentAsync(world.Bot, "before-anybody-agreed");
        var id = await world.ApprovedAsync();
        await world.TickAllAsync(id);
        await world.SyncAsync();
        (await world.StateAsync(id)).ShouldBe(RequestState.WaitingForPerson);
        await world.ConsentAsync(world.Bot);
        (await world.StateAsync(id)).ShouldBe(RequestState.Done);
    }

    [Theory]
    [InlineData("user", "user person@example.com")]
    [InlineData("renamed", "user bot@example.com")]
    [InlineData("scope", "scope full")]
    [InlineData("addresses", "addresses 0.0.0.0 to 255.255.255.255")]
    [InlineData("set", "permission set")]
    [InlineData("open", "users who authorize it themselves")]
    public async Task Verified_WhenMoreCameBackThanWasAgreedOn_StaysOpenAndTellsOnce(string what, string says)
    {
        var world = await (await (await WorldAsync()).CutAsync()).ReviewAsync();
        var id = await world.ApprovedAsync(r => r with { Users = [r.Users.Single(u => u.Id == world.Bot.UserId)] });
        await world.TickAllAsync(id);
        var policy = ReturnWorld.Policy(["api", "refresh_token"]);
        if (what == "scope") world.Put(ItemKind.AppPolicy, "ECA:Ledger_Sync", "Ledger Sync", ReturnWorld.Policy(["api", "full"]));
        if (what == "addresses") world.Put(ItemKind.AppPolicy, "ECA:Ledger_Sync", "Ledger Sync", ReturnWorld.Policy(["api"], new AddressRange("0.0.0.0", "255.255.255.255")));
        if (what == "open") world.Put(ItemKind.AppPolicy, "ECA:Ledger_Sync", "Ledger Sync", policy with { PermittedUsers = PermittedUsers.SelfAuthorized });
        if (what == "set") world.Put(ItemKind.Access, "0J0000000000002", "", new AccessFacts { PermissionSetId = "0PS000000000002", EntityId = ReturnWorld.App, EntityType = "ConnectedApplication" });
        if (what == "user") await world.ConsentAsync(world.Person, "another-user");
        // Under the name of the one that was agreed on.
        if (what == "renamed") await world.ConsentAsync(world.Bot, "renamed", "005000000000zzz");

        await world.ConsentAsync(world.Bot);

        (await world.StateAsync(id)).ShouldBe(RequestState.WaitingForPerson);
        var step = (await As(Auditor).SendAsync(new GetRequest.Query(id))).Value!.View.Steps[ReturnKind.Verified];
        step.Does.ShouldContain(says);
        await world.SyncAsync();
        (await ReadAsync(db => db.Notices.CountAsync(n => n.Kind == NoticeKind.ReturnIsWider))).ShouldBe(1, "told once");
        (await As(Auditor).SendAsync(new ListInbox.Query(0, 20))).Value!.Rows.ShouldContain(n => n.Kind == NoticeKind.ReturnIsWider);
    }

    [Fact]
    public async Task Passport_OfAnotherGroup_IsAsIfItWereNot()
    {
        var world = await (await (await WorldAsync("AMER")).CutAsync()).ReviewAsync();
        var passport = await world.PassportAsync();
        var ask = new FileReturn.Command(world.Incident, passport.Id, passport.Content!.Rights, ReturnWorld.Reason);
        (await As(Scoped(Role.IncidentResponder)).SendAsync(ask)).Problem!.ShouldBe(IncidentProblems.NotFound);
        (await As(Scoped(Role.Auditor)).SendAsync(new GetPassports.Query(world.Incident))).Problem!.ShouldBe(IncidentProblems.NotFound);
        var id = (await world.AskAsync()).Value!.Id;
        (await As(Scoped(Role.Auditor)).SendAsync(new GetRequest.Query(id))).Problem!.ShouldBe(RequestProblems.NotFound);
        (await As(Scoped(Role.IncidentResponder, "AMER")).SendAsync(new GetRequest.Query(id))).Ok.ShouldBeTrue();
    }

    private async Task<ReturnWorld> WorldAsync(string group = "EMEA") => await new ReturnWorld(Portal).BuildAsync(group);

    private async Task BreakAsync(ReturnWorld world, RequestId id, string what)
    {
        switch (what)
        {
            case "expired":
                Clock.Advance(await ReadAsync(db => db.Requests.Where(r => r.Id == id).Select(r => r.State).SingleAsync()) == RequestState.WaitingForPerson ? TimeSpan.FromDays(91) : TimeSpan.FromDays(0.6));
                break;
            case "altered":
                await ReadAsync(db => db.Passports.ExecuteUpdateAsync(s => s.SetProperty(p => p.Text, p => p.Text.Replace("\"api\"", "\"full\""))));
                break;
            case "moved":
                await ReadAsync(db => db.Passports.ExecuteUpdateAsync(s => s.SetProperty(p => p.ExpiresAt, Clock.Now.AddYears(9))));
                break;
            case "terms":
                await ReadAsync(db => db.ReturnTerms.ExecuteUpdateAsync(s => s.SetProperty(t => t.Text, t => t.Text.Replace("bot@", "root@"))));
                break;
            default:
                // Somebody opened the door past the portal: a later proof finds it.
                world.Org.Fake.Acts.Clear();
                Clock.Advance(TimeSpan.FromMinutes(20));
                await RunWorkAsync();
                (await As(Auditor).SendAsync(new GetIncident.Query(world.Incident))).Value!.State.ShouldBe(IncidentState.Reopened);
                break;
        }
    }
}
