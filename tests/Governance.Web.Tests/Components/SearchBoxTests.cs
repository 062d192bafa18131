using Bunit;
using Governance.Application.Search;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Layout;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Application.Search.FindRecords;

namespace Governance.Web.Tests.Components;

public sealed class SearchBoxTests : PageTest
{
    private static readonly Guid Id = Guid.NewGuid();
    private readonly ScriptedUseCases _useCases = new();

    public SearchBoxTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Ines Quell");
        Answer([new Group(RecordKind.Vendor, [new Hit(Id, "Gain\u202Efold", null, null)], false),
            new Group(RecordKind.Certificate, [new Hit(Id, "gain_jwt", "Core", null), new Hit(Id, "gain_tls", "Field", "x")], true)]);
    }

    [Fact]
    public async Task Search_WhenSomebodyStopsTyping_AsksOnceAndShowsGroups()
    {
        var box = Box(Role.Auditor);

        box.Find("input").Input("g");
        box.Find("input").Input("gain");

        // The pause begins once the former question is taken back, which renders nothing to wait for.
        for (var tries = 0; tries < 500 && box.FindAll("[role=group]").Count == 0; tries++)
        {
            Clock.Pass(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }
        box.FindAll("[role=group]").Select(g => g.GetAttribute("aria-label")).ShouldBe(["Vendors", "Certificates, the first 2"]);
        _useCases.Sent.ShouldBe([new FindRecords.Query("gain")]);
        box.FindAll("[role=option]").Select(Read).ShouldBe(["Gain[U+202E]fold", "gain_jwt Core", "gain_tls x · Field"]);
        Read(box.Find("[role=status]")).ShouldBe("3 found");
    }

    [Fact]
    public void Keys_WhenPressed_WalkOverGroupsAndOpenTheThing()
    {
        var box = Filled(Role.Auditor);
        var navigation = Services.GetRequiredService<NavigationManager>();

        box.Find("input").KeyDown("ArrowDown");
        box.Find("input").GetAttribute("aria-activedescendant").ShouldBe("hit-1");
        box.Find("input").KeyDown("Enter");

        navigation.Uri.ShouldEndWith($"/certificates/{Id:D}");
        box.Find(".hits").HasAttribute("hidden").ShouldBeTrue();
    }

    [Fact]
    public void Search_WhenNothingIsFoundOrRefused_SaysSo()
    {
        Answer([]);
        var box = Filled(Role.Auditor, "zzz");
        Read(box.Find("[role=option]")).ShouldBe("Nothing is called so, and no id is this.");

        _useCases.On<FindRecords.Query, Found>(_ => new Problem(ProblemKind.TooOften, "rate.exceeded", "Too many searches. Wait a moment."));
        box.Find("input").Input("zzzz");
        Clock.Pass(TimeSpan.FromSeconds(1));
        box.WaitForAssertion(() => Read(box.Find("[role=option]")).ShouldBe("Too many searches. Wait a moment."));
    }

    [Fact]
    public void Search_WhenPortalAdmin_OffersScreensAndAsksForNoRecord()
    {
        var box = Box(Role.PortalAdmin);

        box.Find("input").Input("sett");
        Clock.Pass(TimeSpan.FromSeconds(1));

        box.FindAll("[role=option]").Select(Read).ShouldBe(["Settings screen"]);
        _useCases.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Group_OfEveryKind_LeadsSomewhereOfOurs()
    {
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            var hit = SearchGroup.Of(new Group(kind, [new Hit(Id, "n", "Core", "d")], false)).Hits.Single();
            hit.Href.ShouldStartWith("/");
            hit.Href.ShouldContain(Id.ToString("D"));
        }
    }

    private void Answer(IReadOnlyList<Group> groups) => _useCases.On<FindRecords.Query, Found>(_ => new Found(groups));

    private IRenderedComponent<SearchBox> Box(Role role) => Render<SearchBox>(p => p.Add(b => b.Roles, [role]));

    private IRenderedComponent<SearchBox> Filled(Role role, string typed = "gain")
    {
        var box = Box(role);
        box.Find("input").Input(typed);
        Clock.Pass(TimeSpan.FromSeconds(1));
        box.WaitForAssertion(() => Read(box.Find("[role=status]")).ShouldNotBe("Searching"));
        return box;
    }
}
