using Governance.Domain.Vendors;

namespace Governance.Domain.Tests.Vendors;

public sealed class VendorMatcherTests
{
    private static readonly Vendor Short = new("Short", [new(VendorRuleKind.AppNameStartsWith, "Gain")]);
    private static readonly Vendor Long = new("Long", [new(VendorRuleKind.AppNameStartsWith, "Gainfold S")]);
    private static readonly Vendor Exact = new("Exact", [new(VendorRuleKind.AppNameIs, "Gainfold Sync")]);

    [Theory]
    [InlineData("gainfold sync", "Exact")]
    [InlineData("gainfold sync 2", "Long")]
    [InlineData("gainfold", "Short")]
    [InlineData("again", null)]
    [InlineData("", null)]
    public void Match_WhenSeveralRulesClaim_TakesTheMostExact(string app, string? vendor)
    {
        foreach (var order in new Vendor[][] { [Short, Long, Exact], [Exact, Long, Short], [Long, Exact, Short] })
        {
            var found = new VendorMatcher(order).VendorOf(app);
            order.SingleOrDefault(v => v.Id == found)?.Name.ShouldBe(vendor);
            (found is null).ShouldBe(vendor is null);
        }
    }

    [Fact]
    public void Rule_WhenWritten_IsKeptInComparableForm() =>
        new VendorRule(VendorRuleKind.AppNameIs, "  ＧAIN  fold ").Pattern.ShouldBe("gain fold");
}
