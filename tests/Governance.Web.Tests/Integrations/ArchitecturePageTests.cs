using Bunit;
using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Application.Integrations;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Certificates;
using Governance.Web.Components.Pages.Integrations;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Integrations;

public sealed class ArchitecturePageTests : PageTest
{
    private static readonly ReviewMaterial Material = new()
    {
        Name = "<b>Ledger</b>",
        Facts = new IntegrationFacts
        {
            Direction = DataDirection.Inbound,
            DataClass = DataClass.Confidential,
            Regime = Regime.None,
            HasGateway = false,
            HasFixedAddresses = true,
            ExternalSystems = 7,
            Controls = AccessControls.OAuth,
            Answered = new("person:1", "Sade Abeni", Now.AddHours(-1)),
        },
        Inputs = new(DataDirection.Inbound, DataClass.Confidential, Regime.None, OrgInfrastructure.Classic, false, true, 7, 12),
        Deployment = OrgInfrastructure.Classic,
        SlotsUsed = 12,
        Orgs = [new("Core", OrgInfrastructure.Classic, "NA139", "Sade Abeni", Now.AddDays(-1), 12, null, Now.AddMinutes(-4))],
    };

    private static readonly GetArchitectureReview.Review Review = ReviewOf(Material);

    private readonly ScriptedUseCases _useCases = new();

