using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Web.Auth;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Web.Tests.Auth;

/// <summary>Tokens that no provider of ours would make.</summary>
public sealed class IdTokenCheckTests : IDisposable
{
    private const string Issuer = "https://login.example", Client = "portal", Nonce = "the-nonce";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;
    private readonly MovableClock _clock = new();
    private readonly Issuers _issuers;
    private readonly HttpClient _http;
    private readonly ProviderMetadata _metadata;
    private readonly IdTokenCheck _check;

    public IdTokenCheckTests()
    {
        _key = new RsaSecurityKey(_rsa) { KeyId = "k1" };
        _issuers = new Issuers(_rsa);
        _http = new HttpClient(_issuers);
        var settings = new OidcSettings { Authority = Issuer, ClientId = Client };
        _metadata = new ProviderMetadata(settings, _http, _clock, NullLogger<ProviderMetadata>.Instance);
        _check = new IdTokenCheck(settings, new ProviderTokens(settings, _metadata, _clock));
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _http.Dispose();
        _issuers.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    public async Task IdToken_WhenAllFits_IsAccepted()
    {
        var who = await _check.AcceptAsync(Token(c => c["groups"] = new[] { "a", "b", "A" }), Nonce, CancellationToken.None);

        who.Subject.ShouldBe("sub-1");
        who.Groups.ShouldBe(["a", "b", "A"]);
        who.GroupsLeftOut.ShouldBeFalse();
    }

    [Fact]
    public async Task Threat_T32_BadIdToken_IsRefused_WhenSignedWithThePublicKeyAsSecret()
    {
        var secret = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "k1" };

        await RefusedAsync(Token(signing: new SigningCredentials(secret, "HS256")), "sign-in.bad-algorithm");
    }

    [Fact]
    public async Task Threat_T32_BadIdToken_IsRefused_WhenAnotherKeySignedUnderAKnownName()
    {
        using var foreign = RSA.Create(2048);

        await RefusedAsync(Token(signing: new SigningCredentials(new RsaSecurityKey(foreign) { KeyId = "k1" }, "RS256")), "sign-in.bad-signature");
    }

    [Fact]
    public async Task Threat_T32_BadIdToken_IsRefused_WhenItIsAnAccessToken() =>
        await RefusedAsync(Token(type: "at+jwt"), "sign-in.bad-token");

    [Fact]
    public async Task Threat_T32_BadIdToken_IsRefused_WhenSeveralAudiencesNameAnotherParty()
    {
        await RefusedAsync(Token(c => c["aud"] = new[] { Client, "other" }), "sign-in.wrong-audience");
        await RefusedAsync(Token(c => (c["aud"], c["azp"]) = (new[] { Client, "other" }, "other")), "sign-in.wrong-audience");
        (await _check.AcceptAsync(Token(c => (c["aud"], c["azp"]) = (new[] { Client, "other" }, Client)), Nonce, CancellationToken.None)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("nonce", "sign-in.wrong-nonce")]
    [InlineData("exp", "sign-in.expired")]
    [InlineData("sub", "sign-in.bad-token")]
    [InlineData("iss", "sign-in.wrong-issuer")]
    [InlineData("aud", "sign-in.wrong-audience")]
    public async Task Threat_T32_BadIdToken_IsRefused_WhenAClaimIsMissing(string claim, string code) =>
        await RefusedAsync(Token(c => c.Remove(claim)), code);

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-30, true)]
    public async Task IdToken_JustExpired_IsAcceptedWithinAMinute(int seconds, bool accepted)
    {
        var token = Token(c => c["exp"] = _clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());

        if (accepted) (await _check.AcceptAsync(token, Nonce, CancellationToken.None)).ShouldNotBeNull();
        else await RefusedAsync(token, "sign-in.expired");
    }

    [Fact]
    public async Task Threat_T30_MixedUpIssuer_IsRefused_WhenTheHeaderPointsToOtherKeys()
    {
        using var foreign = RSA.Create(2048);
        var signing = new SigningCredentials(new RsaSecurityKey(foreign) { KeyId = "evil" }, "RS256");
        var header = new Dictionary<string, object> { ["jku"] = "https://evil.example/jwks", ["x5u"] = "https://evil.example/x5u" };

        for (var i = 0; i < 5; i++) await RefusedAsync(Token(signing: signing, header: header), "sign-in.bad-signature");

        // Keys are asked for again once, at the issuer only.
        _issuers.Asked.ShouldAllBe(a => a.Host == "login.example");
        _issuers.Asked.Count(a => a.AbsolutePath == "/jwks").ShouldBe(2);
    }

    [Theory]
    [InlineData("hasgroups", "true")]
    [InlineData("_claim_names", """{"groups":"src1"}""")]
    public async Task Threat_T37_GroupOverage_GivesNoRole_HoweverItIsSaid(string claim, string json)
    {
        var token = Token(c => (c[claim], c["groups"]) = (JsonSerializer.Deserialize<JsonElement>(json), new[] { "a" }));

        var who = await _check.AcceptAsync(token, Nonce, CancellationToken.None);

        who.GroupsLeftOut.ShouldBeTrue();
        who.Groups.ShouldBeEmpty();
    }

    private async Task RefusedAsync(string token, string code) =>
        (await Should.ThrowAsync<SignInRefusedException>(() => _check.AcceptAsync(token, Nonce, CancellationToken.None))).Code.ShouldBe(code);

    private string Token(Action<Dictionary<string, object>>? change = null, SigningCredentials? signing = null, string type = "JWT",
        Dictionary<string, object>? header = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = Client,
            ["sub"] = "sub-1",
            ["nonce"] = Nonce,
            ["exp"] = _clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(JsonSerializer.Serialize(claims), signing ?? new SigningCredentials(_key, "RS256"),
            new Dictionary<string, object>(header ?? []) { ["typ"] = type });
    }

    /// <summary>Answers for the issuer and notes what was asked.</summary>
    private sealed class Issuers(RSA key) : HttpMessageHandler
    {
        public List<Uri> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!);
            var rsa = key.ExportParameters(false);
            object body = request.RequestUri!.AbsolutePath == "/jwks"
                ? new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", n = Base64UrlEncoder.Encode(rsa.Modulus), e = Base64UrlEncoder.Encode(rsa.Exponent) } } }
                : new { issuer = Issuer, authorization_endpoint = Issuer + "/authorize", token_endpoint = Issuer + "/token", jwks_uri = Issuer + "/jwks" };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) });
        }
    }
}
