using Bunit;
using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Certificates;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Certificates;

public sealed class CertificatesPageTests : PageTest
{
    private static readonly CertificateReads Core = new(OrgId.New(), "Core", false, Now.AddMinutes(-3), null, null, "insufficient permission: Modify Metadata");

    private static readonly ListCertificates.Row Ledger = new(
        ItemId.New(), "ledger_2025", "ledger_2025", CertificatePlace.Org, "Core", Now.AddDays(7), Severity.Critical, null,
        [new CertificateUse(CertificatePurpose.MutualTls, "named credential Ledger"), new CertificateUse(CertificatePurpose.JwtSigning, "named credential Ledger")],
        null, "RSA", 2048, 2, Severity.High);

    private static readonly ListCertificates.Row Blank = Ledger with
    {
        Id = ItemId.New(),
        Name = "blank",
        EndsAt = null,
        Step = null,
        Uses = [],
        UsesUnknown = Core.UsesBlind,
        KeyAlgorithm = null,
        KeySize = null,
        Findings = 0,
        Worst = null,
    };

    private readonly ScriptedUseCases _useCases = new();

    public CertificatesPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        _useCases.On<GetCertificateOutlook.Query, GetCertificateOutlook.Outlook>(_ => new GetCertificateOutlook.Outlook(
            Now, 2, 0, 1, 1, [new(Ledger.Id, Core.OrgId, Ledger.Name, Now.AddDays(7), Severity.Critical)],
            [new(Core, new GetCertificateOutlook.Slots(43, 50, 40, 50, Now.AddDays(30)))]));
        Answer(Ledger, Blank);
    }

    [Fact]
    public void Page_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<GetCertificateOutlook.Query>().Hang<ListCertificates.Query>();

        Open("/certificates").FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Page_WhenFilled_ShowsStepsUsesAndWhatIsUnknown()
    {
        var page = Open("/certificates");

        var rows = page.FindAll("tr[data-row]").Select(r => r.Children.Select(Read).ToArray()).ToArray();
        rows[0].ShouldBe(["ledger_2025", "Core", "Critical", "in 7 d 28 Nov 2026", "Dual use mTLS: named credential Ledger and 1 more", "Org", "RSA 2048", "2, high"]);
        rows[1][2].ShouldBe("Unknown");
        rows[1][3].ShouldStartWith("unknown");
        rows[1][4].ShouldBe("Unknown: insufficient permission: Modify Metadata");
        rows[1][7].ShouldBe("none open");
        Read(page.Find(".pagehead p")).ShouldBe("2 in 1 org · 0 expired, 1 within 90 days, 1 with an unknown end · as of 3 min ago");
        page.Find("svg.chart").GetAttribute("aria-label")!.ShouldContain("ledger_2025 in Core in 7 d");
        page.Find(".bullet").GetAttribute("aria-label").ShouldBe("Core: 43 of 50 slots used, forecast 50 by 21 Dec 2026");
        Read(page.Find(".note")).ShouldContain("certificates in client apps, inbound ones and uses are unknown, not none.");
    }

    [Fact]
    public void Page_WhenNothingMatches_OffersAll()
    {
        Answer();

        Read(Open("/certificates?place=inbound&before=2027-02-19").Find(".none")).ShouldContain("No certificate matches these filters.");
        _useCases.Sent.OfType<ListCertificates.Query>().Last().Filter.ShouldBe(
            new CertificateFilter { Place = CertificatePlace.Inbound, Before = new DateTimeOffset(2027, 2, 19, 0, 0, 0, TimeSpan.Zero) });
    }

    [Fact]
    public void Page_WhenProblem_ShowsIt()
    {
        _useCases.On<ListCertificates.Query, ListCertificates.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));

        Read(Open("/certificates").Find(".rows [role=alert]")).ShouldContain("Something broke.");
    }

    [Fact]
    public void Page_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<GetCertificateOutlook.Query, GetCertificateOutlook.Outlook>(_ => AccessProblems.Denied(Permission.ViewInventory));

        var page = Open("/certificates");

        Read(page.Find(".note")).ShouldContain("You need one of the roles Auditor");
        page.FindAll("tr[data-row]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/certificates?before=soon", "“before” can’t be “soon”")]
    [InlineData("/certificates?place=desk", "“place”")]
    [InlineData("/certificates?org=1", "“org”")]
    public void Page_WhenAddressCannotBeRead_NamesTheValueAndShowsNoList(string address, string says)
    {
        var page = Open(address);

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
    }

    private void Answer(params ListCertificates.Row[] rows) =>
        _useCases.On<ListCertificates.Query, ListCertificates.Page>(_ => new ListCertificates.Page(rows, rows.Length, false));

    private IRenderedComponent<CertificatesPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CertificatesPage>();
    }
}
