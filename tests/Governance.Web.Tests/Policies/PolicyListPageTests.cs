using Bunit;
using Governance.Application.Access;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Policies;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Policies;

public sealed class PolicyListPageTests : PageTest
{
    private static readonly PolicyDocument Says = PolicyReader.Stored(
        "{\"version\": 1, \"name\": \"Ours\", \"bindings\": [\"EMEA\"], \"rules\": {\"app.idle-ttl\": {\"thresholds\": {\"days\": 14}}, \"app.legacy-kind\": {\"on\": false}}}");

    private static readonly ListPolicies.Row Ours = new(PolicyId.New(), Says, false, 3, Now.AddDays(-2), "<b>Rolf</b>");

    private static readonly ChangePreview Preview = new(
        Now, 2, [new("app.idle-ttl", Severity.High, 4, 1, 0)], [new("EMEA", 2, 4, 1)], [new("<i>Ledger</i>", "Core", Severity.High, ["app.idle-ttl"])], 0);

    private static readonly ListPolicies.Change Change = new(
        PolicyChangeId.New(), "Ours", false, "Agreed in the council.", "Mara", Now.AddHours(-1), Now.AddDays(6),
        [new("app.idle-ttl", "days", "30 days", "14 days", DiffDirection.Stricter)], Preview, RequestId.New());

    private static readonly ListWaivers.Row Waiver = new(
        WaiverId.New(), FindingId.New(), "auth.stale", ThingKind.Authorization, "<b>Gainfold</b> as sync", "Core", Severity.Critical, WaiverState.Asked,
        Now.AddDays(20), "Mended soon, they say.", "Sade", Now.AddHours(-1), null, "", RequestId.New(), false);

    private readonly ScriptedUseCases _useCases = new();

