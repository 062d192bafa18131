using Bunit;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Incidents;

namespace Governance.Web.Tests.Incidents;

/// <summary>What was preserved, on the page of its incident.</summary>
public sealed class EvidencePanelTests : IncidentPageTest
{
    [Fact]
    public async Task Panel_WhenPreserved_SaysWhatGapsAndHowToTakeItOut()
    {
        var org = await GivenAsync(An.Org("Core Production"));
        org.Fake.EvidenceGaps[EvidenceKind.LoginHistory] = "insufficient permission: Manage Users.";
        var incident = await ContainAsync(org);
        SignIn(Role.IncidentResponder);

        var panel = Render<EvidencePanel>(p => p.Add(x => x.Incident, incident));

        panel.WaitForAssertion(() => Read(panel.Find("tbody th")).ShouldBe("Core Production"), Limit);
        Read(panel.Find("header")).ShouldContain("15 files");
        Read(panel.Find("tbody")).ShouldContain("Login history: insufficient permission: Manage Users.");
        Read(panel.Find("details p")).ShouldContain("token rows");
        panel.Find("form").GetAttribute("action").ShouldBe("/incidents/evidence");
        panel.Find("input[name=incident]").GetAttribute("value").ShouldBe(incident.Value.ToString("D"));
        Read(panel.Find("form button")).ShouldBe("Download evidence");
        Read(panel.Find(".inset")).ShouldContain("recorded in the audit");
        panel.Find("#evidence-recipe").TextContent.ShouldBe(string.Join("\n", BundleRecipe.Steps("").Select(s => s.Command)));
        panel.Find("[data-copy=evidence-recipe]").TextContent.ShouldContain("Copy commands");
    }

    [Fact]
    public async Task Steps_SayWhatWasPreserved_AndWhereItHasGaps()
    {
        var org = await GivenAsync(An.Org("Core Production"));
        org.Fake.EvidenceGaps[EvidenceKind.LoginHistory] = "insufficient permission: Manage Users.";
        SignIn(Role.Auditor);
        var incident = await DeclareAsync(org);
        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Value));
        page.WaitForAssertion(() => Read(page.FindAll(".steplist li")[1]).ShouldContain("running: 1 Preserve still being read 0 files, 0 bytes"), Limit);

        await Portal.RunWorkAsync();
        Clock.Pass(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Read(page.FindAll(".steplist li")[1]).ShouldContain("done with a gap: 1 Preserve 15 files"), Limit);
        Read(page.FindAll(".steplist li")[1]).ShouldContain("gaps in 1 org");
    }

    [Fact]
    public async Task Panel_WhenQueued_IsBeingRead()
    {
        var incident = await DeclareAsync(await GivenAsync(An.Org()));
        SignIn(Role.Auditor);

        var panel = Render<EvidencePanel>(p => p.Add(x => x.Incident, incident));

        panel.WaitForAssertion(() => Read(panel.Find("tbody")).ShouldContain("being read"), Limit);
        await Portal.RunWorkAsync();
        Clock.Pass(TimeSpan.FromSeconds(2));
        panel.WaitForAssertion(() => Read(panel.Find("header")).ShouldContain("16 files"), Limit);
    }

    [Fact]
    public async Task Panel_WhenNothingWasPreserved_SaysSo()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        SignIn(Role.Auditor);

        var panel = Render<EvidencePanel>(p => p.Add(x => x.Incident, incident.Incident.Id));

        panel.WaitForAssertion(() => Read(panel.Find("tbody")).ShouldContain("nothing"), Limit);
    }

    [Theory]
    [InlineData(Role.OrgAdmin)]
    [InlineData(Role.SecurityReviewer)]
    public async Task Panel_WithoutTheRight_OffersNoDownload(Role role)
    {
        var incident = await ContainAsync(await GivenAsync(An.Org()));
        SignIn(role);

        var panel = Render<EvidencePanel>(p => p.Add(x => x.Incident, incident));

        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(1), Limit);
        panel.FindAll("form").ShouldBeEmpty();
    }

    [Fact]
    public void Panel_OfNoIncident_ShowsTheProblem()
    {
        SignIn(Role.Auditor);

        var panel = Render<EvidencePanel>(p => p.Add(x => x.Incident, IncidentId.New()));

        panel.WaitForAssertion(() => Read(panel.Find("[role=alert]")).ShouldContain("no such incident"), Limit);
    }

    private async Task<IncidentId> DeclareAsync(ConnectedOrg org)
    {
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().In(org))).Id);
        var plan = (await Portal.SendAsync(Actors.Responder, new PreviewRevocation.Query(selection))).Value!;
        return (await Portal.SendAsync(Actors.Responder, new RevokeAuthorizations.Command(selection, plan.Hash, "Leaked by the vendor", null))).Value!.IncidentId;
    }

    private async Task<IncidentId> ContainAsync(ConnectedOrg org)
    {
        var incident = await DeclareAsync(org);
        await Portal.RunWorkAsync();
        return incident;
    }
}
