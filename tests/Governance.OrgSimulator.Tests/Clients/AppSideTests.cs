using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Clients;

/// <summary>The AppLink SDK and a certified OpenID Connect relying party, which nobody here wrote, pointed at the stand-in unchanged.</summary>
public sealed class AppSideTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Person = "Mara Oriel";
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [NpmFact]
    public void AppLinkSdk_WhenTheAuthorizationIsTakenAway_IsRefused()
    {
        var org = _world.Host.World.Orgs[0];
        var username = _world.Host.World.Heroku.Addons[0].Find(_world.Ready.Heroku!.Authorization!, isConnection: false)!.Username!;

        var results = NpmFactAttribute.RunScript("applink-sdk.cjs", new { modules = NpmFactAttribute.Modules, heroku = _world.Ready.Heroku, control = _world.Ready.Oidc, loginUrl = org.Origin });

        string Of(string step) => results[step].GetRawText();
        foreach (var refused in (string[])["unknown", "gone"]) Of(refused).ShouldBe("""{"error":"Error","message":"Not Found - Authorization not found"}""", refused);
        Of("byUrl").ShouldBe($"\"{org.Id}\"");
        Of("authorization").ShouldBe($"""["{org.Id}","{org.Origin}","{username}"]""");
        foreach (var works in (string[])["query", "tokenOfBefore"]) Of(works).ShouldBe($"\"{username}\"", works);
        Of("bulk").ShouldBe($"""["{org.Id}"]""");
        Code(results["wrongQuery"]).ShouldBe("INVALID_TYPE");
        Of("removed").ShouldBe("""[202,"disconnecting"]""");
        Code(results["whileDisconnecting"]).ShouldNotBeNull("a token was handed out while disconnecting");
        Code(results["tokenRevoked"]).ShouldBe("INVALID_SESSION_ID");
    }

    [NpmFact]
    public void OpenIdClient_SignsIn_AndRefusesEveryAttackItsStandardKnows()
    {
        (string Attack, string Refusal)[] attacks =
        [
            ("wrong-nonce", "\"nonce\""), ("alg-none", "\"alg\""), ("wrong-audience", "\"aud\""), ("wrong-issuer", "\"iss\""), ("expired", "\"exp\""),
            ("replayed-state", "\"state\""), ("mixed-issuer", "\"iss\""), ("no-auth-time", "\"auth_time\""), ("old-auth-time", "too much time"),
        ];
        string[] left = ["no-amr", "group-overage"];

        var results = NpmFactAttribute.RunScript("openid-client.cjs", new
        {
            modules = NpmFactAttribute.Modules,
            oidc = _world.Ready.Oidc,
            signIn = _world.Ready.SignIn,
            person = Person,
            attacks = attacks.Select(a => a.Attack).Concat(left),
        });

        string Of(string step) => results[step].GetRawText();
        Of("signIn").ShouldBe($"""["{Person}",["gov-auditors"],["pwd","otp","mfa"],"number"]""");
        foreach (var step in (string[])["userinfo", "afterAttacks", "afterRotation"]) Of(step).ShouldBe($"\"{Person}\"", step);
        Of("refresh").ShouldBe("true");
        Of("logout").ShouldBe("\"http://localhost:5080/signout-callback-oidc?state=x\"");
        results["refreshAgain"].GetProperty("message").GetString().ShouldEndWith(": invalid_grant");
        Code(results["userinfoOfAnother"]).ShouldNotBeNull();
        foreach (var (attack, refusal) in attacks)
        {
            Code(results[attack]).ShouldNotBeNull(attack);
            results[attack].GetProperty("message").GetString()!.ShouldContain(refusal, Case.Sensitive, attack);
        }

        // No standard tells a client to refuse these two: what to make of them is the application's decision.
        results["no-amr"].EnumerateArray().Select(claim => claim.GetString()).ShouldNotContain("amr");
        results["group-overage"].EnumerateArray().Select(claim => claim.GetString()).ShouldContain("_claim_names");
    }

    private static string? Code(JsonElement result) => result.ValueKind == JsonValueKind.Object && result.TryGetProperty("error", out var error) ? error.GetString() : null;
}
