using Governance.Domain.Vendors;

namespace Governance.Domain.Tests.Vendors;

public sealed class VendorProfileTests
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", "203.0.113.9")]
    [InlineData(" 203.0.113.0/29 ", "203.0.113.0", "203.0.113.7")]
    [InlineData("203.0.113.1-203.0.113.9", "203.0.113.1", "203.0.113.9")]
    [InlineData("203.0.113.1–203.0.113.9", "203.0.113.1", "203.0.113.9")]
    [InlineData("203.0.113.5/29", "203.0.113.0", "203.0.113.7")]
    [InlineData("2001:db8::/126", "2001:db8::", "2001:db8::3")]
    public void ParseRange_WhenOneOfThree_GivesFirstAndLast(string text, string first, string last) =>
        (VendorProfile.ParseRange(text)!.Start, VendorProfile.ParseRange(text)!.End).ShouldBe((first, last));

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.1/8")]
    [InlineData("203.0.113.9-203.0.113.1")]
    [InlineData("203.0.113.9-2001:db8::1")]
    [InlineData("gainfold.example")]
    [InlineData("203.0.113.0/33")]
    public void ParseRange_WhenItIsNone_SaysSo(string text) => VendorProfile.ParseRange(text).ShouldBeNull();
}
