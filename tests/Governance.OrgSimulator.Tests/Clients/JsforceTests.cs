namespace Governance.OrgSimulator.Tests.Clients;

/// <summary>jsforce, a client that nobody here wrote, pointed at the stand-in unchanged.</summary>
public sealed class JsforceTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private const string Redirect = "http://localhost:4711/orgs/callback";
    private const string Consenting = "portal.responder@northgale.example";
    private readonly TestWorld _world = demo.World;

    [NpmFact]
    public async Task Jsforce_WhenPointedAtTheOrg_TakesItForTheRealThing()
    {
        var org = _world.Core;
        var tokens = (await _world.CountAsync(org, await _world.LoginAsync(org)), await _world.CountAsync(org, await _world.LoginAsync(org), "User"));
        var results = NpmFactAttribute.RunScript("jsforce-client.cjs", new
        {
            modules = NpmFactAttribute.Modules,
            org = new { loginUrl = org.LoginUrl, clientId = org.ClientId, clientSecret = org.ClientSecret, username = org.Username },
            assertion = _world.Assertion(org),
            consent = new { redirectUri = Redirect, username = Consenting, refreshToken = await ConsentAsync(org) },
        });
        string Of(string step) => results[step].GetRawText();
        foreach (var whoAmI in (string[])["identity", "userinfo", "accessToken", "bulk2"]) Of(whoAmI).ShouldBe($"\"{org.Username}\"", whoAmI);
        Of("jwt").ShouldBe($"\"{_world.Host.World.Orgs[0].Id}\"");
        Of("limits").ShouldBe("250000");
        results["queryMore"][2].GetInt32().ShouldBe(tokens.Item2, Of("queryMore"));
        Of("autoFetch").ShouldBe($"{tokens.Item1 + 1}");
        Of("describe").ShouldBe("""["Id","AppName","AppMenuItemId","UserId","CreatedDate","LastUsedDate","UseCount","DeleteToken","AccessToken","RequestToken"]""");
        Of("tooling").ShouldBe($"{_world.Host.World.Orgs[0].CertificateCount}");
        Of("metadataRetrieve").ShouldBe("""["Succeeded","PK"]""");
        Of("collectionsDelete").ShouldBe("[true,true]");
        foreach (var step in (string[])["describeGlobal", "metadataList"]) Of(step).ShouldBe("true", step);
        Of("metadataRead").ShouldBe("true");
        foreach (var step in (string[])["composite", "refresh"]) Of(step).ShouldBe("1", step);
        results["wrongQuery"].GetProperty("error").GetString().ShouldBe("INVALID_FIELD");
        results["dml"].GetProperty("error").GetString().ShouldBe("INVALID_TYPE_FOR_OPERATION");
        Of("logout").ShouldBe("\"INVALID_SESSION_ID\"");
    }

    private async Task<string> ConsentAsync(ReadyOrg org)
    {
        var (verifier, challenge) = TestWorld.NewPkce();
        var consent = await _world.ConsentAsync(org, Consenting, challenge, org.ClientId, Redirect);
        var code = consent.InLocation("code").ShouldNotBeNull(consent.Body);
        var answer = await _world.TokenAsync(org, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("client_id", org.ClientId), ("client_secret", org.ClientSecret), ("code_verifier", verifier));
        return answer.Text("refresh_token");
    }
}
