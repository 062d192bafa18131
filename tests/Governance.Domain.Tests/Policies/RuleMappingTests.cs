using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Policies;

public sealed class RuleMappingTests
{
    [Fact]
    public void Mappings_HaveARowForEveryRule_AndNoneLeftOver() =>
        RuleMappings.All.Keys.Order(StringComparer.Ordinal).ShouldBe(RuleCatalogue.All.Select(r => r.Id));

    [Fact]
    public void Mappings_NameOnlyWhatTheFrameworksHave()
    {
        foreach (var (rule, mapping) in RuleMappings.All)
        {
            mapping.Owasp.ShouldNotBeEmpty(rule);
            mapping.Owasp.ShouldAllBe(id => RuleMappings.OwaspTitles.ContainsKey(id), rule);
            mapping.Owasp.ShouldBeUnique(rule);
            RuleMappings.NistTitles.ContainsKey(mapping.Nist).ShouldBeTrue(rule);
        }
        RuleMappings.OwaspTitles.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(1, 10).Select(n => $"NHI{n}:2025").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Mappings_UseEveryCategoryTheyName_AndNoneOfTheOldFramework()
    {
        var used = RuleMappings.All.Values.ToList();

        used.SelectMany(m => m.Owasp).Distinct().Count().ShouldBe(RuleMappings.OwaspTitles.Count);
        used.Select(m => m.Nist).Distinct().Order(StringComparer.Ordinal).ShouldBe(RuleMappings.NistTitles.Keys.Order(StringComparer.Ordinal));
        used.Select(m => m.Cloud).Distinct().Count().ShouldBe(Enum.GetValues<CloudArea>().Length);
        used.ShouldAllBe(m => !m.Nist.StartsWith("PR.AC", StringComparison.Ordinal));
    }
}
