using Bunit;
using Governance.Application.Audit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Web.Components.Pages.Audit;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Audit;

public sealed class AuditPageTests : PageTest
{
    private static readonly ListAuditEntries.Row Denied = Row(7) with
    {
        Outcome = AuditOutcome.Denied,
        Action = "org.sync-requested",
        Reason = "access.denied",
    };

    private readonly ScriptedUseCases _useCases = new();

    public AuditPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Mara Oriel");
        Answer(new ListAuditEntries.Page([Denied, Row(6)], 2, false));
    }

    [Fact]
    public void Audit_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<ListAuditEntries.Query>();

        var page = Open("/audit");

        page.FindAll(".skel").ShouldNotBeEmpty();
        page.Find("[aria-busy]").GetAttribute("aria-busy").ShouldBe("true");
    }

    [Fact]
    public void Audit_WhenEmpty_SaysWhatWouldBeHere()
    {
        Answer(new ListAuditEntries.Page([], 0, false));

        Read(Open("/audit").Find(".none")).ShouldContain("Every act will be listed here");
        Read(Open("/audit?outcome=failed").Find(".none")).ShouldStartWith("No entry matches these filters.");
    }

    [Fact]
    public void Audit_WhenFilled_ShowsWhoWhatAndHowItEnded()
    {
        var page = Open("/audit");

        // A line break stands between the two lines of a cell.
        var cells = page.FindAll("tr[data-row]:first-child > *").Select(Read).ToArray();
        cells.ShouldBe(["1 h ago", "Ines QuellSecurity reviewer", "Asked to read an orgorg.sync-requested", "Gainfoldvendor", "Denied", "access.denied"]);
        page.Find("tr[data-row]:first-child .chip svg").ShouldNotBeNull();
        Read(page.Find(".pagehead p")).ShouldBe("2 entries");
    }

    [Fact]
    public void Audit_WhenProblem_ShowsIt()
    {
        _useCases.On<ListAuditEntries.Query, ListAuditEntries.Page>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));

        Read(Open("/audit").Find(".rows [role=alert]")).ShouldContain("Something broke.");
    }

    [Fact]
    public void Audit_WhenRightIsGone_NamesTheRole()
    {
        _useCases.On<ListAuditEntries.Query, ListAuditEntries.Page>(_ => Application.Access.AccessProblems.Denied(Permission.ViewAudit));

        Read(Open("/audit").Find(".rows [role=alert]")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void Audit_WhenAddressHasFilters_AsksForThem()
    {
        Open("/audit?action=incident&actor=person:1&type=vendor&subject=v-1&outcome=done&incident=INC-0001&from=2026-11-20&to=2026-11-21&page=3");

        _useCases.Sent.OfType<ListAuditEntries.Query>().Last().ShouldBe(new ListAuditEntries.Query(new AuditFilter
        {
            Action = "incident",
            Actor = "person:1",
            SubjectType = "vendor",
            SubjectId = "v-1",
            Outcome = AuditOutcome.Done,
            Incident = "INC-0001",
            From = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
        }, 100, 50));
    }

    [Theory]
    [InlineData("outcome=maybe", "“outcome” is “maybe”")]
    [InlineData("from=yesterday", "“from” is “yesterday”")]
    [InlineData("to=2026-13-01", "“to” is “2026-13-01”")]
    [InlineData("from=2026-11-22&to=2026-11-20", "“to” must be later")]
    [InlineData("page=0", "page is “0”")]
    [InlineData("page=201", "page is “201”")]
    public void Audit_WhenAFilterDoesNotParse_NamesItAndShowsNoList(string query, string says)
    {
        var page = Open($"/audit?{query}");

        Read(page.Find("[role=alert]")).ShouldContain(says);
        page.FindAll("table").ShouldBeEmpty();
        _useCases.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Audit_WhenAnEntryIsOpen_ShowsItBesideTheListWithChangesMarked()
    {
        _useCases.On<GetAuditEntry.Query, GetAuditEntry.Detail>(q => Detail(q.Seq));

        var page = Open("/audit/7?outcome=denied", 7);

        Read(page.Find(".drawer h2")).ShouldBe("Asked to read an org");
        page.FindAll(".drawer tbody tr").Select(Read).ShouldBe(["name Old New changed", "rules 1 1"]);
        Read(page.Find(".drawer")).ShouldContain("192.0.2.7");
        Read(page.Find(".drawer")).ShouldContain(AuditEntry.Genesis);
        page.FindAll("tr[data-row]").Count.ShouldBe(2);
        page.Find(".drawer .x").Click();
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/audit?outcome=denied");
    }

    [Fact]
    public void Audit_WhenTheOpenEntryIsNotThere_SaysSoInTheDrawer()
    {
        _useCases.On<GetAuditEntry.Query, GetAuditEntry.Detail>(q => AuditProblems.NotFound(q.Seq));

        Read(Open("/audit/99", 99).Find(".drawer [role=alert]")).ShouldContain("There is no entry 99 that you may see.");
    }

    [Theory]
    [InlineData(AuditVerdict.Sound, "Sound: 1,204 entries and 7 signed heads agree. 3 entries since the last head at 21 Nov 2026, 14:00 UTC.")]
    [InlineData(AuditVerdict.Broken, "Broken: Entry 12 is missing. 1,204 entries before it are sound.")]
    [InlineData(AuditVerdict.TailNotProven, "Tail not proven: 1,204 entries and 7 signed heads agree. Entry 12 is missing.")]
    public void Verify_WhenAnswered_SaysItInWords(AuditVerdict verdict, string says)
    {
        _useCases.On<VerifyAudit.Query, VerifyAudit.Report>(_ => new VerifyAudit.Report(verdict, verdict == AuditVerdict.Broken ? 12 : null,
            verdict == AuditVerdict.Sound ? null : "Entry 12 is missing.", 1204, 7, 3, Now.AddMinutes(-5), TimeSpan.FromSeconds(2)));
        var page = Open("/audit");

        page.Find(".pagehead button.btn").Click();

        Read(page.Find("[aria-live] .note")).ShouldStartWith(says);
        page.FindAll("[aria-live] a[href='/audit/12']").Count.ShouldBe(verdict == AuditVerdict.Broken ? 1 : 0);
    }

    [Fact]
    public void Verify_WhenScoped_SaysOnlyTheVerdict()
    {
        _useCases.On<VerifyAudit.Query, VerifyAudit.Report>(_ => new VerifyAudit.Report(AuditVerdict.Broken, null, null, null, null, null, null, null));
        var page = Open("/audit?verify=1");

        Read(page.Find("[aria-live] .note")).ShouldBe(
            "Broken: the chain does not fit together. Tell somebody who sees every org group; they see where.");
    }

    [Fact]
    public void Verify_WhileRunning_SaysSoAndCannotBeStartedTwice()
    {
        _useCases.Hang<VerifyAudit.Query>();
        var page = Open("/audit");

        page.Find(".pagehead button.btn").Click();

        Read(page.Find("[aria-live]")).ShouldStartWith("Checking every entry");
        page.Find(".pagehead button.btn").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public void Export_WhenFiltered_PostsTheFilterWithAntiforgery()
    {
        var page = Open("/audit?outcome=failed");

        var form = page.Find("form[action='audit/export-list']");
        form.GetAttribute("method").ShouldBe("post");
        form.QuerySelector("input[name=outcome]")!.GetAttribute("value").ShouldBe("failed");
        form.QuerySelector("input[name=__RequestVerificationToken]").ShouldNotBeNull();
        page.Find("form[action='audit/export'] input[name=__RequestVerificationToken]").ShouldNotBeNull();
    }

    [Fact]
    public void Filter_WhenAddedByHand_GoesIntoTheAddress()
    {
        var page = Open("/audit");

        page.Find("[data-filter]").Click();
        page.FindAll(".fpop.list button").Single(b => Read(b) == "Outcome").Click();
        page.Find(".fpop select").Change("denied");
        page.Find(".fpop form").Submit();

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/audit?outcome=denied");
    }

    [Theory]
    [InlineData("access.signed-in", "Signed in")]
    [InlineData("vendor.rules-changed", "Vendor: rules changed")]
    [InlineData("query.VerifyAudit", "Asked for: Verify audit")]
    [InlineData("odd", "Odd")]
    [InlineData("", "")]
    public void Words_OfAnyCode_AreWords(string code, string words) => AuditWords.Of(code).ShouldBe(words);

    private static ListAuditEntries.Row Row(long seq) => new(seq, Now.AddHours(-1), "person:1", "Ines Quell", "Security reviewer",
        "vendor.edited", "vendor", "v-1", "Gainfold", AuditOutcome.Done, null, null);

    private static GetAuditEntry.Detail Detail(long seq) => new(Denied with { Seq = seq }, Guid.NewGuid(), "*", null, "0123456789abcdef",
        "192.0.2.7", "EMEA", null, [new FieldChange("name", "Old", "New", true), new FieldChange("rules", "1", "1", false)],
        AuditEntry.Genesis, new string('a', 64), new GetAuditEntry.Head(9, Now, "key"));

    private void Answer(ListAuditEntries.Page page) => _useCases.On<ListAuditEntries.Query, ListAuditEntries.Page>(_ => page);

    private IRenderedComponent<AuditList> Open(string address, long? seq = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditList>(p => p.Add(x => x.Seq, seq));
    }
}
