using Governance.Connectors.Salesforce;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class ServicePathTests
{
    private static readonly Uri Origin = new("https://acme.my.salesforce.com");

    public static TheoryData<string> Tricks =>
    [
        "https://evil.example/services/data/v62.0/query/01g-500", "//evil.example/services/data", "/services//evil.example", "/\\evil.example/services/",
        "/services/..\\..\\x", "/services/../x", "/services/data/../../x", "/services/%2e%2e/x", "/services/%2E%2E%2Fx", "/services/%5c%5cevil", "/services/.%2e/x",
        "/services/./x", "/servicesx/data", "/services", "services/data", "/Services/data", "/secur/frontdoor.jsp", "@evil.example/services/", "/services/a?b=c",
        "/services/a#b", "/services/a;b", "/services/a b", "/services/a\r\nX: "
            + "y", "/services/ä", "", "http:/services/x", "\t/services/x", "/services/data/",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public void Threat_T03_UrlInAnswer_IsNotJoined(string path) => ServicePath.Join(Origin, path).ShouldBeNull();

    [Theory]
    [InlineData("/services/data/v62.0/query/01gxx0000000001-500")]
    [InlineData("/services/data/v62.0/query/0r8xx3fXqMdtEWsAJG-2000")]
    public void Join_WhenPathIsPlain_StaysAtTheOrigin(string path) =>
        ServicePath.Join(Origin, path)!.AbsoluteUri.ShouldBe("https://acme.my.salesforce.com" + path);

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task Threat_T03_UrlInAnswer_CannotLeaveOrigin(string next)
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var elsewhere = next.Replace("evil.example", "localhost:" + org.Peer.Port, StringComparison.Ordinal);
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)) return false;
            await context.JsonAsync(FakeOrg.PageJson([FakeOrg.RowJson("h1")], elsewhere, 2));
            return true;
        };

        var answer = await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null,
            CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.address-refused");
        answer.Problem.Kind.ShouldBe(Domain.ProblemKind.RemoteRefused);
        org.Peer.Requests.ShouldAllBe(r => r.Path == "/services/oauth2/token"
            || r.Path == "/services/data/v62.0/query");
    }
}