    public PolicyListPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer(mayEdit: true);
        _useCases.On<GetPolicy.Query, GetPolicy.Detail>(q => new GetPolicy.Detail(
            Ours, [new GetPolicy.Line("app.idle-ttl", "high, 14 days", "high, 30 days")], Says.Write(), [], [new(Ours.Id, "Strict")],
            q.Against is null ? null : [new("app.pkce", "severity", "high", "critical", DiffDirection.Stricter)]));
        _useCases.On<ListWaivers.Query, ListWaivers.Page>(_ => new ListWaivers.Page([Waiver], 1, false));
        _useCases.On<PreviewPolicyChange.Query, PreviewPolicyChange.Answer>(_ => new PreviewPolicyChange.Answer(Change.Differences, Preview, 3));
        _useCases.On<ProposePolicyChange.Command, ProposePolicyChange.Receipt>(_ => new ProposePolicyChange.Receipt(Change.Id, Change.Request!.Value, Change.ExpiresAt));
    }

    [Fact]
    public void Pages_WhileLoading_ShowSkeletonRows()
    {
        _useCases.Hang<ListPolicies.Query>();
        _useCases.Hang<ListWaivers.Query>();

        Render<PolicyList>().FindAll(".skel").ShouldNotBeEmpty();
        Render<WaiverList>().FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Policies_SayHowRequestsAreDecided_AndAFormKeepsIt()
    {
        Render<PolicyList>().Find("[aria-labelledby=approval-rules]").TextContent.ShouldContain("No rule asks for more.");
        var says = Says with { Approvals = [new([], Severity.Critical, null, [new(Governance.Domain.Requests.ApproverKind.OrgGroup, null, 1), new(Governance.Domain.Requests.ApproverKind.Unscoped, null, 2)])] };
        var row = Ours with { Document = says };
        _useCases.On<ListPolicies.Query, ListPolicies.Answer>(_ => new ListPolicies.Answer([row], [], ["EMEA"], [], true));

        Render<PolicyList>().Find("[aria-labelledby=approval-rules] li").TextContent.ShouldContain(
            "Critical requests: first one of the reviewers of the org group, then two of the reviewers of all org groups.");

        PolicyReader.Stored(PolicyForm.Of(row).ToFile()).Approvals.ShouldHaveSingleItem().Stages.ShouldBe(says.Approvals[0].Stages);
    }

    [Fact]
    public void Policies_ForWhoIsLimitedToAnOrgGroup_SayWhy()
    {
        _useCases.On<ListPolicies.Query, ListPolicies.Answer>(_ => AccessProblems.UnscopedOnly);

        var page = Render<PolicyList>();

        Read(page.Find("[role=alert]")).ShouldContain("your role is limited to some of them");
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Policies_WhenFilled_ShowWhereTheyHoldAndThresholds()
    {
        var page = Render<PolicyList>();

        page.Find("tr[data-row]").Children.Select(Read).ShouldBe(["Ours version 3", "2", "1", "EMEA", "2 d ago by <b>Rolf</b>"]);
        page.FindAll("tr[data-row] td b").ShouldBeEmpty();
        page.FindAll("table")[^1].QuerySelectorAll("tbody td").Select(Read).ShouldBe(["high, 30 days", "high, 14 days", "as catalogue"]);
    }

    [Fact]
    public void Policies_WhenNoneIsBound_SayThatTheCatalogueHolds()
    {
        _useCases.On<ListPolicies.Query, ListPolicies.Answer>(_ => new ListPolicies.Answer([], [], ["EMEA"], [], false));

        var page = Render<PolicyList>();

        Read(page.Find(".listcol")).ShouldContain("every rule is judged as the catalogue has it");
        page.FindAll("button.primary").ShouldBeEmpty();
    }

    [Fact]
    public void Change_WhenItWaits_ShowsDifferencesAndPreview_AndLeadsToItsRequest()
    {
        var page = Render<PolicyList>();

        Read(page.Find("section.panel")).ShouldContain("4 findings would open, 1 would close.");
        Read(page.Find("section.panel")).ShouldContain("<i>Ledger</i> in Core: app.idle-ttl");
        page.Find("section.panel a.btn").GetAttribute("href").ShouldBe($"/requests/{Change.Request!.Value.Value:D}");
        page.FindAll("section.panel button").ShouldBeEmpty();
    }

    [Fact]
    public void Change_WhileItIsJudged_SaysSo()
    {
        Answer(mayEdit: true, Change with { Preview = null });

        Read(Render<PolicyList>().Find("section.panel")).ShouldContain("being judged, org by org");
    }

    [Fact]
    public void Policy_WhenChanged_IsPreviewedBeforeItCanBeProposed()
    {
        var page = Open($"/policies/list?open={Ours.Id.Value:D}");
        Button(page, "Change policy").Click();
        page.Find("input[type=number][aria-label^='app.idle-ttl']").Change("7");
        page.Find(".confirm textarea[aria-describedby$=why-h]").Input("Agreed in the council.");
        Button(page, "Propose policy").HasAttribute("disabled").ShouldBeTrue("it was not previewed");

        Button(page, "Preview what it would do").Click();
        Button(page, "Propose policy").HasAttribute("disabled").ShouldBeFalse();
        page.Find("input[type=number][aria-label^='app.idle-ttl']").Change("8");
        Button(page, "Propose policy").HasAttribute("disabled").ShouldBeTrue("it was changed since");
        Button(page, "Preview what it would do").Click();
        Button(page, "Propose policy").Click();

        var sent = _useCases.Sent.OfType<ProposePolicyChange.Command>().ShouldHaveSingleItem();
        (sent.Seen, sent.Reason).ShouldBe((3, "Agreed in the council."));
        var file = PolicyReader.Stored(sent.File);
        (file.Name, file.Bindings.Single(), file.Rules["app.idle-ttl"].Thresholds["days"], file.Rules["app.legacy-kind"].IsOn).ShouldBe(("Ours", "EMEA", 8, false));
    }

    [Fact]
    public void Import_WhenTheFileIsRefused_ShowsLineAndReason()
    {
        _useCases.On<PreviewPolicyChange.Query, PreviewPolicyChange.Answer>(_ => Problem.Invalid("policy.file-refused", "Line 3: there is no rule “app.nothing”."));
        var page = Render<PolicyList>();
        Button(page, "Import policy file").Click();
        Button(page, "Preview what it would do").HasAttribute("disabled").ShouldBeTrue("there is nothing to preview");
        page.Find("#policy-file").Input("{}");

        Button(page, "Preview what it would do").Click();

        Read(page.Find(".confirm [role=alert]")).ShouldContain("Line 3: there is no rule “app.nothing”.");
    }

    [Fact]
    public void Policy_WhenOpen_TellsWhatItSays_AndComparesWithAnother()
    {
        var page = Open($"/policies/list?open={Ours.Id.Value:D}");

        Read(page.Find("aside.drawer")).ShouldContain("high, 14 days (catalogue: high, 30 days)");
        page.Find("#policy-against").Change(Ours.Id.Value.ToString("D"));
        Read(page.Find("aside.drawer")).ShouldContain("app.pkce severity: high → critical (asks for more)");
    }

    [Fact]
    public void Waivers_WhenFilled_ShowOrgTextAsText_AndLeadToTheirRequest()
    {
        var page = Open($"/policies/waivers?open={Waiver.Id.Value:D}");

        page.Find("tr[data-row]").Children.Select(Read).ShouldBe(
            ["Grants are used auth.stale", "Critical", "<b>Gainfold</b> as sync Authorization in Core", "Mended soon, they say.", "Sade", "in 20 d", "Waiting"]);
        page.Find("aside a.btn").GetAttribute("href").ShouldBe($"/requests/{Waiver.Request!.Value.Value:D}");
        page.FindAll("aside .row button").ShouldBeEmpty();
    }

    [Fact]
    public void Waivers_WhenEmpty_SayWhatWouldBeHere()
    {
        _useCases.On<ListWaivers.Query, ListWaivers.Page>(_ => new ListWaivers.Page([], 0, false));

        Read(Open("/policies/waivers").Find(".none")).ShouldStartWith("No waiver is here.");
        Read(Open("/policies/waivers?which=past").Find(".none")).ShouldStartWith("No waiver is over yet.");
    }

    [Fact]
    public void Waivers_WhenTheAddressCannotBeRead_NameTheValue() =>
        Read(Open("/policies/waivers?which=none").Find("[role=alert]")).ShouldContain("“which” can’t be “none”");

    [Fact]
    public void Waiver_WhenItHolds_CanBeEndedWithAReason()
    {
        _useCases.On<ListWaivers.Query, ListWaivers.Page>(_ => new ListWaivers.Page([Waiver with { State = WaiverState.Approved, MayEnd = true }], 1, false));
        _useCases.On<EndWaiver.Command, Done>(_ => Done.Value);
        var page = Open($"/policies/waivers?open={Waiver.Id.Value:D}");
        Button(page, "End waiver").Click();
        page.Find("aside textarea").Input("The vendor has mended it.");

        Button(page, "End waiver").Click();

        _useCases.Sent.OfType<EndWaiver.Command>().ShouldBe([new EndWaiver.Command(Waiver.Id, "The vendor has mended it.")]);
    }

    [Fact]
    public void Finding_WhenOneMayAsk_TakesDayAndReason()
    {
        var row = new ListFindings.Row(Waiver.Finding, "auth.stale", Severity.High, FindingState.Open, ThingKind.Authorization, Guid.NewGuid(), "x", "Core", "Old.", Now, null);
        _useCases.On<GetFinding.Query, GetFinding.Detail>(_ => new GetFinding.Detail(row, "", [], Capability.Authorizations, CapabilityStatus.Ok, null, Now, 0, null, []) { MayAsk = true });
        _useCases.On<AskWaiver.Command, AskWaiver.Receipt>(_ => new AskWaiver.Receipt(Waiver.Id, Waiver.Request!.Value));
        var page = Render<FindingDrawer>(p => p.Add(d => d.Id, row.Id).Add(d => d.OnClose, () => { }));
        Button(page, "Ask for a waiver").Click();
        page.Find("textarea").Input("The vendor mends it.");
        Button(page, "Ask for waiver").HasAttribute("disabled").ShouldBeTrue("no day was chosen");
        page.Find("#waiver-until").Input("2026-12-24");

        Button(page, "Ask for waiver").Click();

        _useCases.Sent.OfType<AskWaiver.Command>().ShouldBe([new AskWaiver.Command(row.Id, new DateOnly(2026, 12, 24), "The vendor mends it.")]);
    }

    private void Answer(bool mayEdit, ListPolicies.Change? change = null) => _useCases.On<ListPolicies.Query, ListPolicies.Answer>(_ => new ListPolicies.Answer(
        [Ours], [change ?? Change], ["EMEA", "AMER"], [new("app.idle-ttl", "high, 30 days", ["high, 14 days", null])], mayEdit));

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string text) where T : IComponent =>
        page.FindAll("button").Single(b => Read(b) == text);

    private IRenderedComponent<IComponent> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return address.StartsWith("/policies/waivers", StringComparison.Ordinal) ? Render<WaiverList>() : (IRenderedComponent<IComponent>)Render<PolicyList>();
    }
}
