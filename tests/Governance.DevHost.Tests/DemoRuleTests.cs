using System.Diagnostics;

namespace Governance.DevHost.Tests;

/// <summary>The rules of the catalogue on the demo: what a first start shows, by the real way from the stand-in world to a finding.</summary>
[Collection(nameof(DemoRun))]
public sealed class DemoRuleTests(DemoRun demo)
{
    /// <summary>Rules that a first start cannot show, each with the reason. May only shrink.</summary>
    internal static readonly Dictionary<string, string> Silent = new(StringComparer.Ordinal)
    {
        ["detect.new-grant"] = "needs requests (issue 6)",
        ["life.unapproved"] = "needs requests (issue 6)",
        ["arch.decision-stale"] = "needs a decision that a person has signed; a first start has nobody who signed in",
        ["cert.naming"] = "needs an agreed convention: a policy, which two signed-in reviewers decide",
        ["cert.unused"] = "needs 90 days of the portal's own observation, or a policy that says fewer",
        ["applink.orphan-connection"] = "needs 30 days of the portal's own observation, or a policy that says fewer",
        ["life.break-glass-open"] = "needs an emergency sign-in 72 hours ago, or a policy that says fewer",
        ["app.scope-unused"] = "needs 90 days of the portal's own observation, or a policy that says fewer",
        ["perm.unused"] = "needs 90 days of the portal's own observation, or a policy that says fewer",
    };

    [Fact]
    public async Task Demo_WhenStartedFirst_FiresEveryRuleButTheSilentOnes()
    {
        var rules = await RulesAsync();

        rules.Count.ShouldBeGreaterThan(100);
        rules.Where(r => !demo.Fired.Contains(r)).Order(StringComparer.Ordinal).ShouldBe(Silent.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Ids of all rules, as the portal's command line lists them.</summary>
    internal static async Task<List<string>> RulesAsync()
    {
        var portal = typeof(LocalRun).Assembly.Location.Replace("Governance.DevHost.Tests", "Governance.Web", StringComparison.Ordinal)
            .Replace("Governance.DevHost.dll", "Governance.Web.dll", StringComparison.Ordinal)
            .Replace($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        using var listed = Process.Start(new ProcessStartInfo("dotnet", [portal, "rules"]) { RedirectStandardOutput = true })!;
        var text = await listed.StandardOutput.ReadToEndAsync();
        await listed.WaitForExitAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0])];
    }
}
