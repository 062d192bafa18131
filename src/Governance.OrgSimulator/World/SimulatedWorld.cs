using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.Scenarios;

namespace Governance.OrgSimulator.World;

/// <summary>Everything that a scenario laid down and that acts have changed since.</summary>
public sealed class SimulatedWorld
{
    public required Scenario Scenario { get; init; }

    /// <summary>The moment that the scenario's relative dates count from.</summary>
    public required DateTimeOffset Start { get; init; }

    public required SimulatedClock Clock { get; init; }

    public required TokenMint Mint { get; init; }

    public List<Org> Orgs { get; } = [];

    public required HerokuAccount Heroku { get; init; }

    public IReadOnlyList<ScenarioPerson> People => Scenario.People;

    public Org? OrgNamed(string name) => Orgs.Find(org => string.Equals(org.Name, name, StringComparison.OrdinalIgnoreCase));
}
