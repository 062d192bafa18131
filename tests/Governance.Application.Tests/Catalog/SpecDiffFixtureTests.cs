using Governance.Application.Catalog;
using Governance.Domain.Catalog;
using Governance.TestKit;

namespace Governance.Application.Tests.Catalog;

/// <summary>Pairs of specs under Diffs: the first line says the class and every rule that has to be found, no more and no fewer.</summary>
public sealed class SpecDiffFixtureTests
{
    private static readonly string[] Files = [.. Repository.Files("tests/Governance.Application.Tests/Catalog/Diffs", "*.txt")];

    public static TheoryData<string> Names => [.. Files.Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Between_WhenLabelled_FindsExactlyThat(string name)
    {
        var (kind, rules, before, after) = Fixture(name);

        var diff = SpecDiff.Between(before, after);

        diff.Changes.Select(c => c.Rule.Code).Distinct().Order().ShouldBe(rules.Order(), string.Join("\n", diff.Changes.Select(c => c.Sentence)));
        diff.Kind.ToString().ToLowerInvariant().ShouldBe(kind);
        diff.Changes.ShouldAllBe(c => c.Sentence.Length > 10 && c.Sentence.Length <= ApiSpec.TextMaxLength);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Between_WhenASpecIsComparedWithItself_FindsNothing(string name)
    {
        var (_, _, before, after) = Fixture(name);

        SpecDiff.Between(before, before).Changes.ShouldBeEmpty();
        SpecDiff.Between(after, after).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Fixtures_WhenTakenTogether_CoverEveryRuleAndEdition()
    {
        Files.Length.ShouldBeGreaterThanOrEqualTo(60);
        var all = Files.Select(f => Fixture(Path.GetFileNameWithoutExtension(f))).ToArray();

        SpecRule.All.Keys.Except(all.SelectMany(f => f.Rules)).ShouldBeEmpty("rules without a fixture");
        all.SelectMany(f => new[] { f.Before.Format, f.After.Format }).Distinct().Count().ShouldBe(3);
        all.Select(f => f.Kind).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Read_WhenATextIsDamaged_AnswersAndNeverThrows()
    {
        var random = new Random(73);
        string[] strange = ["", "\n", "{}", "[]", "null", "-1", "\"", ": ", "- ", "<<: ", "&a ", "*a ", "$ref", "#/paths", "\ud800", "\0", "...", "--- ", "true"];
        var refused = 0;
        foreach (var text in Files.SelectMany(f => Repository.Read(f).Split(["=== before\n", "=== after\n"], StringSplitOptions.None).Skip(1)))
        {
            for (var round = 0; round < 8; round++)
            {
                var at = random.Next(text.Length);
                var damaged = text[..at] + strange[random.Next(strange.Length)] + text[Math.Min(text.Length, at + random.Next(12))..];

                var read = SpecReader.Read(damaged);

                if (!read.Ok) refused++;
                else SpecDiff.Between(Read(text), read.Value!).Changes.ShouldNotBeNull();
            }
        }
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Sentence_WhenTheModeIsRaised_NamesModesAndPermissionSet() =>
        Changes("mode-user-to-user-plus").ShouldContain("POST /quotes: user mode changed from user to user-plus (QuoteAdmin)");

    [Fact]
    public void Sentence_WhenASharedSchemaChanges_NamesSchemaAndField() =>
        Changes("shared-schema-field-new").ShouldBe(["schema Quote, field b: the field is new and comes back"]);

    [Fact]
    public void Digest_WhenOnlyWordsAndOrderDiffer_IsTheSame()
    {
        var (_, _, before, after) = Fixture("circular-schema-same");
        before.SchemasDigest.ShouldBe(after.SchemasDigest);

        var (_, _, one, other) = Fixture("shared-schema-field-new");
        one.SchemasDigest.ShouldNotBe(other.SchemasDigest);
    }

    [Fact]
    public void Table_WhenDocumented_IsTheRulesOfTheCode()
    {
        var rows = Repository.Read("src/Governance.Application/Catalog/SpecDiff.md").Split('\n')
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToArray();

        rows.Select(r => (Code: r[0].Trim('`'), Kind: r[1])).ShouldBe(SpecRule.All.Values.Select(r => (r.Code, r.Kind.ToString().ToLowerInvariant())), ignoreOrder: true);
        rows.ShouldAllBe(r => r[2].Length > 10);
    }

    private static string[] Changes(string name) => Fixture(name) is var (_, _, before, after) ? [.. SpecDiff.Between(before, after).Changes.Select(c => c.Sentence)] : [];

    private static (string Kind, string[] Rules, ApiSpec Before, ApiSpec After) Fixture(string name)
    {
        var parts = Repository.Read($"tests/Governance.Application.Tests/Catalog/Diffs/{name}.txt").Split(["=== before\n", "=== after\n"], StringSplitOptions.None);
        var label = parts[0].Split(':', StringSplitOptions.TrimEntries);
        return (label[0], label[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Read(parts[1]), Read(parts[2]));
    }

    private static ApiSpec Read(string text) => SpecReader.Read(text) is { Ok: true, Value: { } spec } ? spec : throw new InvalidOperationException(SpecReader.Read(text).Problem!.Message);
}
