using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>The seeded generator behind the scenario <c>scale</c>: apps <c>App 0</c> to <c>App 19</c>, users <c>u0</c> and up.</summary>
public sealed class ScaleGenerator(ScenarioGenerator plan, SimulatorOptions options, long start)
{
    public const int Apps = 20;

    /// <summary>Lays down orgs, users and apps; the grants follow in <see cref="AddGrants"/>.</summary>
    /// <exception cref="BadOptionException">The numbers asked for cannot be met.</exception>
    public static Scenario Expand(Scenario scenario, SimulatorOptions options)
    {
        if (scenario.Generate is not { } asked) throw new BadOptionException($"--orgs, --tokens and --hot-app-share need the scenario 'scale', not '{scenario.Name}'.");
        var plan = new ScenarioGenerator(options.Orgs ?? asked.Orgs, options.Tokens ?? asked.Tokens, options.HotAppShare ?? asked.HotAppShare);
        var perOrg = (plan.Tokens / plan.Orgs) + 1;
        var busiest = Math.Max(perOrg * plan.HotAppShare / 100, perOrg * (1 - (plan.HotAppShare / 100)) / (Apps - 1));
        var users = Math.Max(20, (int)Math.Ceiling(busiest / 3));
        return scenario with
        {
            Generate = plan,
            Orgs = [.. Enumerable.Range(0, plan.Orgs).Select(i => new ScenarioOrg
            {
                Name = $"Org {i}",
                Type = "Enterprise Edition",
                Instance = $"USA{100 + i}",
                UserDomain = $"org{i}.example",
                Company = $"Scale Org {i}",
                ApiLimit = 5_000_000,
            })],
            Users = [.. scenario.Users, .. Enumerable.Range(0, users).Select(i => new ScenarioUser { Alias = $"u{i}", Name = $"User {i}", Profile = "Standard User" })],
            Apps = [.. scenario.Apps, .. Enumerable.Range(0, Apps).Select(i => new ScenarioApp
            {
                Name = $"App {i}",
                Kind = i % 4 == 3 ? "externalClientApp" : "connectedApp",
                Packaged = true,
            })],
        };
    }

    /// <summary>Spreads the tokens evenly over the orgs; many neighbours share one creation second.</summary>
    public void AddGrants(IReadOnlyList<Org> orgs)
    {
        for (var o = 0; o < orgs.Count; o++)
        {
            var org = orgs[o];
            var share = (plan.Tokens / orgs.Count) + (o < plan.Tokens % orgs.Count ? 1 : 0);
            var hot = (int)Math.Round(share * plan.HotAppShare / 100);
            var random = new Random(options.Seed + (o * 7_919));
            var users = org.Users.Where(user => user.Username[0] == 'u' && char.IsAsciiDigit(user.Username[1])).ToList();
            var apps = Enumerable.Range(0, Apps).Select(i => org.AppsByName[$"App {i}"]).ToList();
            var order = new int[share];
            for (var i = 0; i < share; i++) order[i] = i < hot ? 0 : 1 + ((i - hot) % (Apps - 1));
            random.Shuffle(order);
            var made = new int[Apps];
            org.Grants.Capacity = share + 1_000;
            var created = start - (600 * 86_400L);
            var step = Math.Max(1, 590 * 86_400L / Math.Max(1, share / 5));
            for (var i = 0; i < share; i++)
            {
                var app = order[i];
                // Rows on both sides of every page border share one moment.
                if (i % 500 != 0 && random.Next(5) == 0) created = Math.Min(created + step, start - 60);
                var user = users[made[app]++ % users.Count];
                var used = random.Next(12) == 0 ? 0 : created + random.NextInt64(Math.Max(1, start - created));
                org.AddGrant(apps[app], user, created, used, used == 0 ? 0 : 1 + random.Next(5_000));
            }
        }
    }
}
