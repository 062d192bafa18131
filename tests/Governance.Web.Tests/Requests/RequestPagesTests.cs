using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Requests;
using Governance.Web.Tests.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Requests;

public sealed class RequestPagesTests : IncidentPageTest
{
    private const string Why = "Nobody uses these any more";

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task New_WhenAsked_FilesAndShowsTheRequest()
    {
        var grant = await GivenAsync(An.Authorization().UsedDaysAgo(90));
        SignIn(Role.OrgAdmin);
        var page = Show<RequestNew>($"/requests/new?id={grant.Id.Value}", ".confirm");
        Read(page.Find(".confirm")).ShouldContain("Nothing is revoked now. One person other than you must agree");
        Read(page.Find(".confirm")).ShouldContain("none used for 30 days");

        page.Find("textarea").Input(Why);
        await page.FindAll("button").Single(b => Read(b) == "Ask to revoke 1 authorization").ClickAsync(new());

        var request = await Portal.ReadAsync(db => db.Requests.SingleAsync());
        page.WaitForAssertion(() => Navigation.Uri.ShouldEndWith($"/requests/{request.Id.Value:D}"), Limit);
        (request.State, request.Reason).ShouldBe((RequestState.Submitted, Why));
    }

    [Fact]
    public void New_WhenNothingChosen_OffersWhatCanBeAskedFor()
    {
        SignIn(Role.OrgAdmin);

        var page = Show<RequestNew>("/requests/new", ".asks");

        page.FindAll(".asks a").Select(a => a.GetAttribute("href")).ShouldBe(
            ["/requests/new?kind=connect-org", "/requests/new?kind=connect-heroku", "/requests/new?kind=app-link-connection", "/requests/new?kind=app-link-authorization",
                "/requests/new?kind=app-link-publication", "/requests/new?kind=client-app", "/requests/new?kind=app-policy", "/requests/new?kind=permission-set-grant", "/requests/new?kind=renewal",
                "/authorizations", "/policies/findings"]);
    }

    [Theory]
    [InlineData("/requests/new?kind=waiver", "This is asked for elsewhere")]
    [InlineData("/requests/new?kind=nonsense", "can’t be “nonsense”")]
    public void New_OfWhatHasNoForm_SaysWhereItIsAskedFor(string address, string says)
    {
        SignIn(Role.OrgAdmin);

        Read(Show<RequestNew>(address, ".state").Find(".state")).ShouldContain(says);
    }

    [Fact]
    public async Task Wizard_TellsRiskBeforeItAsks_AndNamesWhatIsMissing()
    {
        var org = await GivenAsync(An.Org("Core"));
        SignIn(Role.OrgAdmin);
        var page = Show<RequestNew>("/requests/new?kind=permission-set-grant", "form.wizard");
        page.FindAll("select#ask-org option").Select(Read).ShouldBe(["Choose", "Core (production)"]);
        page.Find("#ask-org").Change(org.Org.Id.Value.ToString("D"));
        page.Find("#ask-permissionSet").Change("Ledger_Read");
        page.Find("#ask-until").Change(Portal.Clock.Now.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        page.Find("#ask-why").Input(Why);

        await page.Find("form.wizard").SubmitAsync();
        page.WaitForAssertion(() => Read(page.Find("#ask-user-h")).ShouldBe("Fill this in."), Limit);
        AngleSharp.Dom.IElement Ask() => page.FindAll("button").Single(b => Read(b) == "Ask");
        Ask().HasAttribute("disabled").ShouldBeTrue();
        page.Find("#ask-user").Change("ana@core.example");
        await page.Find("form.wizard").SubmitAsync();
        page.WaitForAssertion(() => Ask().HasAttribute("disabled").ShouldBeFalse(), Limit);
        Read(page.Find("[aria-labelledby=ask-risk-h]")).ShouldContain("the org showed no permission set of that name");
        Read(page.Find("[aria-labelledby=ask-risk-h]")).ShouldContain("one Security reviewer other than you");
        await Ask().ClickAsync(new());

        var request = await Portal.ReadAsync(db => db.Requests.SingleAsync());
        page.WaitForAssertion(() => Navigation.Uri.ShouldEndWith($"/requests/{request.Id.Value:D}"), Limit);
        (request.Kind, request.State, request.Title).ShouldBe((RequestKind.PermissionSetGrant, RequestState.Submitted, "Give Ledger_Read to ana@core.example"));
    }

    [Fact]
    public async Task Wizard_KeepsADraft_AndOpensItAgain()
    {
        SignIn(Role.OrgAdmin);
        var page = Show<RequestNew>("/requests/new?kind=connect-heroku", "form.wizard");
        page.Find("#ask-name").Change("Acme");
        await page.FindAll("button").Single(b => Read(b) == "Keep as draft").ClickAsync(new());
        page.WaitForAssertion(() => Read(page.Find("[role=status]")).ShouldContain("Nobody but you sees it"), Limit);
        var draft = await Portal.ReadAsync(db => db.Requests.IgnoreQueryFilters().SingleAsync());
        draft.State.ShouldBe(RequestState.Draft);

        Show<RequestsPage>("/requests?which=mine", "tr[data-row]").Find("tr[data-row] a").GetAttribute("href").ShouldBe($"/requests/new?draft={draft.Id.Value:D}");
        Show<RequestNew>($"/requests/new?draft={draft.Id.Value:D}", "form.wizard").Find("#ask-name").GetAttribute("value").ShouldBe("Acme");
    }

    [Fact]
    public async Task Review_OfWhatAPersonDoes_ShowsTheChecklist_AndTicksIt()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var id = await GrantAsync(org, "ana@core.example");
        await Portal.ApproveAsync(id);
        SignIn(Role.OrgAdmin);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".todo", id);
        Read(page.Find("[aria-labelledby=says-h]")).ShouldContain("ana@core.example");
        page.Find(".todo a").GetAttribute("rel").ShouldBe("noopener noreferrer");
        AngleSharp.Dom.IElement Tick() => page.FindAll("button").Single(b => Read(b) == "Tick step 1");
        Tick().HasAttribute("disabled").ShouldBeTrue();

