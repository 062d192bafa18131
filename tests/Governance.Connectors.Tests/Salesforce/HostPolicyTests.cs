using Governance.Connectors.Salesforce;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("login.salesforce.com", "https://login.salesforce.com/")]
    [InlineData("https://login.salesforce.com/", "https://login.salesforce.com/")]
    [InlineData("https://test.salesforce.com", "https://test.salesforce.com/")]
    [InlineData("welcome.salesforce.com", "https://welcome.salesforce.com/")]
    [InlineData("acme.my.salesforce.com", "https://acme.my.salesforce.com/")]
    [InlineData("  ACME.My.Salesforce.COM ", "https://acme.my.salesforce.com/")]
    [InlineData("https://acme.my.salesforce.com:443/", "https://acme.my.salesforce.com/")]
    [InlineData("acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com/")]
    [InlineData("acme-dev-ed.develop.my.salesforce.com", "https://acme-dev-ed.develop.my.salesforce.com/")]
    [InlineData("acme.scratch.my.salesforce.com", "https://acme.scratch.my.salesforce.com/")]
    [InlineData("na139.salesforce.com", "https://na139.salesforce.com/")]
    [InlineData("cs42.salesforce.com", "https://cs42.salesforce.com/")]
    public void Check_WhenOnTheList_AnswersTheOrigin(string address, string origin) =>
        new HostPolicy(new SalesforceOptions()).Check(address).Value!.AbsoluteUri.ShouldBe(origin);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("http://login.salesforce.com")]
    [InlineData("ftp://login.salesforce.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//login.salesforce.com")]
    [InlineData("https:login.salesforce.com")]
    [InlineData("login.salesforce.com:8443")]
    [InlineData("login.salesforce.com:80")]
    [InlineData("login.salesforce.com:0443")]
    [InlineData("https://login.salesforce.com.")]
    [InlineData("https://acme.my.salesforce.com./")]
    [InlineData("login.salesforce.com.evil.example")]
    [InlineData("https://login.salesforce.com@evil.example")]
    [InlineData("https://user:pass@login.salesforce.com")]
    [InlineData("https://evil.example/login.salesforce.com")]
    [InlineData("https://evil.example?login.salesforce.com")]
    [InlineData("https://evil.example#login.salesforce.com")]
    [InlineData("https://evil.example\\.my.salesforce.com")]
    [InlineData("evilmy.salesforce.com")]
    [InlineData("evil-my.salesforce.com")]
    [InlineData(".my.salesforce.com")]
    [InlineData("my.salesforce.com")]
    [InlineData("https://acme..my.salesforce.com")]
    [InlineData("-acme.my.salesforce.com")]
    [InlineData("ac_me.my.salesforce.com")]
    [InlineData("acme.my.salesforce.com/services")]
    [InlineData("acme.my.salesforce.com?x=1")]
    [InlineData("acme.my.salesforce.com#x")]
    [InlineData("acme.my.salesforce.com%2eevil.example")]
    [InlineData("acme%2emy.salesforce.com")]
    [InlineData("lоgin.salesforce.com")]
    [InlineData("login.salesforce。com")]
    [InlineData("ｌogin.salesforce.com")]
    [InlineData("xn--lgin-0qa.salesforce.com")]
    [InlineData("xn--acm-dma.my.salesforce.com")]
    [InlineData("acme.my.salesforce.com\u0000.evil.example")]
    [InlineData("acme.my.salesforce.com evil.example")]
    [InlineData("acme.my.salesforce.com\n")]
    [InlineData("127.0.0.1")]
    [InlineData("http://127.0.0.1:5110")]
    [InlineData("https://localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("169.254.169.254")]
    [InlineData("13.110.0.1")]
    [InlineData("acme.my.salesforce.mil")]
    [InlineData("acme.lightning.force.com")]
    [InlineData("help.salesforce.com")]
    [InlineData("salesforce.com")]
    [InlineData("metadata.google.internal")]
    public void Threat_T01_LoginHostOutsideList_IsRefusedUnresolved(string address)
    {
        using var bench = new Bench(o => o.AllowLoopback = false, new OutboundPath(
            (_, _) => throw new InvalidOperationException("looked up"), (_, _, _) =>
                throw new InvalidOperationException("called")));

        var answer = bench.Org.CheckLoginHost(address);

        answer.Problem!.Code.ShouldBe("connection.host-refused");
        answer.Problem.Message.ShouldContain("Nothing was sent");
    }

    [Fact]
    public async Task Threat_T01_LoginHostOutsideList_OfAStoredLink_IsNotCalled()
    {
        using var bench = new Bench(o => o.AllowLoopback = false, new OutboundPath(
            (_, _) => throw new InvalidOperationException("looked up"), (_, _, _) =>
                throw new InvalidOperationException("called")));

        var answer = await bench.Org.IdentifyAsync(
            await bench.JwtLinkAsync("https://login.salesforce.com.evil.example"), CancellationToken.None);

        answer.Problem!.Code.ShouldBe("connection.host-refused");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5110", true)]
    [InlineData("http://localhost:5110/", true)]
    [InlineData("https://127.0.0.1:5110", false)]
    [InlineData("http://127.1:5110", false)]
    [InlineData("http://2130706433:5110", false)]
    [InlineData("http://127.0.0.2:5110", false)]
    [InlineData("http://[::1]:5110", false)]
    [InlineData("http://localhost.:5110", false)]
    [InlineData("http://localhost.evil.example:5110", false)]
    [InlineData("http://acme.my.salesforce.com", false)]
    public void Check_WhenLoopbackIsAllowed_TakesItsPlainFormsOnly(string address, bool allowed) =>
        new HostPolicy(new SalesforceOptions { AllowLoopback = true }).Check(address).Ok.ShouldBe(allowed);

    [Theory]
    [InlineData("acme.my.salesforce.mil", true)]
    [InlineData("my.salesforce.mil", false)]
    [InlineData("evilmy.salesforce.mil", false)]
    [InlineData("acme.my-salesforce.com", true)]
    [InlineData("acme.my-salesforce.com.evil.example", false)]
    public void Check_WhenSuffixIsConfigured_ComparesOnALeadingDot(string address, bool allowed) =>
        new HostPolicy(new SalesforceOptions { AllowedHosts = [".my.salesforce.mil", "my-salesforce.com"] }).Check(
            address).Ok.ShouldBe(allowed);

    [Theory]
    [InlineData("62", ".x.com", 5)]
    [InlineData("62.0/../..", ".x.com", 5)]
    [InlineData("62.0", "com", 5)]
    [InlineData("62.0", "https://x.com", 5)]
    [InlineData("62.0", ".x.com", 0)]
    public void AddConnectors_WhenASettingIsWrong_NamesIt(string version, string suffix, int inFlight) =>
        Should.Throw<ArgumentException>(() =>
            new SalesforceOptions { ApiVersion = version, AllowedHosts = [suffix], InFlightPerOrg = inFlight }.Check())
            .Message.ShouldStartWith("Salesforce:");
}
