using System.Net;
using Governance.Web.Auth;
using Governance.Web.Hosting;

namespace Governance.Web.Tests.Auth;

public sealed class EmergencySettingsTests
{
    private const string Silent = "http://127.0.0.1:9";

    [Theory]
    [InlineData("10.20.0.0")]
    [InlineData("10.20.0.1/16")]
    [InlineData("10.20.0.0/33")]
    [InlineData("office")]
    [InlineData("")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void Setting_WhenNoNetwork_StopsTheStart(string network)
    {
        var builder = PortalOnLoopback.NewBuilder("Development", Silent, ("Authentication:Emergency:Networks:0", network));

        Should.Throw<StartRefusedException>(builder.AddPortalSignIn).Message.ShouldStartWith("Authentication:Emergency:Networks");
    }

    [Theory]
    [InlineData("Authentication:Emergency:Networks", "10.20.0.0/16")]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    public void Setting_WhenItWouldBeMisread_StopsTheStart(string key, string value)
    {
        var builder = PortalOnLoopback.NewBuilder("Development", Silent, ("Authentication:Emergency:Networks:0", "10.20.0.0/16"), (key, value));

        Should.Throw<StartRefusedException>(builder.AddPortalSignIn).Message.ShouldStartWith("Authentication:Emergency:Networks");
    }

    [Theory]
    [InlineData("10.20.255.1", true)]
    [InlineData("::ffff:10.20.0.7", true)]
    [InlineData("10.21.0.1", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", false)]
    [InlineData(null, false)]
    public void Address_IsLookedForInTheNetworks(string? address, bool open)
    {
        var builder = PortalOnLoopback.NewBuilder("Development", Silent,
            ("Authentication:Emergency:Networks:0", "10.20.0.0/16"), ("Authentication:Emergency:Networks:1", "fd00::/8"));
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) } };

        EmergencySettings.From(builder.Configuration).IsOpenTo(context).ShouldBe(open);
    }
}
