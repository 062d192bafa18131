using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
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
    public void New_WhenNothingChosen_SaysWhatWouldBeHere()
    {
        SignIn(Role.OrgAdmin);

        Read(Show<RequestNew>("/requests/new", ".state").Find(".state")).ShouldContain("No authorization is chosen.");
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

        page.Find("textarea").Input("They run the night batch");
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

    private async Task<RequestId> FileAsync()
    {
        Authorization grant = await GivenAsync(An.Authorization().UsedDaysAgo(90));
        var selection = AuthorizationSelection.Of(grant.Id);
        var outlook = (await Portal.SendAsync(Actors.OrgAdmin, new PlanRevocation.Query(selection))).Value!;
        return (await Portal.SendAsync(Actors.OrgAdmin, new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Value!.Id;
    }
}
