using Bunit;
using Bunit.TestDoubles;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Pages.Policies;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Policies;

/// <summary>The canary of a client app, as its drawer shows it.</summary>
public sealed class CanaryPanelTests : PageTest
{
    private static readonly ItemId App = ItemId.New();
    private static readonly GetCanary.Standing Kept = new(
        CanaryId.New(), CanaryState.Kept, ConnectionFlow.WebServer, "bot@acme.example", CanaryOutcome.Worked, "The org signed it in as <b>bot</b> and answered.", Now.AddMinutes(-5),
        "Sade Abeni", Now.AddDays(-2));

    private readonly ScriptedUseCases _useCases = new();
    private readonly BunitAuthorizationContext _who;

    public CanaryPanelTests()
    {
        _useCases.AddTo(Services);
        _who = this.AddAuthorization().SetAuthorized("Sade Abeni").SetPolicies(nameof(Permission.ConnectOrg));
        Stands(null);
    }

    [Fact]
    public void Panel_WithoutOne_SaysWhatIsNotTried_AndOffersIt()
    {
        var panel = Open();

        Read(panel.Find("section")).ShouldContain("None: whether a cut of this app holds will not be tried.");
        panel.FindAll("button").Select(Read).ShouldBe(["Hand over a canary"]);
    }

    [Fact]
    public void Panel_ForAnAppOfAVendor_SaysWhy_AndOffersNothing()
    {
        Stands(CanaryProblems.OfVendor("Gainfold"));

        var panel = Open();

        Read(panel.Find("section")).ShouldContain("The vendor Gainfold runs this client app");
        panel.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void Panel_WithOne_ShowsHowItStands_AsText_AndOneThatDidNotWorkBesideIt()
    {
        Stands(null, Kept, Kept with { Id = CanaryId.New(), State = CanaryState.NotKept, Outcome = CanaryOutcome.RefusedOtherwise, Words = "ip restricted" });

        var panel = Open();

        var says = Read(panel.Find("section"));
        says.ShouldContain("<b>bot</b>");
        says.ShouldContain("bot@acme.example");
        says.ShouldContain("It did not work, so its credential was erased.");
        panel.FindAll("button").Select(Read).ShouldBe(["Replace canary", "Withdraw canary"]);
    }

    [Fact]
    public void Panel_ForWhoMayNot_ShowsItOnly()
    {
        _who.SetPolicies(nameof(Permission.ViewInventory));
        Stands(null, Kept);

        var panel = Open();

        Read(panel.Find("section")).ShouldContain("bot@acme.example");
        panel.FindAll("button").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HandOver_SendsTicketsOnly(bool secretOnly)
    {
        var ticket = Guid.NewGuid();
        JSInterop.SetupModule("./js/connect.js").Setup<CredentialField.Sent>("send", _ => true).SetResult(new CredentialField.Sent(ticket, "refresh token", null, false));
        _useCases.On<DepositCanary.Command, Done>(_ => Done.Value);
        var panel = Open();
        Button(panel, "Hand over a canary").Click();
        if (secretOnly) panel.FindAll("input[type=radio]")[1].Change(true);
        panel.FindAll("input[type=hidden][name=kind]").Select(k => k.GetAttribute("value")).ShouldBe(secretOnly ? ["secret"] : ["refresh", "secret"]);

        Button(panel, "Hand over and try").Click();

        _useCases.Sent.OfType<DepositCanary.Command>().ShouldHaveSingleItem().ShouldBe(new DepositCanary.Command(
            App, secretOnly ? ConnectionFlow.ClientCredentials : ConnectionFlow.WebServer, secretOnly ? null : ticket, ticket));
        panel.FindAll("input").ShouldBeEmpty();
    }

    [Fact]
    public void HandOver_WhenRefused_SaysWhere()
    {
        JSInterop.SetupModule("./js/connect.js").Setup<CredentialField.Sent>("send", _ => true).SetResult(new CredentialField.Sent(null, null, null, true));
        _useCases.On<DepositCanary.Command, Done>(_ => Problem.Invalid("message.invalid", "Check the fields.") with { Fields = new Dictionary<string, string> { ["Token"] = "Enter the refresh token." } });
        var panel = Open();
        Button(panel, "Hand over a canary").Click();

        Button(panel, "Hand over and try").Click();

        Read(panel.Find("section")).ShouldContain("Enter the refresh token.");
    }

    [Fact]
    public void Withdraw_SaysWhatIsLost_AndSendsIt()
    {
        Stands(null, Kept);
        _useCases.On<WithdrawCanary.Command, Done>(_ => Done.Value);
        var panel = Open();
        Button(panel, "Withdraw canary").Click();
        Read(panel.Find(".note")).ShouldContain("The portal deletes the credential for good.");
        _useCases.Sent.OfType<WithdrawCanary.Command>().ShouldBeEmpty();

        panel.FindAll("button").Last(b => Read(b) == "Withdraw canary").Click();

        _useCases.Sent.OfType<WithdrawCanary.Command>().ShouldHaveSingleItem().Id.ShouldBe(Kept.Id);
    }

    private void Stands(Problem? refusal, params GetCanary.Standing[] canaries) =>
        _useCases.On<GetCanary.Query, GetCanary.Answer>(_ => new GetCanary.Answer(canaries, refusal, true));

    private IRenderedComponent<CanaryPanel> Open() => Render<CanaryPanel>(p => p.Add(c => c.App, App));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<CanaryPanel> panel, string text) => panel.FindAll("button").First(b => Read(b) == text);
}
