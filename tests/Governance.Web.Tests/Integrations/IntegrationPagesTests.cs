using Bunit;
using Governance.Application.Integrations;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Integrations;
using Governance.Web.Tests.Authorizations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Integrations;

public sealed class IntegrationPagesTests : PortalPageTest
{
    private string Uri => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public async Task List_WhenFilled_ShowsOwnerVendorAndWhatIsLacking()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Core"))).Of("Ledger Sync"));
        var id = await MadeAsync("Ledger", new IntegrationFacts { ReviewAt = Now.AddDays(-1) }, "Ledger Sync");
        await MadeAsync("Other", new IntegrationFacts());

        var page = Show("/integrations");

        page.WaitForAssertion(() => page.FindAll("tr[data-row]").Count.ShouldBe(2));
        var row = page.FindAll("tr[data-row]")[0];
        row.QuerySelector("th a")!.GetAttribute("href").ShouldBe($"/integrations/{id.Value:D}");
        Read(row).ShouldContain("nobody");
        Read(row).ShouldContain("overdue");
        Read(row).ShouldContain("1 production of 1");
        page.FindAll("a[href='/integrations?tab=proposed']").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Text_OfTheFilter_StandsInTheAddress_AndIsReadFromIt()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        await MadeAsync("Ledger", new IntegrationFacts());
        await MadeAsync("Other", new IntegrationFacts());

        var page = Show("/integrations?text=ledg&lacking=yes");

        page.WaitForAssertion(() => Read(page.FindAll("tr[data-row]").ShouldHaveSingleItem()).ShouldContain("Ledger"));
        var address = IntegrationAddress.Of("http://localhost/integrations?text=ledg&lacking=yes");
        (address.Text, address.Lacking, address.Href()).ShouldBe(("ledg", true, "/integrations?text=ledg&lacking=yes"));
        IntegrationAddress.Of($"http://localhost/integrations?text={new string('x', 500)}").Text.ShouldBeNull();

