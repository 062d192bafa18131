using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Requests;
using Governance.Web.Tests.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Requests;

/// <summary>What stands where on the page of a request, and what it says once nothing is left to decide.</summary>
public sealed class RequestLayoutTests : IncidentPageTest
{
    private const string Why = "Nobody uses these any more";

    [Fact]
    public async Task Review_IsOneWindow_InColumnsThatKeysReach()
    {
        var id = await FileAsync();
        SignIn(Role.SecurityReviewer);

        var page = Show(id);

        page.FindAll(".review > .rev > .col").Select(c => (c.GetAttribute("tabindex"), c.GetAttribute("role"), c.GetAttribute("aria-label")))
            .ShouldBe([("0", "region", "What it is about"), ("0", "region", "Findings"), ("0", "region", "Who said what")]);
        page.FindAll(".review > .decide").Count.ShouldBe(1, "the decision is never scrolled away");
        page.FindAll(".col #note-text").Count.ShouldBe(1);
        page.FindAll(".panel").ShouldAllBe(p => p.Closest(".review") != null);
    }

    [Fact]
    public async Task Review_OfManySteps_FoldsThemUntilItIsAgreedTo()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var id = await GrantAsync(org);
        SignIn(Role.SecurityReviewer);

        var few = Show(id);

        few.Find("details.panel").HasAttribute("open").ShouldBeTrue("two steps take little room");
        Read(few.Find("details.panel summary")).ShouldBe("What a person does after approval: 2 steps");
        few.FindAll("[aria-labelledby=steps-h]").ShouldBeEmpty("nobody does anything yet");
    }

    [Fact]
    public async Task Todo_StandsFirst_AndGivingUpIsFolded()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var id = await GrantAsync(org);
        await Portal.ApproveAsync(id);
        SignIn(Role.OrgAdmin);

        var page = Show(id);

        page.Find(".col > :first-child").GetAttribute("aria-labelledby").ShouldBe("steps-h");
        page.Find("#cannot-why").Closest("details")!.HasAttribute("open").ShouldBeFalse();
        Read(page.Find(".risk .chip")).ShouldBe("Waiting for a person");
    }

    [Fact]
    public async Task Rejected_PromisesNothingMore()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        var id = await GrantAsync(org);
        SignIn(Role.SecurityReviewer);
        var page = Show(id);

        page.Find("#decide-why").Input("Too wide for that user");
        await page.Find("[data-key=r]").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find(".stages")).ShouldContain("Rejected"), Limit);
        page.FindAll(".stages li").Count.ShouldBe(2, "nobody carries it out");
        page.FindAll(".todo").ShouldBeEmpty();
        RequestWords.Standing(new ListRequests.Row(id, "REQ-0001", RequestKind.PermissionSetGrant, "", Domain.Policies.Severity.Low, RequestState.Rejected, "", default, null, 0, 1, false, "")).ShouldBe("0 of 1 agreed");
    }

    [Fact]
    public async Task PolicyThatWasSet_OffersWhatHeldBefore_InAFormThatSaysWhich()
    {
        var org = await GivenAsync(An.Org("Core"));
        var id = (await Portal.SendAsync(Actors.OrgAdmin, new FileRequest.Command(RequestKind.AppPolicy,
        [
            new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.App, "Ledger_Sync"), new(RequestForms.AppKind, "connectedApp"),
            new(RequestForms.Setting, nameof(AppPolicySetting.Rotation)),
        ], Why))).Value!.Id;
        await Portal.ApproveAsync(id);
        await Portal.RunWorkAsync();
        SignIn(Role.OrgAdmin);
        var link = Show(id).FindAll("a").Single(a => Read(a) == "Ask for what held before").GetAttribute("href")!;

        Services.GetRequiredService<NavigationManager>().NavigateTo(link);
        var form = Render<RequestNew>();
        form.WaitForAssertion(() => form.Find("form.wizard"), Limit);

        form.Find("#ask-setting").GetAttribute("value").ShouldBe(nameof(AppPolicySetting.AsBefore));
        (form.Find("#ask-before").GetAttribute("value"), form.Find("#ask-app").GetAttribute("value")).ShouldBe(("REQ-0001", "Ledger_Sync"));
    }

    [Fact]
    public async Task Amended_SaysWhatWasAdded_WithoutADash()
    {
        var id = await FileAsync();
        SignIn(Role.OrgAdmin);
        var page = Show(id);

        page.Find("#amend-why").Input("Nobody has used these for a year");
        await page.FindAll("button").Single(b => Read(b) == "Change request").ClickAsync(new());

        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=notes-h] .evs")).ShouldContain($"Reason: {Why} → Nobody has used these for a year"), Limit);
        Read(page.Find("[aria-labelledby=notes-h] .evs")).ShouldNotContain("–");
    }

    private IRenderedComponent<RequestPage> Show(RequestId id)
    {
        var page = Render<RequestPage>(p => p.Add(x => x.Id, id.Value));
        page.WaitForAssertion(() => page.Find(".decide"), Limit);
        return page;
    }

    private async Task<RequestId> GrantAsync(ConnectedOrg org) => (await Portal.SendAsync(Actors.OrgAdmin, new FileRequest.Command(
        RequestKind.PermissionSetGrant,
        [
            new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Set, "Ledger_Read"), new(RequestForms.User, "ana@core.example"),
            new(RequestContent.UntilName, Portal.Clock.Now.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        ], Why))).Value!.Id;

    private async Task<RequestId> FileAsync()
    {
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().UsedDaysAgo(90))).Id);
        var outlook = (await Portal.SendAsync(Actors.OrgAdmin, new PlanRevocation.Query(selection))).Value!;
        return (await Portal.SendAsync(Actors.OrgAdmin, new FileRevocation.Command(selection, outlook.Stops.Hash, Why))).Value!.Id;
    }
}
