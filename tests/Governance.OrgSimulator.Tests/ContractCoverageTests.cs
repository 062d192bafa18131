using System.Reflection;

namespace Governance.OrgSimulator.Tests;

/// <summary>Every numbered item of the reference documents has a contract test that names it; those that have none yet are listed, and the list only shrinks.</summary>
public sealed class ContractCoverageTests
{
    /// <summary>Rows of applink.md §1.3 that this world does not play yet: connecting, authorizing, publishing, creating targets, the mesh.</summary>
    private static readonly string[] NotPlayed = ["3", "4", "5", "9", "10", "11", "14", "15", "18", "19"];

    [Theory]
    [InlineData("salesforce.md §9", 7)]
    [InlineData("applink.md §1.3", 19)]
    public void Contract_EveryNumberedItem_IsNamedByATestOrListed(string document, int items)
    {
        var missing = document.StartsWith("applink", StringComparison.Ordinal) ? NotPlayed : [];

        var named = Named(document);

        named.Union(missing).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, items).Select(item => $"{item}").Order(StringComparer.Ordinal));
        named.Intersect(missing).ShouldBeEmpty();
    }

    private static HashSet<string> Named(string document) =>
        [.. typeof(ContractCoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(member => member.GetCustomAttributesData())
            .Where(data => data.AttributeType == typeof(TraitAttribute) && (string?)data.ConstructorArguments[0].Value == document)
            .Select(data => (string)data.ConstructorArguments[1].Value!)];
}