        page.FindAll("button").First(b => Read(b).StartsWith("name or vendor holds", StringComparison.Ordinal)).Click();
        page.Find("#integration-filter-text").Change("oth er");
        Uri.ShouldEndWith("/integrations?text=oth%20er&lacking=yes");
    }

    [Fact]
    public void List_WhenEmpty_OffersWhatMayBeOne()
    {
        SignInAs(TestKit.Actors.OrgAdmin);

        var page = Show("/integrations");

        page.WaitForAssertion(() => Read(page.Find(".state")).ShouldContain("No integration is confirmed yet."));
        page.Find(".state a").GetAttribute("href").ShouldBe("/integrations?tab=proposed");
    }

    [Fact]
    public void List_WhenWithoutTheRight_NamesTheRoles()
    {
        SignInAs(TestKit.Actors.PortalAdmin);

        var page = Show("/integrations");

        page.WaitForAssertion(() => Read(page.Find("[role=note]")).ShouldContain("You need one of the roles"));
    }

    [Fact]
    public async Task Address_WhenItNamesAVendorOnly_StillOpensTheVendors()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));

        var page = Show($"/integrations?vendor={vendor.Id.Value:D}");

        page.WaitForAssertion(() => Read(page.Find(".drawer h2")).ShouldBe("Gainfold"));
    }

    [Fact]
    public async Task Proposal_WhenConfirmed_FillsTheFormAndIsSaved()
    {
        SignInAs(TestKit.Actors.SecurityReviewer);
        await GivenAsync(An.Authorization().In(await JudgedAsync("Core", "Ledger Sync")).Of("Ledger Sync"));
        var list = Show("/integrations?tab=proposed");
        list.WaitForAssertion(() => Read(list.Find("tr[data-row]")).ShouldContain("same app name"));
        list.Find("tr[data-row] a.btn").GetAttribute("href").ShouldBe("/integrations/new?proposed=Ledger%20Sync");

        var form = Edit("/integrations/new?proposed=Ledger%20Sync");
        form.WaitForAssertion(() => form.Find("input[aria-label='Name of part 1']").GetAttribute("value").ShouldBe("Ledger Sync"));
        form.FindAll(".field textarea")[0].Change("Posts invoices.");
        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => Uri.ShouldMatch("/integrations/[0-9a-f-]{36}$"));
        var stored = await World.ReadAsync(db => db.Integrations.SingleAsync());
        (stored.Name, stored.Facts().Purpose, stored.Parts.Single().Name).ShouldBe(("Ledger Sync", "Posts invoices.", "Ledger Sync"));
    }

    [Fact]
    public async Task Form_WhenRefused_SaysItAtTheFieldAndKeepsWhatWasTyped()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var form = Edit("/integrations/new");
        form.WaitForElement("form");
        form.FindAll(".field textarea")[0].Change("Kept");

        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => Read(form.Find(".err")).ShouldBe("Give the integration a name."));
        form.Find("input[aria-invalid=true]").HasAttribute("required").ShouldBeTrue();
        form.FindAll(".field textarea")[0].GetAttribute("value").ShouldBe("Kept");
    }

    [Fact]
    public async Task Form_WhenChangedMeanwhile_SaysSoAndSavesNothing()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var id = await MadeAsync("Ledger", new IntegrationFacts());
        var form = Edit($"/integrations/{id.Value:D}/edit", id);
        form.WaitForElement("form");
        await World.SendAsync(TestKit.Actors.OrgAdmin, new NameOwner.Command(id, await VersionAsync(id), "a@b.example", null));

        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => Read(form.Find("[role=alert]")).ShouldContain("Somebody else changed this integration"));
    }

    [Fact]
    public async Task Page_WhenFilled_ShowsCardSentencePictureAndTheTableBehindIt()
    {
        SignInAs(TestKit.Actors.Responder);
        await GivenAsync(An.Authorization().In(await JudgedAsync("Core", "Ledger Sync")).Of("Ledger Sync").By("sync@example.com"));
        var id = await MadeAsync("Ledger", new IntegrationFacts { Purpose = "Posts invoices." }, "Ledger Sync");

        var page = One(id);

        page.WaitForAssertion(() => page.FindAll(".rel svg rect.n").Count.ShouldBeGreaterThan(2));
        Read(page.Find(".sentence")).ShouldStartWith("Ledger ");
        Read(page.Find(".dl")).ShouldContain("Posts invoices.");
        page.FindAll("details.tbl tbody tr").Count.ShouldBe(page.FindAll(".rel svg rect.n").Count);
        page.FindAll(".rel svg a").ShouldAllBe(a => a.GetAttribute("aria-label")!.Length > 0);
        Read(page.Find(".btn.danger")).ShouldBe("Revoke 2 authorizations");
        page.FindAll("button").Select(Read).ShouldNotContain("Name owner", "a responder doesn’t name owners");
    }

    [Fact]
    public async Task Form_WhenOpenedAgain_ShowsWhatIsRecordedAndKeepsIt()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var facts = new IntegrationFacts
        {
            Purpose = "Posts invoices.",
            Direction = DataDirection.Both,
            DataClass = DataClass.Restricted,
            Regime = Regime.Payment,
            SecretPlace = SecretPlace.Manager,
            Controls = AccessControls.OAuth | AccessControls.MutualTls,
            HasFixedAddresses = true,
            HasGateway = false,
            ExternalSystems = 3,
            NoPrivatePathReason = "No licence.",
            TlsCertificate = "ledger_tls",
            SigningCertificate = "ledger_jwt",
            ReviewAt = Now.AddDays(30),
            EndsAt = Now.AddDays(60),
        };
        var id = await MadeAsync("Ledger", facts, "Ledger Sync");
        var form = Edit($"/integrations/{id.Value:D}/edit", id);
        form.WaitForElement("form");
        form.FindAll("select").Select(s => s.GetAttribute("value")).ShouldBe(["", "App", "", "Restricted", "Payment", "Both", "Manager", "yes", "no"]);

        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => Uri.ShouldEndWith($"/integrations/{id.Value:D}"));
        ((await World.ReadAsync(db => db.Integrations.SingleAsync())).Facts() with { Answered = null }).ShouldBe(facts);
    }

    [Fact]
    public async Task Page_WhenNothingOfItIsThere_SaysSoInsteadOfAPicture()
    {
        var page = One(await MadeAsync("Ledger", new IntegrationFacts(), "Gone app"));

        page.WaitForAssertion(() => Read(page.Find(".sentence")).ShouldBe("Ledger reaches no org: nothing of it is there now."));
        page.FindAll(".rel").ShouldBeEmpty();
        Read(page.Find(".plainlist")).ShouldContain("Gone app not there now");
    }

    [Fact]
    public void Page_WhenThereIsNone_SaysSo()
    {
        var page = One(IntegrationId.New());

        page.WaitForAssertion(() => Read(page.Find("[role=alert]")).ShouldContain("There is no such integration"));
    }

    [Fact]
    public async Task Owner_WhenNamed_StandsOnTheCard()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var id = await MadeAsync("Ledger", new IntegrationFacts());
        var page = One(id);
        page.WaitForAssertion(() => page.FindAll("button").Select(Read).ShouldContain("Name owner"));
        page.FindAll("button").First(b => Read(b) == "Name owner").Click();
        page.FindAll("input[type=email]")[0].Change("nobody");
        await page.Find("form.confirm").SubmitAsync();
        page.WaitForAssertion(() => Read(page.Find(".err")).ShouldContain("Name the owner by an e-mail address"));

        page.FindAll("input[type=email]")[0].Change("ines.quell@example.com");
        await page.Find("form.confirm").SubmitAsync();

        page.WaitForAssertion(() => Read(page.Find(".dl")).ShouldContain("ines.quell@example.com"));
        page.FindAll("form.confirm").ShouldBeEmpty();
        page.FindAll(".btn.danger").ShouldBeEmpty("an org admin doesn’t revoke");
    }

    [Fact]
    public async Task VendorProfile_WhenALineIsNoRange_NamesItAndElseSaves()
    {
        SignInAs(TestKit.Actors.OrgAdmin);
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var page = Show($"/integrations?tab=vendors&vendor={vendor.Id.Value:D}");
        page.WaitForElement("form.confirm textarea").Change("203.0.113.0/29\n10.1");
        await page.Find("form.confirm").SubmitAsync();
        page.WaitForAssertion(() => Read(page.Find(".err")).ShouldContain("“10.1” is no address"));

        page.Find("form.confirm textarea").Change("203.0.113.0/29\n198.51.100.1–198.51.100.9");
        await page.Find("form.confirm").SubmitAsync();

        page.WaitForAssertion(() => Read(page.Find("form.confirm [role=status]")).ShouldBe("Profile saved."));
        (await World.ReadAsync(db => db.Vendors.SingleAsync())).Profile().Egress.Count.ShouldBe(2);
    }

    private async Task<ConnectedOrg> JudgedAsync(string name, string app)
    {
        var org = await GivenAsync(An.Org(name));
        await GivenAsync(An.Authorization().In(org).Of(app));
        await JudgeAsync(org.Org.Id);
        return org;
    }

    private Task<Result<EvaluateOrg.Receipt>> JudgeAsync(OrgId org) => World.SendAsync(Application.Pipeline.Actor.System("policies"), new EvaluateOrg.Command(org));

    private async Task<IntegrationId> MadeAsync(string name, IntegrationFacts facts, params string[] apps)
    {
        foreach (var org in await World.ReadAsync(db => db.Orgs.Select(o => o.Id).ToListAsync())) await JudgeAsync(org);
        return (await World.SendAsync(TestKit.Actors.OrgAdmin, new CreateIntegration.Command(
            new(name, facts, [.. apps.Select(a => new IntegrationPartDraft(IntegrationPartKind.App, a))])))).Value!.Id;
    }

    private Task<Guid> VersionAsync(IntegrationId id) => World.ReadAsync(db => db.Integrations.Where(i => i.Id == id).Select(i => i.Version).SingleAsync());

    private IRenderedComponent<IntegrationsPage> Show(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<IntegrationsPage>();
    }

    private IRenderedComponent<IntegrationEdit> Edit(string address, IntegrationId? id = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<IntegrationEdit>(p => p.Add(e => e.Id, id?.Value));
    }

    private IRenderedComponent<IntegrationPage> One(IntegrationId id) => Render<IntegrationPage>(p => p.Add(e => e.Id, id.Value));
}
