using System.Net;
using System.Text;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Web.Auth;
using Microsoft.Extensions.Logging.Abstractions;

namespace Governance.Web.Tests.Auth;

/// <summary>A provider whose refresh gives no id_token: userinfo counts.</summary>
public sealed class ProviderRefreshTests
{
    private const string Issuer = "https://login.example", Subject = Issuer + " sub-1";
    private const string Tokens = """{"access_token":"a1","refresh_token":"next"}""";

    [Theory]
    [InlineData(200, """{"sub":"sub-1","groups":["a","b"]}""", ProviderVerdict.StandsBy, "a,b")]
    [InlineData(200, """{"sub":"sub-1","groups":"a"}""", ProviderVerdict.StandsBy, "a")]
    [InlineData(200, """{"sub":"sub-1"}""", ProviderVerdict.StandsBy, "")]
    [InlineData(200, """{"sub":"sub-2","groups":["a"]}""", ProviderVerdict.Refuses, "")]
    [InlineData(401, "", ProviderVerdict.Refuses, "")]
    [InlineData(503, "", ProviderVerdict.Silent, "")]
    [InlineData(200, "<html>", ProviderVerdict.Silent, "")]
    public async Task UserInfo_WhenThereIsNoIdToken_Counts(int status, string body, ProviderVerdict verdict, string groups)
    {
        var answer = await AskAsync((200, Tokens), (status, body));

        answer.Verdict.ShouldBe(verdict);
        answer.Groups.ShouldBe(groups.Split(',', StringSplitOptions.RemoveEmptyEntries));
        // Whatever userinfo says: the one that was sent is used up.
        answer.NextGrant!.Reveal().ShouldBe("next");
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", ProviderVerdict.Refuses)]
    [InlineData(401, """{"error":"invalid_client"}""", ProviderVerdict.Silent)]
    [InlineData(502, "<html>", ProviderVerdict.Silent)]
    [InlineData(200, "[]", ProviderVerdict.Silent)]
    public async Task Refresh_WhenRefused_IsAboutThePersonOnlyWhenItSaysSo(int status, string body, ProviderVerdict verdict) =>
        (await AskAsync((status, body), (500, ""))).Verdict.ShouldBe(verdict);

    private static async Task<ProviderAnswer> AskAsync((int, string) token, (int, string) userInfo)
    {
        using var wire = new Wire(token, userInfo);
        using var http = new HttpClient(wire);
        var (settings, clock) = (new OidcSettings { Authority = Issuer, ClientId = "portal" }, new MovableClock());
        using var metadata = new ProviderMetadata(settings, http, clock, NullLogger<ProviderMetadata>.Instance);
        var check = new IdTokenCheck(settings, new ProviderTokens(settings, metadata, clock));
        return await new ProviderRefresh(settings, metadata, check, http, NullLogger<ProviderRefresh>.Instance)
            .AskAsync(Subject, new Secret("used"), CancellationToken.None);
    }

    private sealed class Wire((int Status, string Body) token, (int Status, string Body) userInfo) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = request.RequestUri!.AbsolutePath switch
            {
                "/token" => token,
                "/userinfo" when request.Headers.Authorization?.ToString() == "Bearer a1" => userInfo,
                "/jwks" => (200, """{"keys":[]}"""),
                _ => (200, $$"""
                    {"issuer":"{{Issuer}}","authorization_endpoint":"{{Issuer}}/authorize","token_endpoint":"{{Issuer}}/token",
                     "userinfo_endpoint":"{{Issuer}}/userinfo","jwks_uri":"{{Issuer}}/jwks"}
                    """),
            };
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
