using System.Text.RegularExpressions;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>Keeps the books of the threat model: every row has a test, or stands on a list that only shrinks.</summary>
public sealed partial class ThreatTests
{
    /// <summary>Lines of threats-not-due.txt. Lower it with every row that gets its test; it never rises.</summary>
    private const int NotDueCount = 1;

    private static readonly Dictionary<string, string> Due = Rows("threats-due.txt").ToDictionary(r => r[0], r => r[1]);
    private static readonly string[] NotDue = [.. Rows("threats-not-due.txt").Select(r => r[0])];

    [Fact]
    public void Test_WhenNamedAfterARow_NamesOneThatExists()
    {
        Due.Keys.ShouldBe(Enumerable.Range(1, 80).Select(n => $"T{n:00}"));

        Tests().Where(t => !Due.ContainsKey(t.Row)).Select(t => t.Name).ShouldBeEmpty("no such row in threats-due.txt");
    }

    [Fact]
    public void Row_WhenDue_HasATest() => Due.Keys.Except(NotDue).Except(Tests().Select(t => t.Row)).ShouldBeEmpty("rows without a test");

    [Fact]
    public void Row_WhenItHasATest_IsOffTheList()
    {
        NotDue.Intersect(Tests().Select(t => t.Row)).ShouldBeEmpty("take these off threats-not-due.txt and lower NotDueCount");
        NotDue.Except(Due.Keys).ShouldBeEmpty();
        NotDue.ShouldBeUnique();
        NotDue.Length.ShouldBe(NotDueCount, "the list may only shrink, and the number with it");
    }

    private static IEnumerable<string[]> Rows(string file) => File.ReadLines(Repository.PathOf("tests", "Governance.Architecture.Tests", file))
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' '));

    private static (string Row, string Name)[] Tests()
    {
        var tests = Repository.Files("tests", "*.cs").Concat(Repository.Files("e2e", "*.cs"))
            .SelectMany(f => Method().Matches(Repository.Read(f)).Select(m => (m.Groups[1].Value, m.Groups[0].Value))).ToArray();
        tests.Length.ShouldBeGreaterThan(20);
        return tests;
    }

    [GeneratedRegex(@"(?<=(?:void|Task)\s+)Threat_(T\d+)\w*(?=\()")]
    private static partial Regex Method();
}
