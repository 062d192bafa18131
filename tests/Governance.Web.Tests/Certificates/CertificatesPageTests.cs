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
using Command = Governance.Application.Certificates.NameCertificateOwner.Command;

namespace Governance.Web.Tests.Certificates;

public sealed class CertificatesPageTests : PageTest
{
    private static readonly CertificateReads Core = new(OrgId.New(), "Core", false, Now.AddMinutes(-3), null, null, "insufficient permission: Modify Metadata");

    private static readonly DateTimeOffset Today = new(Now.UtcDateTime.Date, TimeSpan.Zero);

    private static readonly ListCertificates.Row Ledger = new(
        ItemId.New(), "ledger_2025", "ledger_2025", CertificatePlace.Org, "Core", Now.AddDays(7), Severity.Critical, null,
        [new CertificateUse(CertificatePurpose.MutualTls, "named credential Ledger"), new CertificateUse(CertificatePurpose.JwtSigning, "named credential Ledger")],
        null, "RSA", 2048, 2, Severity.High,
        new CertificateStanding(
            "t.marlo@northgale.example", "T. Marlo", "i.quell@northgale.example", "I. Quell",
            new RotationPlan(Today.AddDays(4), RotationWay.SameName, null, "Tell the ledger team."), "K. Vint", Now.AddDays(-2), null,
            new Reminder(7, Now.AddHours(-14), Reminded.Owner, Today.AddDays(1), false), null, null, Guid.CreateVersion7()));

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
        Standing = new CertificateStanding(null, null, null, null, null, null, null, null, null, null, null, null),
    };

    private static readonly ListReminders.Row Waiting = new(
        Ledger.Id, Ledger.Name, "Core", Now.AddDays(7), Ledger.Standing.Reminder!, "T. Marlo", "I. Quell", Today.AddDays(4), true);

    private readonly ScriptedUseCases _useCases = new();

    public CertificatesPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        _useCases.On<GetCertificateOutlook.Query, GetCertificateOutlook.Outlook>(_ => new GetCertificateOutlook.Outlook(
            Now, 2, 0, 1, 1, [new(Ledger.Id, Core.OrgId, Ledger.Name, Now.AddDays(7), Severity.Critical)],
            [new(Core, new GetCertificateOutlook.Slots(43, 50, 40, 50, Now.AddDays(30)))]));
        _useCases.On<ListReminders.Query, ListReminders.Page>(q => new ListReminders.Page(q.Mine ? [Waiting] : [Waiting, Waiting with { Id = Blank.Id, Name = "other" }], 2, 1, false));
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
        rows[0].ShouldBe(["ledger_2025", "Core", "Critical", "in 7 d 28 Nov 2026", "Dual use mTLS: named credential Ledger and 1 more", "T. Marlo, I. Quell", "25 Nov 2026", "7 days, open", "2, high"]);
        rows[1][2].ShouldBe("Unknown");
        rows[1][3].ShouldStartWith("unknown");
        rows[1][4].ShouldBe("Unknown: insufficient permission: Modify Metadata");
        rows[1][5].ShouldBe("No owner");
        rows[1][7].ShouldBe("none: its end is unknown");
        rows[1][8].ShouldBe("none open");
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

    [Fact]
    public void Reminders_ShowMineFirstAndAllWhenAsked()
    {
        var page = Open("/certificates");

        Read(page.Find(".reminders li")).ShouldBe(
            "7 days ledger_2025 in Core ends on 28 Nov 2026, rotation planned for 25 Nov 2026 waits for T. Marlo since 14 h agoAcknowledge");
        page.FindAll(".reminders li").Count.ShouldBe(1);
        page.FindAll(".seg button").Select(b => (Read(b), b.GetAttribute("aria-pressed"))).ShouldBe([("Waiting for me (1)", "true"), ("All (2)", "false")]);
        page.FindAll(".seg button")[1].Click();
        page.FindAll(".reminders a").Select(Read).ShouldBe(["ledger_2025", "other"]);
    }

    [Fact]
    public void Reminders_WhenAcknowledged_AskAgain_AndSayWhenSomebodyWasFirst()
    {
        _useCases.On<AcknowledgeReminder.Command, Done>(_ => Done.Value);
        var page = Open("/certificates");
        var asked = Asked();

        page.Find(".reminders button").Click();

        _useCases.Sent.OfType<AcknowledgeReminder.Command>().Single().ShouldBe(new AcknowledgeReminder.Command(Ledger.Id, 7));
        Asked().ShouldBe((asked.Reminders + 1, asked.Lists + 1));
        _useCases.On<AcknowledgeReminder.Command, Done>(_ => CertificateProblems.Acknowledged);
        page.Find(".reminders button").Click();
        Read(page.Find("[role=alert]")).ShouldContain("Somebody acknowledged this reminder already.");

        (int Reminders, int Lists) Asked() => (_useCases.Sent.OfType<ListReminders.Query>().Count(), _useCases.Sent.OfType<ListCertificates.Query>().Count());
    }

    [Fact]
    public void Reminders_WhileLoadingWhenNoneAndWhenBroken_SayWhich()
    {
        _useCases.Hang<ListReminders.Query>();
        Open("/certificates").Markup.ShouldContain("Loading the reminders");
        _useCases.On<ListReminders.Query, ListReminders.Page>(_ => new ListReminders.Page([], 0, 0, false));
        Open("/certificates").Markup.ShouldContain("No reminder waits for an answer.");
        _useCases.On<ListReminders.Query, ListReminders.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "No reminders today."));
        Read(Open("/certificates").Find("[role=alert]")).ShouldContain("No reminders today.");
    }

    [Fact]
    public void Drawer_WhenOwnerIsNamed_SendsWhatWasTypedAndShowsTheAnswer()
    {
        Command? sent = null;
        _useCases.On<Command, Done>(c =>
        {
            sent = c;
            return CertificateProblems.Changed;
        });
        var page = OpenDrawer(Permission.EditOwner, Permission.PlanRotation, Permission.AcknowledgeReminder);
        Read(page.Find(".drawer dl")).ShouldStartWith("Owner T. Marlo Deputy I. Quell Rotation 25 Nov 2026, new key, same nameTell the ledger team.planned by K. Vint");
        Read(page.Find(".drawer dl")).ShouldContain("waits for T. Marlo since 14 h agogoes on to the deputy on 22 Nov 2026 next: 27 Nov 2026");

        Button(page, "Change owner").Click();
        page.Find("#cert-deputy").Change(" ");
        page.Find(".drawer form").Submit();

        sent.ShouldBe(new Command(Ledger.Id, Ledger.Standing.Version, "t.marlo@northgale.example", null));
        Read(page.Find(".drawer [role=alert]")).ShouldContain("Nothing was saved.");
        _useCases.On<Command, Done>(_ => Done.Value);
        page.Find(".drawer form").Submit();
        page.FindAll(".drawer form").ShouldBeEmpty();
    }

    [Fact]
    public void Drawer_WhenRotationIsPlannedOrGivenUp_SendsIt()
    {
        _useCases.On<PlanRotation.Command, Done>(_ => Done.Value);
        var page = OpenDrawer(Permission.PlanRotation);

        Button(page, "Change plan").Click();
        page.Find("#cert-way").Change(nameof(RotationWay.NewName));
        page.Find("#cert-next").Change("ledger_2026");
        page.Find("#cert-day").Input("2026-11-24");
        page.Find(".drawer form").Submit();
        Button(page, "Change plan").Click();
        Button(page, "Give plan up").Click();

        _useCases.Sent.OfType<PlanRotation.Command>().Select(c => c.Plan).ShouldBe(
            [new PlanRotation.Draft(new DateOnly(2026, 11, 24), RotationWay.NewName, "ledger_2026", "Tell the ledger team."), null]);
    }

    [Fact]
    public void Drawer_WithoutRights_NamesTheRolesAndOffersNothing()
    {
        var page = OpenDrawer();

        Read(page.Find(".drawer")).ShouldContain("You can’t change them. You need one of the roles Org admin or Security reviewer.");
        page.FindAll(".drawer section button").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mine", CertificateOwnership.Mine, "owner is me, as owner or deputy")]
    [InlineData("nobody", CertificateOwnership.Nobody, "owner is nobody")]
    public void Page_NarrowsByOwner(string slug, CertificateOwnership owned, string says)
    {
        var page = Open($"/certificates?owner={slug}");

        _useCases.Sent.OfType<ListCertificates.Query>().Last().Filter.ShouldBe(new CertificateFilter { Owned = owned });
        Read(page.Find(".filters")).ShouldContain(says);
        page.Find(".reminders a").GetAttribute("href").ShouldBe($"/certificates/{Ledger.Id.Value:D}?owner={slug}");
    }

    [Theory]
    [InlineData("/certificates?owner=me", "“owner”")]
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

    private IRenderedComponent<CertificatesPage> OpenDrawer(params Permission[] may)
    {
        _useCases.On<GetCertificate.Query, GetCertificate.Detail>(_ => new GetCertificate.Detail(
            Ledger, new CertificateFacts { Place = CertificatePlace.Org, ApiName = "ledger_2025" }, Core, ItemSource.Org, Now.AddDays(-30), null, [], [], may.ToHashSet()));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/certificates/{Ledger.Id.Value:D}");
        return Render<CertificatesPage>(p => p.Add(c => c.Id, Ledger.Id.Value));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<CertificatesPage> page, string text) =>
        page.FindAll(".drawer button").Single(b => Read(b) == text);

    private IRenderedComponent<CertificatesPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CertificatesPage>();
    }
}
