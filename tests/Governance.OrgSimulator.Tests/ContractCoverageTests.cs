using System.Reflection;

namespace Governance.OrgSimulator.Tests;

/// <summary>Every numbered item of the reference documents has a contract test that names it; none is left out.</summary>
public sealed class ContractCoverageTests
{
    [Theory]
    [InlineData("salesforce.md §9", 7)]
    [InlineData("applink.md §1.3", 19)]
    public void Contract_EveryNumberedItem_IsNamedByATest(string document, int items) =>
        Named(document).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, items).Select(item => $"{item}").Order(StringComparer.Ordinal));

    private static HashSet<string> Named(string document) =>
        [.. typeof(ContractCoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(member => member.GetCustomAttributesData())
            .Where(data => data.AttributeType == typeof(TraitAttribute) && (string?)data.ConstructorArguments[0].Value == document)
            .Select(data => (string)data.ConstructorArguments[1].Value!)];
}
