using Bunit;
using Governance.Application.Filters;
using Governance.Domain.Access;
using Governance.Web.Components.Shared;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Components;

public sealed class ListToolsTests : PageTest
{
    private readonly ScriptedUseCases _useCases = new();
    private readonly List<ListSavedFilters.Row> _kept = [new(Guid.NewGuid(), "High ones", "severity=high")];

    public ListToolsTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        _useCases.On<ListSavedFilters.Query, IReadOnlyList<ListSavedFilters.Row>>(_ => _kept.ToList());
    }

    [Fact]
    public void Saved_WhenOpened_LinksWithinItsListOnly()
    {
        var tools = Tools("/policies/findings?state=closed");

        _useCases.Sent.ShouldBeEmpty();
        Button(tools, "Saved filters").Click();

        tools.Find(".saved a").GetAttribute("href").ShouldBe("/policies/findings?severity=high");
    }

    [Fact]
    public void Save_WhenNamed_KeepsTheFilterWithoutPageAndOpenRow()
    {
        _useCases.On<SaveFilter.Command, Guid>(c =>
        {
            _kept.Add(new ListSavedFilters.Row(Guid.NewGuid(), c.Name, c.FilterQuery));
            return Guid.NewGuid();
        });
        var tools = Tools("/policies/findings?severity=low&sort=since&page=3&open=0199");
        Button(tools, "Saved filters").Click();

        tools.Find("input.input").Input("Low ones");
        tools.Find("form.row").Submit();

        _useCases.Sent.OfType<SaveFilter.Command>().Single().ShouldBe(new SaveFilter.Command(FilteredList.Findings, "Low ones", "severity=low&sort=since"));
        tools.FindAll(".saved a").Select(Read).ShouldBe(["High ones", "Low ones"]);
    }

    [Fact]
    public void Save_WhenRefused_SaysWhyAndKeepsTheName()
    {
        _useCases.On<SaveFilter.Command, Guid>(_ => FilterProblems.TooMany);
        var tools = Tools("/orgs");
        Button(tools, "Saved filters").Click();

        tools.Find("input.input").Input("One more");
        tools.Find("form.row").Submit();

        Read(tools.Find("[role=alert]")).ShouldBe(FilterProblems.TooMany.Message);
        tools.Find("input.input").GetAttribute("value").ShouldBe("One more");
    }

    [Fact]
    public void Delete_WhenClicked_TakesItOffTheList()
    {
        _useCases.On<DeleteSavedFilter.Command, Guid>(c =>
        {
            _kept.RemoveAll(f => f.Id == c.Id);
            return c.Id;
        });
        var tools = Tools("/policies/findings");
        Button(tools, "Saved filters").Click();

        tools.Find("[aria-label='Delete saved filter High ones']").Click();

        tools.FindAll(".saved").ShouldBeEmpty();
        Read(tools.Find(".fpop")).ShouldContain("None yet.");
    }

    [Fact]
    public void Export_WhenOpened_SendsTheFilterShown()
    {
        var tools = Tools("/policies/findings?severity=high&page=2");

        Button(tools, "Export").Click();

        tools.FindAll("form[action='/lists/export']").Select(f => string.Join(' ', new[] { "list", "format", "query" }
                .Select(n => f.QuerySelector($"input[name={n}]")!.GetAttribute("value"))))
            .ShouldBe(["Findings csv severity=high", "Findings json severity=high"]);
    }

    private IRenderedComponent<ListTools> Tools(string address) =>
        Render<ListTools>(p => p.Add(t => t.List, FilteredList.Findings).Add(t => t.Address, address));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ListTools> tools, string text) =>
        tools.FindAll("button").First(b => Read(b) == text);
}