        page.Find("#tick-0").Input("<b>Assigned</b> it in Setup");
        await Tick().ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".todo")).ShouldContain("OrgAdmin"), Limit);
        Read(page.Find(".todo")).ShouldContain("<b>Assigned</b> it in Setup");
        Read(page.Find("[aria-labelledby=steps-h]")).ShouldContain("1 of 2 done");
    }

    [Fact]
    public async Task Review_OfWhatThePortalDoes_FollowsIt_AndShowsTheAskerWhereToSignIn()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(new HerokuBuilder("Acme").Into(org));
        FieldValue[] fields = [new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Addon, "applink-flat-1"), new(RequestForms.Record, "ledger_new")];
        var id = (await Portal.SendAsync(Actors.OrgAdmin, new FileRequest.Command(RequestKind.AppLinkConnection, fields, "Quotes go to the ledger"))).Value!.Id;
        await Portal.ApproveAsync(id);
        await Portal.RunWorkAsync();
        SignIn(Role.OrgAdmin);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", "[aria-labelledby=errand-h] button", id);
        page.FindAll(".todo").ShouldBeEmpty();

        await page.FindAll("button").Single(b => Read(b) == "Show where to sign in").ClickAsync(new());

        page.WaitForAssertion(() => page.Find("[aria-labelledby=errand-h] a").GetAttribute("href").ShouldStartWith("https://login.salesforce.com/services/oauth2/authorize"), Limit);
        page.Find("[aria-labelledby=errand-h] a").GetAttribute("rel").ShouldBe("noopener noreferrer");
        var addon = Portal.Heroku.Addons.Single();
        var row = addon.Rows.Values.Single(r => r.Name == "ledger_new");
        addon.Rows[row.Key] = row with { OrgKey = org.Org.SalesforceKey, Status = "connected" };
        Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await Portal.RunWorkAsync();
        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=errand-h]")).ShouldContain("Done, and seen"), Limit);
    }

    [Fact]
    public async Task Review_TakesCommentsOfWhoeverSeesIt()
    {
        var id = await FileAsync();
        SignIn(Role.Auditor);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", "#note-text", id);

        page.Find("#note-text").Input("Who uses <i>it</i>?");
        await page.FindAll("button").Single(b => Read(b) == "Add comment").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=notes-h] .evs")).ShouldContain("Who uses <i>it</i>?"), Limit);
        page.FindAll("[data-key=a]").ShouldBeEmpty("an auditor decides nothing");
    }

    [Fact]
    public async Task Review_InStages_ShowsWhoDecidesNow_AndWhatIsStuck()
    {
        var policy = PolicyId.New();
        await Portal.WriteAsync(db =>
        {
            db.Policies.Add(new Policy(policy, new PolicyDocument("Approvals", "", [], new Dictionary<string, PolicyRule>())
            {
                Approvals = [new ApprovalRule([], null, null, [new ApprovalStage(ApproverKind.OrgGroup, null, 1), new ApprovalStage(ApproverKind.Unscoped, null, 2)])],
            }, false, null, Portal.Clock.Now));
            db.PolicyBindings.Add(new PolicyBinding(policy, null));
        });
        var id = await GrantAsync(await GivenAsync(An.Org("Core").InGroup("EMEA")), "ana@core.example");
        await Portal.RunWorkAsync();
        SignIn(Role.SecurityReviewer);

        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);

        var decisions = Read(page.Find("[aria-labelledby=hist-h]"));
        decisions.ShouldContain("Escalated");
        decisions.ShouldContain("The reviewers of EMEA");
        decisions.ShouldContain("a reviewer of all org groups may decide in their place");
        Read(page.Find(".decide")).ShouldContain("Stage 1 of 2, 0 of 1 agreed");
        Read(page.Find(".decide")).ShouldContain("You decide in place of the reviewers of EMEA, of whom too few are left. After yours two more people must agree.");
        Read(Show<RequestsPage>("/requests", "tr[data-row]").Find("tr[data-row]")).ShouldContain("0 of 3 agreed; waits for reviewers of its org group; escalated");
        await page.Find("[data-key=a]").ClickAsync(new());
        page.WaitForAssertion(() => Read(page.Find(".decide")).ShouldContain("Stage 2 of 2, 0 of 2 agreed"), Limit);
        Read(page.Find("[aria-labelledby=hist-h]")).ShouldContain("in place of the stage’s people");
    }

    [Fact]
    public async Task Amend_OfWhatIAskedFor_IsOfferedAndAsksAnew()
    {
        var id = await FileAsync();
        SignIn(Role.OrgAdmin);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);

        page.Find("#amend-why").Input("Nobody has used these for a year");
        await page.FindAll("button").Single(b => Read(b) == "Change request").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find("[role=status]:last-of-type")).ShouldContain("Those who decide are asked anew."), Limit);
        (await Portal.ReadAsync(db => db.Requests.SingleAsync())).ShouldSatisfyAllConditions(r => r.Reason.ShouldBe("Nobody has used these for a year"), r => r.Edits.ShouldBe(1));
    }

    [Fact]
    public async Task Review_HasKeysForWhoeverDecides()
    {
        var (older, newer) = (await FileAsync(), await GrantAsync(await GivenAsync(An.Org("Core")), "ana@core.example"));
        SignIn(Role.SecurityReviewer);

        var page = Show<RequestPage>($"/requests/{newer.Value:D}", ".decide", newer);

        Read(page.Find("[data-key=a]")).ShouldBe("Approve permission set grant");
        Read(page.Find("[data-key=r]")).ShouldBe("Reject request");
        page.Find("[data-key=j]").GetAttribute("href").ShouldBe($"/requests/{older.Value:D}");
        page.FindAll("[data-key=k]").ShouldBeEmpty("it is the newest");
        page.Find("#decide-until").GetAttribute("max").ShouldBe(Portal.Clock.Now.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task List_DecidesOnSeveral_OneByOne()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var (first, second) = (await GrantAsync(org, "ana@core.example"), await GrantAsync(org, "bo@core.example"));
        SignIn(Role.SecurityReviewer);
        var page = Show<RequestsPage>("/requests", "tr[data-row]");
        foreach (var at in new[] { 0, 1 }) await page.FindAll("tr[data-row] [data-pick]")[at].ChangeAsync(new ChangeEventArgs { Value = true });
        (await Portal.SendAsync(Actors.OrgAdmin, new WithdrawRequest.Command(first))).Problem.ShouldBeNull();

        await page.FindAll("button").Single(b => Read(b) == "Approve 2 requests").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=bulk-h]")).ShouldContain("1 of 2 recorded"), Limit);
        Read(page.Find("[aria-labelledby=bulk-h]")).ShouldContain("This request was decided, withdrawn or has expired meanwhile.");
        (await Portal.ReadAsync(db => db.Requests.SingleAsync(r => r.Id == second))).State.ShouldBe(RequestState.WaitingForPerson);
    }

    [Fact]
    public async Task List_ShowsWhatWaitsForWhoeverLooks()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer);

        var page = Show<RequestsPage>("/requests", "tr[data-row]");

        Read(page.Find("tr[data-row]")).ShouldContain("REQ-0001");
        Read(page.Find("tr[data-row]")).ShouldContain("0 of 1 agreed");
        page.Find("tr[data-row] a").GetAttribute("href").ShouldBe($"/requests/{id.Value:D}");
    }

    [Theory]
    [InlineData("/requests", "Nothing waits for you.")]
    [InlineData("/requests?which=mine", "You have asked for nothing yet.")]
    [InlineData("/requests?which=open", "No request is open.")]
    [InlineData("/requests?which=past", "No request is over yet.")]
    [InlineData("/requests?which=nonsense", "The list is not shown")]
    public void List_WhenEmpty_SaysWhatWouldBeHere(string address, string says)
    {
        SignIn(Role.SecurityReviewer);

        Read(Show<RequestsPage>(address, ".state, [role=alert]").Find("main, .state, [role=alert]")).ShouldContain(says);
    }

    [Fact]
    public async Task Review_WhenApproved_TakesOneClick()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);
        Read(page.Find(".risk")).ShouldContain("Ends 1 authorization in 1 org for good");
        Read(page.Find(".risk")).ShouldContain(Why);

        await page.FindAll("button").Single(b => Read(b) == "Approve revocation").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".decide")).ShouldContain("1 of 1 agreed"), Limit);
        Read(page.Find("[role=status]")).ShouldBe("Approve recorded: 1 of 1 agreed.");
        page.FindAll(".decide button").ShouldBeEmpty();
        (await Portal.ReadAsync(db => db.Requests.SingleAsync())).State.ShouldBe(RequestState.Approved);
    }

    [Fact]
    public async Task Review_WhenRejected_NeedsAReason()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);
        AngleSharp.Dom.IElement Reject() => page.FindAll("button").Single(b => Read(b) == "Reject request");
        Reject().HasAttribute("disabled").ShouldBeTrue();

        page.Find("#decide-why").Input("They run the night batch");
        await Reject().ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".decide")).ShouldContain("It is over; nothing was revoked by it."), Limit);
        Read(page.Find(".evs")).ShouldContain("They run the night batch");
    }

    [Fact]
    public async Task Review_ByWhoeverAsked_OffersWithdrawalAlone()
    {
        var id = await FileAsync();
        SignIn(Role.OrgAdmin);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);
        page.FindAll(".decide button").Select(Read).ShouldBe(["Withdraw request"]);

        await page.Find(".decide button").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".decide")).ShouldContain("Withdrawn"), Limit);
    }

    [Fact]
    public async Task Review_WhenChangedMeanwhile_SaysSoAndShowsWhatStands()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer);
        var page = Show<RequestPage>($"/requests/{id.Value:D}", ".decide", id);
        (await Portal.SendAsync(Actors.OrgAdmin, new WithdrawRequest.Command(id))).Problem.ShouldBeNull();

        await page.FindAll("button").Single(b => Read(b) == "Approve revocation").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".decide [role=alert]")).ShouldContain("was decided, withdrawn or has expired"), Limit);
        Read(page.Find(".decide")).ShouldContain("Withdrawn");
    }

    [Fact]
    public async Task Review_WhenOutsideTheOrgGroups_IsNotThere()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer, "AMER");

        Read(Show<RequestPage>($"/requests/{id.Value:D}", "[role=alert]", id).Find("[role=alert]")).ShouldContain("There is no such request");
    }

    [Theory]
    [InlineData(Role.IncidentResponder, "Revoke 1 authorization", "/incidents/new?")]
    [InlineData(Role.OrgAdmin, "Ask to revoke 1 authorization", "/requests/new?")]
    public async Task RevokeButton_LeadsWhereThePersonMayGo(Role role, string says, string leads)
    {
        var grant = await GivenAsync(An.Authorization());
        SignIn(role);
        var button = Render<RevokeButton>(p => p.Add(b => b.Selection, AuthorizationSelection.Of(grant.Id)).Add(b => b.Count, "1 authorization")
            .Add(b => b.May, role == Role.IncidentResponder).Add(b => b.MayAsk, true));

        await button.FindAll("button").Single(b => Read(b) == says).ClickAsync(new());

        new Uri(Navigation.Uri).PathAndQuery.ShouldStartWith(leads);
    }

    [Fact]
    public async Task RevokeButton_WhenThePersonMayNeither_SaysWhoMay()
    {
        var grant = await GivenAsync(An.Authorization());
        SignIn(Role.Auditor);

        Render<RevokeButton>(p => p.Add(b => b.Selection, AuthorizationSelection.Of(grant.Id)).Add(b => b.Count, "1 authorization"))
            .Markup.ShouldContain("Revoking is not for you.");
    }

    private IRenderedComponent<TPage> Show<TPage>(string address, string until, RequestId? id = null) where TPage : IComponent
    {
        Navigation.NavigateTo(address);
        var page = Render<TPage>(p =>
        {
            if (id is { } one) p.TryAdd(nameof(RequestPage.Id), one.Value);
        });
        page.WaitForAssertion(() => page.Find(until), Limit);
        return page;
    }

    private async Task<RequestId> GrantAsync(ConnectedOrg org, string user) => (await Portal.SendAsync(Actors.OrgAdmin, new FileRequest.Command(
        RequestKind.PermissionSetGrant,
        [
            new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Set, "Ledger_Read"), new(RequestForms.User, user),
            new(RequestContent.UntilName, Portal.Clock.Now.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        ], Why))).Value!.Id;

    private async Task<RequestId> FileAsync()
    {
        Authorization grant = await GivenAsync(An.Authorization().UsedDaysAgo(90));
        var selection = AuthorizationSelection.Of(grant.Id);
        var outlook = (await Portal.SendAsync(Actors.OrgAdmin, new PlanRevocation.Query(selection))).Value!;
        return (await Portal.SendAsync(Actors.OrgAdmin, new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Value!.Id;
    }
}
