using Governance.Domain.Vendors;

namespace Governance.Domain.Tests.Vendors;

public sealed class VendorEndpointTests
{
    [Theory]
    [InlineData("inbox.example.com:8443", "inbox.example.com", 8443)]
    [InlineData("  inbox.example.com:443 ", "inbox.example.com", 443)]
    public void ParseEndpoint_OfAHostWithItsPort_GivesBoth(string text, string host, int port) => VendorProfile.ParseEndpoint(text).ShouldBe((host, port));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("inbox.example.com")]
    [InlineData("inbox.example.com:0")]
    [InlineData("inbox.example.com:65536")]
    [InlineData("inbox.example.com:+44")]
    [InlineData("https://inbox.example.com:8443")]
    [InlineData("inbox:8443")]
    [InlineData("203.0.113.9:8443")]
    [InlineData("a b.example:8443")]
    public void ParseEndpoint_OfAnythingElse_IsNull(string? text) => VendorProfile.ParseEndpoint(text).ShouldBeNull();
}