    public ArchitecturePageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer(Review);
    }

    [Fact]
    public void Page_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<GetArchitectureReview.Query>();

        Open().FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Page_WhenNotThere_SaysSo()
    {
        _useCases.On<GetArchitectureReview.Query, GetArchitectureReview.Review>(_ => IntegrationProblems.NotFound);

        Read(Open().Find("[role=alert]")).ShouldContain("no such integration");
    }

    [Fact]
    public void Page_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<GetArchitectureReview.Query, GetArchitectureReview.Review>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open().Find("[role=note]")).ShouldContain("Missing permission: View inventory");
    }

    [Fact]
    public void Page_WhenAnswered_ShowsAllFiveOutputs()
    {
        var page = Open();

        page.FindAll(".pagehead b").ShouldBeEmpty("what somebody typed is text");
        Read(page.Find(".listcol")).ShouldContain("Mutual TLS for the transport, OAuth for the application.");
        Read(page.Find(".listcol")).ShouldContain("its data is confidential");
        page.Find("svg.gateway").GetAttribute("aria-label").ShouldBe(
            "Gateway placement: the other end calls Salesforce, through a gateway that is to be put there: mutual TLS, OAuth on its outer side, mutual TLS, OAuth towards Salesforce.");
        Read(page.Find(".listcol")).ShouldContain("Gateway, run by nobody recorded");
        Read(page.Find(".listcol")).ShouldContain("Classic, instance NA139, confirmed by Sade Abeni: a move is to come.");
        page.FindAll("tr").Select(Read).ShouldContain(r => r.StartsWith("Who owns it? Unknown nobody is named recorded"));
    }

    [Fact]
    public void Page_WhenAnInputIsMissing_SaysWhich_AndDrawsNothing()
    {
        Answer(ReviewOf(Material with { Inputs = null, Facts = Material.Facts with { DataClass = null } }) with { Refusal = ArchitectureProblems.Missing });

        var page = Open();

        page.FindAll("svg.gateway").ShouldBeEmpty();
        Read(page.Find(".listcol")).ShouldContain("It takes 1 more answer: not recorded: how sensitive is the data");
        page.FindAll("button").Select(Read).ShouldNotContain("Sign decision");
    }

    [Fact]
    public void Sign_SendsWhatWasShown_AndShowsTheRecord()
    {
        var receipt = new SignArchitecture.Receipt(SignedDecisionId.New(), new string('a', 64));
        _useCases.On<SignArchitecture.Command, SignArchitecture.Receipt>(_ => receipt);
        var page = Open();
        Answer(Review with { Decisions = [new(receipt.Id, "Ines Quell", Now, "Architecture decision\nSigned\u202E.", receipt.TextHash, true)] });

        Button(page, "Sign decision").Click();

        _useCases.Sent.OfType<SignArchitecture.Command>().ShouldBe([new SignArchitecture.Command(Review.Id, Review.Inputs!, Review.Substance)]);
        Read(page.Find("[role=status]")).ShouldContain("SHA-256 begins aaaaaaaaaaaa");
        page.Find("pre").TextContent.ShouldBe("Architecture decision\nSigned[U+202E].");
        Read(page.Find(".pagehead")).ShouldContain("signed 21 Nov 2026 by Ines Quell");
    }

    [Fact]
    public void Sign_WhenItChanged_SaysSoAndOffersToReadAgain()
    {
        _useCases.On<SignArchitecture.Command, SignArchitecture.Receipt>(_ => ArchitectureProblems.Changed);
        var page = Open();

        Button(page, "Sign decision").Click();

        Read(page.Find("[role=alert]")).ShouldContain("Nothing was signed. Read it again");
    }

    [Fact]
    public void Decision_WhenStale_MarksExactlyItsParts()
    {
        Answer(Review with
        {
            Parts = [.. Review.Parts.Select(p => p.Part == ArchitecturePart.Gateway ? p with { Changed = ["at most 3 systems call in directly, now more than 3 systems call in directly"] } : p)],
            Decisions = [new(SignedDecisionId.New(), "Rolf", Now.AddDays(-9), "Text", "00", false)],
        });

        var page = Open();

        page.FindAll(".chip").Select(Read).Where(t => t is "Stale" or "Holds").ShouldBe(["Holds", "Holds", "Holds", "Stale", "Holds"]);
        Read(page.Find(".pagehead")).ShouldContain("1 of 5 decisions stale");
        Read(page.Find("details.record summary")).ShouldContain("altered after it was signed");
    }

    [Fact]
    public void Answer_SendsWhatWasChosen()
    {
        _useCases.On<AnswerArchitecture.Command, Done>(_ => Done.Value);
        var page = Open();
        Button(page, "Answer review").Click();

        page.Find("#a-class").Change(nameof(DataClass.Restricted));
        page.Find("#a-systems").Change("2");
        page.Find("#a-contract").Change("DPA 2026-14");
        page.Find("form").Submit();

        var sent = _useCases.Sent.OfType<AnswerArchitecture.Command>().ShouldHaveSingleItem();
        (sent.Answers.DataClass, sent.Answers.ExternalSystems, sent.Answers.Contract, sent.Answers.Direction, sent.Answers.HasFixedAddresses, sent.Version)
            .ShouldBe((DataClass.Restricted, 2, "DPA 2026-14", DataDirection.Inbound, true, Review.Version));
        Read(page.Find("[role=status]")).ShouldContain("Somebody else signs.");
    }

    [Fact]
    public void Page_WhenLimitedToOrgGroups_SaysWhatIsLeftOut()
    {
        Answer(Review with { IsWhole = false, Refusal = AccessProblems.UnscopedOnly, MayAnswer = false });

        var page = Open();

        Read(page.Find("[role=note]")).ShouldContain("From your org groups only.");
        page.FindAll("button").Select(Read).ShouldBe(["Print"]);
    }

    [Fact]
    public void Strategy_ShowsSlotsOwnersAndWhatIsDue()
    {
        var line = new GetCertificateStrategy.Line(
            ItemId.New(), "<i>Ledger</i>", "Ledger_TLS", CertificatePlace.Org, Now.AddDays(5), Now.AddDays(-25), false, "Ledger", null, null,
            [new(CertificatePurpose.MutualTls, "named credential Books")]);
        var strategy = new GetCertificateStrategy.Strategy(
            "Core", Now, OrgInfrastructure.Classic, true, new(OrgId.New(), "Core", false, Now.AddMinutes(-4), null, Now, null), ["NG_"], new(46, 50, 40, 3, 9), [line]);
        _useCases.On<GetCertificateStrategy.Query, GetCertificateStrategy.Strategy>(_ => strategy);

        var page = Render<CertificateStrategyPage>(p => p.Add(c => c.Id, Guid.CreateVersion7()));

        Read(page.Find(".listcol")).ShouldContain("46 of 50 slots used; at most 40 are wanted. few left");
        Read(page.Find(".listcol")).ShouldContain("Both done, 35 would be used. Few are left, so share one.");
        page.FindAll("tbody td, tbody th").Select(Read).ShouldBe(
            ["<i>Ledger</i> not as agreed", "mutual TLS: named credential Books", "nobody, no deputy Ledger", "26 Nov 2026", "27 Oct 2026 due"]);
    }

    [Fact]
    public void Deployment_WhenConfirmed_SendsTheInstanceThatWasShown()
    {
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [Role.OrgAdmin], new HashSet<Permission> { Permission.EditIntegration }));
        _useCases.On<ConfirmDeployment.Command, Done>(_ => Done.Value);
        var org = new GetOrg.Facts("00D000000000001EAA", "Acme", OrgEnvironment.Production, OrgInfrastructure.Classic, "NA139", "https://acme.my.salesforce.com", Now) { OrgId = OrgId.New() };
        var form = Render<DeploymentForm>(p => p.Add(c => c.Org, org));
        form.Markup.ShouldContain("Classic (likely)");

        form.Find("button").Click();
        form.Find("select").Change(nameof(OrgInfrastructure.Hyperforce));
        form.Find("form").Submit();

        _useCases.Sent.OfType<ConfirmDeployment.Command>().ShouldBe([new ConfirmDeployment.Command(org.OrgId, OrgInfrastructure.Hyperforce, "NA139")]);
    }

    private static GetArchitectureReview.Review ReviewOf(ReviewMaterial material) => new(
        IntegrationId.New(), Guid.CreateVersion7(), material.Name, true, material.Facts, material.Questionnaire(), material.Missing(), material.Inputs,
        material is { Inputs: { } inputs, Recommended: { } said }
            ? [.. ArchitectureTable.Parts.Select(p => new GetArchitectureReview.PartLine(p, ArchitectureWords.Of(p, said), ArchitectureTable.Facts(p, inputs), []))] : [],
        material.Breaks(), material.Checklist(), material.Orgs, SignedDecision.SubstanceOf(material), [], true, null);

    private void Answer(GetArchitectureReview.Review review) => _useCases.On<GetArchitectureReview.Query, GetArchitectureReview.Review>(_ => review);

    private IRenderedComponent<ArchitecturePage> Open() => Render<ArchitecturePage>(p => p.Add(c => c.Id, Review.Id.Value));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ArchitecturePage> page, string says) => page.FindAll("button").Single(b => Read(b) == says);
}
