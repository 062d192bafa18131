using Bunit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Incidents;

/// <summary>Steps, what a person ticks, and what comes afterwards.</summary>
public sealed class IncidentStepsTests : IncidentPageTest
{
    [Fact]
    public async Task PersonStep_IsTickedWithANote_AndStandsAsOnesWord()
    {
        var incident = await WithBlockAsync();
        SignIn(Role.IncidentResponder);
        var page = Open(incident.Incident.Id);
        page.WaitForAssertion(() => Read(page.Find("#incident-person")).ShouldBe("For a person"), Limit);
        Read(page.Find(".steplist")).ShouldContain("1 for a person");
        Read(page.Find(".live")).ShouldContain("By a person 1");
        Read(page.Find("table.orgs tbody tr")).ShouldContain("1 2", customMessage: "one of two is a person's");

        page.Find(".persons button").Click();
        page.Find(".tick button").HasAttribute("disabled").ShouldBeTrue("without a note");
        page.Find("#tick-note").Input("Blocked at 14:02");
        page.Find(".tick .btn.primary").Click();

        page.WaitForAssertion(() => page.FindAll("#incident-person").ShouldBeEmpty(), Limit);
        page.WaitForAssertion(() => Read(page.Find(".targets tbody")).ShouldContain("L1p confirmed by a person"), Limit);
        Read(page.Find(".steplist")).ShouldContain("1 by a person’s word", customMessage: "a tick proves nothing");
        Read(page.Find(".live")).ShouldContain("By a person 1", customMessage: "a word is no proof");
        (await Portal.ReadAsync(db => db.Targets.Where(t => t.Kind == TargetKind.Block).Select(t => t.Level).SingleAsync())).ShouldBe(ProofLevel.L1p);
    }

    [Fact]
    public async Task PersonStep_IsShownToAnAuditorWithoutTheTick()
    {
        var incident = await WithBlockAsync();
        SignIn(Role.Auditor);

        var page = Open(incident.Incident.Id);

        page.WaitForAssertion(() => page.FindAll(".persons li").Count.ShouldBe(1), Limit);
        page.FindAll(".persons button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Afterwards_SaysWhatCameBack_AndOffersTheReviewToWhoeverMay()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        var now = Portal.Clock.Now;
        await ChangeAsync(incident.Targets[0].Id, t =>
        {
            t.Ask(t.RowKey, now);
            t.Accept("Yes.", now);
            t.Prove(SyncId.New(), now, "Gone.");
        });
        await Portal.WriteAsync(db =>
        {
            var held = db.Incidents.Single(i => i.Id == incident.Incident.Id);
            held.Follow([TargetState.Running], now);
            held.Follow([TargetState.Done], now);
            var proof = new LaterProof(incident.Incident.Id, incident.Targets[0].ConnectionId, incident.Targets[0].OrgGroupId, LaterProof.Times[0], now);
            proof.End(2, null, now);
            db.LaterProofs.Add(proof);
        });
        SignIn(Role.SecurityReviewer);
        var page = Open(incident.Incident.Id);
        page.WaitForAssertion(() => Read(page.Find("#incident-after").ParentElement!.ParentElement!).ShouldContain("2 came back"), Limit);

        page.Find("#review-notes").Input("Looked at every receipt.");
        page.FindAll(".go .btn.primary").Single(b => Read(b) == "Close the incident").Click();

        page.WaitForAssertion(() => Read(page.Find(".row .chip")).ShouldContain("closed"), Limit);
        page.WaitForAssertion(() => Read(page.Find("#incident-after").ParentElement!.ParentElement!).ShouldContain("Looked at every receipt."), Limit);
    }

    [Fact]
    public async Task Preview_ShowsWhatIsDoneBeside_AndAsksAnewWhenItChanges()
    {
        var authorization = await GivenAsync(An.Authorization());
        SignIn(Role.IncidentResponder);
        Services.GetRequiredService<Web.Components.Pages.Authorizations.RevocationDraft>().Selection = Application.Authorizations.AuthorizationSelection.Of(authorization.Id);
        var page = Render<IncidentNew>();
        page.WaitForAssertion(() => Read(page.Find("#preview-acts").ParentElement!.ParentElement!).ShouldContain("end its sessions"), Limit);

        page.FindAll(".stepchoice input")[2].Change(true);
        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=preview-acts]")).ShouldContain("Nobody is frozen"), Limit);
        while (page.FindAll(".stepchoice input[checked]") is [var box, ..]) box.Change(false);

        page.WaitForAssertion(() => page.FindAll("#preview-acts").ShouldBeEmpty(), Limit);
    }

    [Fact]
    public async Task TakenBack_IsSaidWhereverItWasDone()
    {
        var incident = await WithBlockAsync();
        var (now, token) = (Portal.Clock.Now, incident.Targets[0]);
        var door = new IncidentTarget(incident.Incident.Id, new PlannedAct(TargetKind.AppApproval, token.ConnectionId, token.OrgId, token.OrgGroupId, "Gainfold Sync", "Gainfold Sync"), now);
        await Portal.WriteAsync(db => db.Targets.Add(door));
        await ChangeAsync(door.Id, t =>
        {
            t.Ask(t.RowKey, now);
            t.Accept("Yes.", now);
            t.Prove(SyncId.New(), now, "Shown.");
            t.EndUndo("A fresh read shows it as it was before.", now);
        });
        SignIn(Role.IncidentResponder);

        var page = Render<IncidentPage>(p => p.Add(x => x.Id, incident.Incident.Id.Value).Add(x => x.TargetId, door.Id.Value));

        page.WaitForAssertion(() => Read(page.Find("[aria-label=Outcome]")).ShouldContain("Done and proved, then taken back"), Limit);
        Read(page.Find("[aria-label=Outcome]")).ShouldStartWith("taken back", Case.Insensitive);
        Read(page.Find(".steplist")).ShouldContain("1 taken back since");
        page.FindAll(".targets tbody tr").Select(Read).ShouldContain(r => r.Contains("taken back", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<DeclaredIncident> WithBlockAsync()
    {
        var incident = await GivenAsync(An.Incident().Against(await GivenAsync(An.Authorization())));
        var token = incident.Targets[0];
        await Portal.WriteAsync(db => db.Targets.Add(new IncidentTarget(incident.Incident.Id,
            new PlannedAct(TargetKind.Block, token.ConnectionId, token.OrgId, token.OrgGroupId, "Gainfold Sync", "Gainfold Sync"), Portal.Clock.Now)));
        return incident;
    }

    private IRenderedComponent<IncidentPage> Open(IncidentId id) => Render<IncidentPage>(p => p.Add(x => x.Id, id.Value));
}
