using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;
using Governance.Domain.Notifications;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Tests.Requests;

/// <summary>What the portal itself does for approved requests: once, to an end that was seen, and never more than was agreed to.</summary>
public sealed class CarryOutTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "The ledger team needs it for the close";

    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Grant_IsGivenUntilTheDayAgreed_Proven_AndTakenBack()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var id = await FileAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        (await DetailAsync(id)).View.Errand!.State.ShouldBeNull();
        (await DetailAsync(id)).View.Steps.ShouldBeEmpty();
        await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), id, until: Today.AddDays(5));
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.CarryingOut);

        await RunWorkAsync();

        var end = new DateTimeOffset(Today.AddDays(6).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var gift = org.Fake.Gifts.ShouldHaveSingleItem();
        gift.Value.ShouldBe(new("Ledger_Read", "ana@core.example", end));
        var done = await DetailAsync(id);
        (done.Head.State, done.View.Errand!.State, done.View.Errand.EndsAt).ShouldBe((RequestState.Done, ErrandState.Done, end));
        done.View.Errand.ProvenAt.ShouldNotBeNull();
        (await NoticesAsync(OrgAdmin)).ShouldContain(NoticeKind.RequestCameOn);
        (await NoticesAsync(SecurityReviewer)).ShouldNotContain(NoticeKind.RequestCameOn);

        Clock.Advance(end - Clock.Now - TimeSpan.FromMinutes(1));
        await RunWorkAsync();
        org.Fake.Gifts.ShouldNotBeEmpty();
        Clock.Advance(TimeSpan.FromMinutes(2));
        await RunWorkAsync();

        org.Fake.Gifts.ShouldBeEmpty();
        (await DetailAsync(id)).View.Errand!.ShouldSatisfyAllConditions(e => e.State.ShouldBe(ErrandState.Ended), e => e.EndedAt.ShouldNotBeNull());
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
        org.Fake.Calls(OrgCall.Give).ShouldBe(1);
        Orgs.OpenSessions.ShouldBe(0);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Grant_WhenTheOrgLies_Fails_AndNeverReadsAsDone()
    {
        var org = await GivenAsync(An.Org("Core"));
        org.Fake.ForgetsGifts = true;

        var id = await ApprovedAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));

        var detail = await DetailAsync(id);
        (detail.Head.State, detail.View.Errand!.State, detail.View.Errand.ProvenAt).ShouldBe((RequestState.Failed, ErrandState.Failed, null));
    }

    [Fact]
    public async Task Grant_WhenTheOrgRefuses_OrTheReadCannotTell_IsAPersons()
    {
        var org = await GivenAsync(An.Org("Core"));
        org.Fake.Refusals[OrgCall.Give] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: Assign Permission Sets");
        var refused = await ApprovedAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        org.Fake.Refusals.Clear();
        org.Fake.Refusals[OrgCall.CheckActs] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: View Setup");
        var unseen = await ApprovedAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org, "bo@core.example"));

        var detail = await DetailAsync(refused, OrgAdmin);
        (detail.Head.State, detail.View.Errand!.Said, detail.MayTick, detail.View.Steps.Count).ShouldBe((RequestState.WaitingForPerson, "insufficient permission: Assign Permission Sets", true, 2));
        (await DetailAsync(unseen)).View.Errand!.Said.ShouldBe("The org accepted it, and the fresh read could not tell: insufficient permission: View Setup");
        foreach (var step in new[] { 0, 1 }) (await As(OrgAdmin).SendAsync(new TickStep.Command(refused, step, "Did it by hand in Setup."))).Problem.ShouldBeNull();
        (await DetailAsync(refused)).Head.State.ShouldBe(RequestState.Done);
    }

    [Fact]
    public async Task Grant_WhenTheOrgIsDown_IsTriedAgain_AndGivenOnce()
    {
        var org = await GivenAsync(An.Org("Core"));
        org.Fake.Refusals[OrgCall.Give] = Problem.RemoteUnavailable("org.unreachable", "No answer.");
        var id = await ApprovedAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.CarryingOut);
        // What was given is not known any more when the process ends between the read and its record.
        org.Fake.Refusals.Clear();
        org.Fake.Refusals[OrgCall.CheckActs] = Problem.RemoteUnavailable("org.unreachable", "No answer.");
        Clock.Advance(TimeSpan.FromSeconds(10));
        await RunWorkAsync();
        (await DetailAsync(id)).View.Errand!.State.ShouldBe(ErrandState.UnderWay, "accepted is not seen");
        org.Fake.Refusals.Clear();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RunWorkAsync();

        org.Fake.Gifts.Count.ShouldBe(1);
        (await DetailAsync(id)).View.Errand!.State.ShouldBe(ErrandState.Done);
    }

    [Fact]
    public async Task Grant_ThatCannotBeTakenBack_IsSaidSo_AndWaitsForAPerson()
    {
        var org = await GivenAsync(An.Org("Core"));
        var id = await ApprovedAsync(OrgAdmin, RequestKind.PermissionSetGrant, Grant(org));
        var assignment = org.Fake.Gifts.Keys.Single();
        org.Fake.KeptActs[(Domain.Incidents.TargetKind.Assignment, assignment)] = true;

        Clock.Advance(TimeSpan.FromDays(62));
        await RunWorkAsync();

        var detail = await DetailAsync(id, OrgAdmin);
        (detail.Head.State, detail.View.Errand!.State, detail.View.Errand.EndedAt).ShouldBe((RequestState.WaitingForPerson, ErrandState.NotEnded, null));
        detail.View.Steps.ShouldHaveSingleItem().Does.ShouldContain("its last day has passed");
        (await As(OrgAdmin).SendAsync(new TickStep.Command(id, 0, "Took it away in Setup by hand."))).Problem.ShouldBeNull();
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
    }

    [Theory]
    [InlineData(RequestKind.AppLinkConnection)]
    [InlineData(RequestKind.AppLinkAuthorization)]
    public async Task AppLink_IsAskedOnce_SignedInForByTheAskerAlone_AndFollowedToItsEnd(RequestKind kind)
    {
        var (org, addon) = await EstateAsync();
        var id = await ApprovedAsync(OrgAdmin, kind, Record(org, addon));

        Portal.Heroku.Wishes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.Name.ShouldBe("ledger_new"), w => w.LoginOrigin.ShouldBe(new Uri(org.Org.Host)));
        var waiting = await DetailAsync(id, OrgAdmin);
        (waiting.Head.State, waiting.View.Errand!.State, waiting.View.Steps.Count).ShouldBe((RequestState.WaitingForPerson, ErrandState.WaitsForSignIn, 0));
        (await NoticesAsync(OrgAdmin)).ShouldContain(NoticeKind.RequestCameOn);
        foreach (var other in new[] { SecurityReviewer, Responder, Scoped(Role.OrgAdmin) })
        {
            (await As(other).SendAsync(new OpenSignIn.Command(id))).Problem.ShouldNotBeNull();
            (await As(other).SendAsync(new GetSignIn.Query(id))).Problem.ShouldNotBeNull();
        }
        (await As(OrgAdmin).SendAsync(new OpenSignIn.Command(id))).Problem.ShouldBeNull();
        (await Audit.LastAsync()).ShouldBe("request.sign-in-opened", by: OrgAdmin, on: id.Value);
        (await As(OrgAdmin).SendAsync(new GetSignIn.Query(id))).Value!.Host.ShouldBe("login.salesforce.com");

        await LookAgainAsync();
        (await DetailAsync(id)).View.Errand!.State.ShouldBe(ErrandState.WaitsForSignIn);
        SignIn(org.Org.SalesforceKey, "integration@core.example");
        await LookAgainAsync();

        var done = await DetailAsync(id);
        (done.Head.State, done.View.Errand!.State).ShouldBe((RequestState.Done, ErrandState.Done));
        Portal.Heroku.Wishes.Count.ShouldBe(1);
        Portal.Heroku.Removals.ShouldBeEmpty();
        (await ReadAsync(db => db.AppLinkRecords.AnyAsync(r => r.Name == "ledger_new" && r.Status == AppLinkStatus.Active))).ShouldBeTrue();
        (await As(OrgAdmin).SendAsync(new GetSignIn.Query(id))).Problem.ShouldBe(RequestProblems.NoSignIn);
        Portal.Logs.Text.ShouldNotContain("oauth2/authorize");
    }

    [Theory]
    [InlineData("00Dzz0000000009", "integration@core.example", "connected to another org")]
    [InlineData(null, "admin@core.example", "signed in as admin@core.example")]
    public async Task AppLink_WhenItEndsElsewhere_OrAsSomebodyElse_IsRemovedAgain(string? orgKey, string user, string words)
    {
        var (org, addon) = await EstateAsync();
        var id = await ApprovedAsync(OrgAdmin, RequestKind.AppLinkAuthorization, Record(org, addon));

        SignIn(orgKey ?? org.Org.SalesforceKey, user);
        Portal.Heroku.ReadsUntilGone = 0;
        await LookAgainAsync();

        var detail = await DetailAsync(id);
        detail.Head.State.ShouldBe(RequestState.Failed);
        detail.View.Errand!.Said.ShouldContain(words);
        detail.View.Errand.Said.ShouldEndWith("It is removed again.");
        Portal.Heroku.Removals.ShouldHaveSingleItem();
        Portal.Heroku.Addons.Single(a => a.Name == addon).Rows.Values.ShouldNotContain(r => r.Name == "ledger_new");
    }

    [Fact]
    public async Task AppLink_WhenNobodySignsIn_OrSomebodyGivesUp_LeavesNothingBehind()
    {
        var (org, addon) = await EstateAsync();
        Portal.Heroku.ReadsUntilGone = 0;
        var late = await ApprovedAsync(OrgAdmin, RequestKind.AppLinkAuthorization, Record(org, addon));
        Clock.Advance(AppLinkErrand.SignInWithin + TimeSpan.FromMinutes(1));
        await RunWorkAsync();
        var givenUp = await ApprovedAsync(OrgAdmin, RequestKind.AppLinkAuthorization, Record(org, addon));
        (await As(OrgAdmin).SendAsync(new FailRequest.Command(givenUp, "Nobody here has that password."))).Problem.ShouldBeNull();
        // The sign-in came all the same, a moment later.
        SignIn(org.Org.SalesforceKey, "integration@core.example");
        await LookAgainAsync();

        (await DetailAsync(late)).View.Errand!.Said.ShouldBe("Nobody signed in within 60 minutes. It is removed again.");
        (await DetailAsync(givenUp)).View.Errand!.Said.ShouldBe("Whoever was to sign in gave up. It is removed again.");
        (await DetailAsync(givenUp)).Head.State.ShouldBe(RequestState.Failed);
        Portal.Heroku.Addons.Single(a => a.Name == addon).Rows.Values.ShouldNotContain(r => r.Name == "ledger_new");
    }

    [Fact]
    public async Task AppLink_WhenTheProcessEndsAfterAsking_FindsItsOwnRecord()
    {
        var (org, addon) = await EstateAsync();
        var id = await FileAsync(OrgAdmin, RequestKind.AppLinkConnection, Record(org, addon));
        await Portal.ApproveAsync(id);
        // As left behind: asked, made, and no answer was written down.
        await Portal.WriteAsync(db => db.RequestErrands.Single().Take(new ErrandStep(ErrandState.UnderWay), Clock.Now));
        var left = new AppLinkRow(AppLinkKind.Connection, "bbbbbbbb-0000-4000-8000-0000000000aa", "ledger_new", null, false, null, null, "connecting", "OAuth", null, Clock.Now, "platform@acme.example", null, null, null);
        Portal.Heroku.Addons.Single(a => a.Name == addon).Rows[left.Key] = left;

        await RunWorkAsync();

        (await ReadAsync(db => db.RequestErrands.SingleAsync())).RemoteKey.ShouldBe(left.Key);
        Portal.Heroku.Addons.Single(a => a.Name == addon).Rows.Values.Count(r => r.Name == "ledger_new").ShouldBe(1);
    }

    [Fact]
    public async Task AppLink_WhenTheNameIsTaken_Fails_AndTheAddonIsLeftAlone()
    {
        var (org, addon) = await EstateAsync();
        var id = await ApprovedAsync(OrgAdmin, RequestKind.AppLinkAuthorization, Record(org, addon, "quote_bot"));

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Failed);
        Portal.Heroku.Removals.ShouldBeEmpty();
    }

    [Fact]
    public async Task AppPolicy_IsDeployedAndReadBack_AndHowItWasIsKeptBefore()
    {
        var org = await GivenAsync(An.Org("Core"));
        var id = await FileAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.Pkce));
        await Portal.ApproveAsync(id);
        var deploy = org.Fake.PauseAt(OrgCall.SetPolicy);

        var work = RunWorkAsync();
        await deploy.ReachedAsync();
        var kept = await ReadAsync(db => db.RequestErrands.Select(e => e.Former).SingleAsync());
        deploy.Release();
        await work;

        var done = await DetailAsync(id);
        (done.Head.State, done.View.Errand!.State).ShouldBe((RequestState.Done, ErrandState.Done));
        kept.ShouldBe("{\"was\":\"False\"}", "written down before it changed");
        org.Fake.Policies.Keys.ShouldHaveSingleItem().ShouldBe(new AppPolicyWish("Ledger_Sync", false, AppPolicySetting.Pkce));
    }

    [Fact]
    public async Task AppPolicy_WhenTheOrgLies_Fails_AndWhatNoFileSaysIsAPersons()
    {
        var org = await GivenAsync(An.Org("Core"));
        org.Fake.KeepsPolicies = true;
        var lied = await ApprovedAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.Rotation));
        var secret = await ApprovedAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "eca", AppPolicySetting.Pkce));

        (await DetailAsync(lied)).View.Errand!.Said.ShouldBe("The org accepted it, and a fresh retrieve does not show it.");
        (await DetailAsync(lied)).Head.State.ShouldBe(RequestState.Failed);
        var byPerson = await DetailAsync(secret);
        (byPerson.Head.State, byPerson.View.Errand, byPerson.View.Steps.Count).ShouldBe((RequestState.WaitingForPerson, null, 2));
        byPerson.View.Steps[0].Does.ShouldContain("PKCE is required");
    }

    [Fact]
    public async Task AppPolicy_GoesBackToWhatItWas_ByADecisionOfItsOwn()
    {
        var org = await GivenAsync(An.Org("Core"));
        var set = await DetailAsync(await ApprovedAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.Pkce)));
        set.View.Errand!.CanGoBack.ShouldBeTrue();

        var back = await ApprovedAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.AsBefore, before: set.Head.Name));

        var done = await DetailAsync(back);
        (done.Head.Risk, done.Head.State, done.View.Errand!.State, done.View.Errand.CanGoBack).ShouldBe((Severity.High, RequestState.Done, ErrandState.Done, false));
        org.Fake.Policies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("REQ-0099", "Ledger_Sync")]
    [InlineData("Ledger", "Ledger_Sync")]
    [InlineData("REQ-0001", "Other_App")]
    public async Task AppPolicy_WithoutAnEarlierRequestOfTheSameApp_IsNotAskedBack(string before, string app)
    {
        var org = await GivenAsync(An.Org("Core"));
        (await DetailAsync(await ApprovedAsync(OrgAdmin, RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.Pkce)))).Head.Name.ShouldBe("REQ-0001");

        var refused = await As(OrgAdmin).SendAsync(new FileRequest.Command(
            RequestKind.AppPolicy, ErrandForms.Policy(org, "connectedApp", AppPolicySetting.AsBefore, app, before), "It broke the nightly sync of the ledger", null));

        refused.Problem!.Fields.ShouldNotBeNull().Keys.ShouldBe([RequestForms.Before]);
    }

    [Fact]
    public async Task Renewal_WritesTheDayOnTheCard()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var integration = await Access.Integrations.PutAsync(Portal, org, "Ledger", "Ledger Sync");

        var id = await ApprovedAsync(OrgAdmin, RequestKind.Renewal,
            [new(RequestForms.Integration, integration.Value.ToString("D")), new(RequestForms.Used, "yes"), new(RequestContent.UntilName, ErrandForms.Day(Today.AddDays(90)))]);

        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
        (await ReadAsync(db => db.Integrations.SingleAsync(i => i.Id == integration))).Facts().ReviewAt.ShouldBe(new DateTimeOffset(Today.AddDays(90).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
    }

    private async Task<(ConnectedOrg Org, string Addon)> EstateAsync()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await GivenAsync(new HerokuBuilder("Acme").Into(org));
        return (org, "applink-flat-1");
    }

    private void SignIn(string orgKey, string user)
    {
        var addon = Portal.Heroku.Addons.Single(a => a.Name == "applink-flat-1");
        var row = addon.Rows.Values.Single(r => r.Name == "ledger_new");
        addon.Rows[row.Key] = row with { OrgKey = orgKey, Username = user, Status = row.Kind == AppLinkKind.Connection ? "connected" : "authorized" };
    }

    private Task<int> LookAgainAsync()
    {
        Clock.Advance(TimeSpan.FromSeconds(31));
        return RunWorkAsync();
    }

    private FieldValue[] Grant(ConnectedOrg org, string user = "ana@core.example") => ErrandForms.Grant(org, user, Today.AddDays(60));

    private static FieldValue[] Record(ConnectedOrg org, string addon, string name = "ledger_new") => ErrandForms.Record(org, addon, name);

    private async Task<RequestId> FileAsync(Actor by, RequestKind kind, FieldValue[] fields)
    {
        var filed = await As(by).SendAsync(new FileRequest.Command(kind, fields, Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    private async Task<RequestId> ApprovedAsync(Actor by, RequestKind kind, FieldValue[] fields)
    {
        var id = await FileAsync(by, kind, fields);
        await Portal.ApproveAsync(id);
        await RunWorkAsync();
        return id;
    }

    private async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;

    private async Task<IReadOnlyList<NoticeKind>> NoticesAsync(Actor actor) =>
        [.. (await As(actor).SendAsync(new ListInbox.Query(0, 50))).Value!.Rows.Select(n => n.Kind)];
}
