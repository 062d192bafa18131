using Bunit;
using Governance.Domain;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Tests.Components;

public sealed class ListTests : PageTest
{
    private readonly List<GridRequest> _asked = [];

    [Fact]
    public void Grid_WhileLoading_ShowsSkeletonRows()
    {
        var grid = Grid(async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return new([], 0);
        });

        grid.Find("[aria-busy]").GetAttribute("aria-busy").ShouldBe("true");
        grid.FindAll(".skel").ShouldNotBeEmpty();
        grid.FindAll("tr[data-row]").ShouldBeEmpty();
    }

    [Fact]
    public void Grid_WhenEmpty_ShowsTheEmptyTemplate()
    {
        var grid = Grid(Answer(0));

        Read(grid.Find(".none")).ShouldBe("No authorization matches.");
        grid.FindAll(".skel").ShouldBeEmpty();
        grid.FindAll("nav").ShouldBeEmpty();
    }

    [Fact]
    public void Grid_WhenFilled_LabelsCellsForThePhone()
    {
        var grid = Grid(Answer(60));

        grid.FindAll("tr[data-row]").Count.ShouldBe(25);
        grid.Find("caption").TextContent.ShouldBe("authorizations");
        grid.Find("tr[data-row] th[scope=row] a").GetAttribute("href").ShouldBe("/a/0");
        grid.FindAll("tr[data-row]:first-child td[data-l]").Select(c => c.GetAttribute("data-l"))
            .ShouldBe(["Org", "Uses"]);
        Read(grid.Find("nav")).ShouldStartWith("1–25 of 60");
    }

    [Fact]
    public void Grid_WhenProblem_ShowsItAndTriesAgain()
    {
        var tries = 0;
        var grid = Grid((_, _) => Task.FromResult(tries++ == 0
            ? GridPage<Row>.Fail(Problem.RemoteUnavailable("org.no-answer", "APAC is silent."))
            : new GridPage<Row>([new("1", "App", "Core", 1)], 1)));

        grid.Find("[role=alert] button").Click();

        grid.FindAll("[role=alert]").ShouldBeEmpty();
        grid.FindAll("tr[data-row]").Count.ShouldBe(1);
    }

    [Fact]
    public void Grid_WhenRowIsHostile_ShowsItAsText()
    {
        var grid = Grid((_, _) => Task.FromResult(new GridPage<Row>([new("1", "<script>x</script>\u202E",
            "Core", 1)], 1)));

        grid.FindAll("script").ShouldBeEmpty();
        Read(grid.Find("th[scope=row]")).ShouldBe("<script>x</script>[U+202E]");
        grid.Find("[data-pick]").GetAttribute("aria-label").ShouldBe("Select <script>x</script>[U+202E]");
    }

    [Fact]
    public void Grid_WhenHeadPressed_SortsAndSaysSo()
    {
        var grid = Grid(Answer(60));

        grid.Find("thead th[aria-sort] button").Click();
        grid.Find("thead th[aria-sort] button").Click();

        _asked.Select(a => (a.Sort, a.Descending)).ShouldBe([(null, false), ("uses", true), ("uses", false)]);
        grid.Find("thead th[aria-sort]").GetAttribute("aria-sort").ShouldBe("ascending");
    }

    [Fact]
    public void Grid_WhenPageTurned_AsksForTheNextRows()
    {
        var grid = Grid(Answer(60));

        grid.Find("[aria-label='Next page']").Click();

        _asked[^1].Skip.ShouldBe(25);
        Read(grid.Find("nav [role=status]")).ShouldBe("26–50 of 60");
    }

    [Fact]
    public void Grid_WhenAddressHoldsPageAndSort_RaisesAndWaits()
    {
        var raised = new List<object>();
        var grid = Grid(Answer(60), p => p.Add(g => g.Skip, 25).Add(g => g.Sort, "-uses")
            .Add(g => g.OnPage, s => raised.Add(s)).Add(g => g.OnSort, s => raised.Add(s)));

        grid.Find("[aria-label='Previous page']").Click();
        grid.Find("thead th[aria-sort] button").Click();

        raised.ShouldBe([0, "uses"]);
        _asked[0].ShouldBe(new GridRequest(25, 25, "uses", true));
    }

    [Fact]
    public void Grid_WhenParentDrawsAgain_DoesNotAskAgain()
    {
        var grid = Grid(Answer(60));

        grid.Render(p => p.Add(g => g.OpenKey, "3"));

        _asked.Count.ShouldBe(1);
        grid.Find("tr.open a").GetAttribute("aria-current").ShouldBe("true");
    }

    [Fact]
    public void Grid_WhenFilterChanges_AsksFromTheFirstRow()
    {
        var grid = Grid(Answer(60), p => p.Add(g => g.Filter, "a"));
        grid.Find("[aria-label='Next page']").Click();

        grid.Render(p => p.Add(g => g.Filter, "b"));

        _asked[^1].Skip.ShouldBe(0);
    }

    [Fact]
    public void Grid_WhenRowsPicked_ReportsThemAndMarksSome()
    {
        IReadOnlySet<string> picked = new HashSet<string>();
        var grid = Grid(Answer(2), p => p.Add(g => g.SelectedChanged, s => picked = s));

        grid.Find("[data-pick]").Change(true);
        picked.ShouldBe(["0"]);
        grid.Render(p => p.Add(g => g.Selected, picked));

        grid.FindAll("tr[data-row]").Select(r => r.GetAttribute("aria-selected")).ShouldBe(["true", "false"]);
        JSInterop.VerifyInvoke("portal.some").Arguments[1].ShouldBe(true);

        grid.Find("thead input").Change(true);
        picked.ShouldBe(["0", "1"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(0, 612, false, "1–25 of 612 Page 1 of 25", true, false)]
    [InlineData(600, 612, false, "601–612 of 612 Page 25 of 25", false, true)]
    [InlineData(0, 10000, true, "1–25 of 10,000+ Page 1", true, false)]
    [InlineData(0, 10, false, "1–10 of 10", null, null)]
    [InlineData(0, 0, false, "None", null, null)]
    public void Pager_WhenRangeGiven_SaysIt(int skip, int total, bool more, string said, bool? atStart, bool? atEnd)
    {
        var pager = Render<Pager>(p => p.Add(x => x.Skip, skip).Add(x => x.Take, 25).Add(x => x.Total, total)
            .Add(x => x.More, more));

        Read(pager.Find("nav")).ShouldBe(said);
        pager.FindAll("button").Select(b => (bool?)b.HasAttribute("disabled"))
            .ShouldBe(atStart is null ? [] : [atStart, atEnd]);
    }

    [Fact]
    public void FilterSentence_WhenConditionsGiven_ReadsAsASentence()
    {
        var filter = Filter();

        Read(filter.Find(".filters"))
            .ShouldBe("Show authorizations where vendor is Gainfold and last used before 30 days ago Add condition 96 match");
        filter.FindAll(".x").Select(b => b.GetAttribute("aria-label"))
            .ShouldBe(["Remove filter: vendor is Gainfold", "Remove filter: last used before 30 days ago"]);
    }

    [Fact]
    public void FilterSentence_WhenChipPressed_OpensItsEditorAndEscShutsIt()
    {
        var filter = Filter();

        filter.Find(".fchip button").Click();
        Read(filter.Find(".fpop")).ShouldBe("editor of vendor");
        filter.Find(".fchip button").GetAttribute("aria-expanded").ShouldBe("true");

        filter.Find(".fwrap").KeyDown("Escape");
        filter.FindAll(".fpop").ShouldBeEmpty();
    }

    [Fact]
    public void FilterSentence_WhenConditionAddedOrRemoved_TellsThePage()
    {
        var told = new List<string>();
        var filter = Filter(told);

        filter.Find(".btn.quiet").Click();
        filter.FindAll(".fpop.list button").Select(Read).ShouldBe(["Org"]);
        filter.Find(".fpop.list button").Click();
        filter.FindAll(".x")[1].Click();

        told.ShouldBe(["+org", "-used"]);
    }

    [Fact]
    public void FilterSentence_WhenNoCondition_SaysAll() =>
        Read(Render<FilterSentence>(p => p.Add(f => f.Things, "orgs")).Find(".filters")).ShouldBe("Show all orgs");

    [Fact]
    public void SelectionBar_WhenNothingSelected_ShowsNothing() =>
        Render<SelectionBar>(p => p.Add(b => b.Count, 0).Add(b => b.Total, 96)).Markup.Trim().ShouldBeEmpty();

    [Fact]
    public void SelectionBar_WhenSelected_SaysOfHowMany()
    {
        var bar = Render<SelectionBar>(p => p.Add(b => b.Count, 6).Add(b => b.Total, 96)
            .Add(b => b.OnSelectAll, () => { })
            .AddChildContent("<button>Revoke 6 authorizations</button>"));

        Read(bar.Find("[role=region]"))
            .ShouldBe("6 selected of 96 that match Select all 96 Clear Revoke 6 authorizations");
    }

    [Fact]
    public void Drawer_WhenOpenedAndClosed_MovesFocus()
    {
        var closed = 0;
        var drawer = Render<Drawer>(p => p.Add(d => d.Title, "Gainfold CS Sync").Add(d => d.RecordKey, "1")
            .Add(d => d.OnClose, () => closed++));

        drawer.Find("[aria-label='Close detail']").Click();
        drawer.Render(p => p.Add(d => d.RecordKey, "2"));

        closed.ShouldBe(1);
        JSInterop.VerifyInvoke("portal.drawerOpened", 2);
        drawer.Find("aside").GetAttribute("aria-labelledby").ShouldBe(drawer.Find("h2").Id);
        drawer.FindAll("[data-close]").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Drawer_WhenGone_GivesFocusBack()
    {
        Render<Drawer>(p => p.Add(d => d.Title, "Detail"));

        await DisposeComponentsAsync();

        JSInterop.VerifyInvoke("portal.drawerClosed", 1);
    }

    [Fact]
    public void StackedBar_WhenPartsGiven_SaysThem()
    {
        var bar = Render<StackedBar>(p => p.Add(b => b.Label, "41 apps")
            .Add(b => b.Segments, [new("pass", "pass", 33), new("fail", "fail", 8), new("unk", "unknown", 0)]));

        bar.Find("[role=img]").GetAttribute("aria-label").ShouldBe("41 apps: 33 pass, 8 fail, 0 unknown");
        bar.FindAll("i").Count.ShouldBe(2);
    }

    [Fact]
    public void PictureTable_WhenShown_HasANameForItsRegion()
    {
        var table = Render<PictureTable>(p => p.Add(t => t.Caption, "Controls")
            .AddChildContent("<tbody><tr><td>PKCE</td></tr></tbody>"));

        table.Find("[role=region]").GetAttribute("aria-label").ShouldBe("Controls");
        Read(table.Find("summary")).ShouldBe("Table of Controls");
    }

    private static Func<GridRequest, Task<GridPage<Row>>> Rows(int total) => request =>
        Task.FromResult(new GridPage<Row>(
        [.. Enumerable.Range(request.Skip, Math.Min(request.Take, total - request.Skip))
            .Select(i => new Row($"{i}", $"App {i}", "Core", i))], total));

    private Func<GridRequest, CancellationToken, Task<GridPage<Row>>> Answer(int total) => (request, _) =>
    {
        _asked.Add(request);
        return Rows(total)(request);
    };

    private IRenderedComponent<RecordGrid<Row>> Grid(
        Func<GridRequest, CancellationToken, Task<GridPage<Row>>> load,
        Action<ComponentParameterCollectionBuilder<RecordGrid<Row>>>? more = null) => Render<RecordGrid<Row>>(p =>
    {
        p.Add(g => g.Load, load).Add(g => g.Label, "authorizations").Add(g => g.KeyOf, r => r.Id)
            .Add(g => g.NameOf, r => r.App)
            .Add(g => g.Selectable, true).Add(g => g.OpenHref, r => $"/a/{r.Id}")
            .Add(g => g.EmptyTemplate, Text("No authorization matches.")).Add(g => g.Columns, Columns);
        more?.Invoke(p);
    });

    private static readonly RenderFragment Columns = b =>
    {
        b.OpenComponent<RecordColumn<Row>>(0);
        b.AddAttribute(1, "Title", "Client app");
        b.AddAttribute(2, "RowHead", true);
        b.AddAttribute(3, "Text", (Func<Row, string?>)(r => r.App));
        b.CloseComponent();
        b.OpenComponent<RecordColumn<Row>>(4);
        b.AddAttribute(5, "Title", "Org");
        b.AddAttribute(6, "Text", (Func<Row, string?>)(r => r.Org));
        b.CloseComponent();
        b.OpenComponent<RecordColumn<Row>>(7);
        b.AddAttribute(8, "Title", "Uses");
        b.AddAttribute(9, "Number", true);
        b.AddAttribute(10, "SortKey", "uses");
        b.AddAttribute(11, "Text", (Func<Row, string?>)(r => $"{r.Uses}"));
        b.CloseComponent();
    };

    private IRenderedComponent<FilterSentence> Filter(List<string>? told = null) => Render<FilterSentence>(p => p
        .Add(f => f.Things, "authorizations")
        .Add(f => f.Conditions, [new("vendor", "vendor is", "Gainfold"), new("used", "last used before",
            "30 days ago")])
        .Add(f => f.Choices, [new("vendor", "Vendor"), new("used", "Last used"), new("org", "Org")])
        .Add(f => f.Editor, c => Text($"editor of {c.Key}"))
        .Add(f => f.OnAdd, k => told?.Add($"+{k}")).Add(f => f.OnRemove, k => told?.Add($"-{k}"))
        .Add(f => f.Tail, Text("96 match")));

    private sealed record Row(string Id, string App, string Org, int Uses);
}
