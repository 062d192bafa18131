using Bunit;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Web.Components.Pages.Incidents;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Incidents;

/// <summary>What came of trying canaries, on the page of an incident.</summary>
public sealed class CanaryTriesTests : PageTest
{
    private static readonly IncidentId Incident = IncidentId.New();
    private readonly ScriptedUseCases _useCases = new();

    public CanaryTriesTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Rolf Ostend");
    }

    [Fact]
    public void Tries_WhereThereAreNone_TakeNoRoom()
    {
        Came();

        Open().Markup.Trim().ShouldBeEmpty();
    }

    [Fact]
    public void Tries_SayWhatFollows_AsText_AndThatAnAnswerIsMissing()
    {
        Came(
            One(CanaryStage.Before, CanaryOutcome.Worked, "It signed in as <b>bot</b>."), One(CanaryStage.After, CanaryOutcome.GrantEnded, "It had worked before the cut: L4."),
            One(CanaryStage.Later, CanaryOutcome.Worked, "It still works after the cut: still alive."), One(CanaryStage.Later, null, null));

        var rows = Open().FindAll("tbody tr");

        rows.Count.ShouldBe(4);
        Read(rows[0]).ShouldContain("It signed in as <b>bot</b>.");
        rows.Select(r => r.QuerySelector("td[data-l=Outcome] span")!.ClassName).Distinct().Count().ShouldBe(3, "working before the cut and refused after it are good, working after it is bad, no answer is neither");
        Read(rows[3]).ShouldContain("No answer kept");
    }

    [Fact]
    public void Tries_AreReadAgain_OnlyWhenTheIncidentStandsOtherwise()
    {
        Came(One(CanaryStage.Before, CanaryOutcome.Worked, "It signed in."));
        var tries = Open();

        tries.Render(p => p.Add(c => c.Stamp, 1));
        _useCases.Sent.Count.ShouldBe(1);
        tries.Render(p => p.Add(c => c.Stamp, 2));

        _useCases.Sent.Count.ShouldBe(2);
    }

    private static GetCanaryTries.Row One(CanaryStage stage, CanaryOutcome? outcome, string? words) => new(
        Guid.NewGuid(), "Own Loader", "EMEA Core", ConnectionFlow.WebServer, "bot@acme.example", stage, Now, outcome, words);

    private void Came(params GetCanaryTries.Row[] rows) => _useCases.On<GetCanaryTries.Query, IReadOnlyList<GetCanaryTries.Row>>(_ => rows);

    private IRenderedComponent<CanaryTries> Open() => Render<CanaryTries>(p => p.Add(c => c.Incident, Incident).Add(c => c.Stamp, 1));
}
