using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Governance.DevHost.Tests;

/// <summary>The rules of the catalogue on the demo: what a first start shows, by the real way from the stand-in world to a finding.</summary>
[Collection(nameof(LocalRun))]
public sealed class DemoRuleTests
{
    private static readonly TimeSpan Judged = TimeSpan.FromMinutes(3);

    /// <summary>Rules that a first start cannot show, each with the reason. May only shrink.</summary>
    private static readonly Dictionary<string, string> Silent = new(StringComparer.Ordinal)
    {
        ["detect.new-grant"] = "needs requests (issue 6)",
        ["life.unapproved"] = "needs requests (issue 6)",
        ["arch.decision-stale"] = "needs a decision that a person has signed; a first start has nobody who signed in",
        ["cert.naming"] = "needs an agreed convention: a policy, which two signed-in reviewers decide",
        ["cert.unused"] = "needs 90 days of the portal's own observation, or a policy that says fewer",
        ["applink.orphan-connection"] = "needs 30 days of the portal's own observation, or a policy that says fewer",
        ["life.break-glass-open"] = "needs an emergency sign-in 72 hours ago, or a policy that says fewer",
        ["app.scope-unused"] = "needs usage data by scope, which the portal does not read",
        ["perm.unused"] = "needs usage data by object, which the portal does not read",
    };

    [Fact]
    public async Task Demo_WhenStartedFirst_FiresEveryRuleButTheSilentOnes()
    {
        var data = Directory.CreateTempSubdirectory("governance-demo-rules-");
        try
        {
            var rules = await RulesAsync();
            rules.Count.ShouldBeGreaterThan(100);
            string[] silent = [];

            await LocalRunTests.WhileRunningAsync(data.FullName, async () =>
            {
                var until = DateTimeOffset.UtcNow + Judged;
                do
                {
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    var fired = await FiredAsync(data.FullName);
                    silent = [.. rules.Where(r => !fired.Contains(r)).Order(StringComparer.Ordinal)];
                }
                while (DateTimeOffset.UtcNow < until && silent.Length > Silent.Count);
            });

            silent.ShouldBe(Silent.Keys.Order(StringComparer.Ordinal));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> RulesAsync()
    {
        var portal = typeof(LocalRun).Assembly.Location.Replace("Governance.DevHost.Tests", "Governance.Web", StringComparison.Ordinal)
            .Replace("Governance.DevHost.dll", "Governance.Web.dll", StringComparison.Ordinal)
            .Replace($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        using var listed = Process.Start(new ProcessStartInfo("dotnet", [portal, "rules"]) { RedirectStandardOutput = true })!;
        var text = await listed.StandardOutput.ReadToEndAsync();
        await listed.WaitForExitAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0])];
    }

    private static async Task<HashSet<string>> FiredAsync(string data)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "governance.db")};Mode=ReadOnly;Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT DISTINCT RuleId FROM Findings WHERE State IN ('Open', 'Reopened')";
        await using var rows = await command.ExecuteReaderAsync();
        HashSet<string> fired = new(StringComparer.Ordinal);
        while (await rows.ReadAsync()) fired.Add(rows.GetString(0));
        return fired;
    }
}
