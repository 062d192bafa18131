using System.Security.Cryptography;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>Connecting an org and authorizing a user, by consent and by JWT (AppLink reference §1.3 rows 3, 4, 5, 9, 10, 11; §7.2, §7.3).</summary>
[Collection(HerokuWorld.Name)]
public sealed class ConnectTests(DemoWorld demo) : HerokuTest(demo)
{
    private const string Admin = "sade.abeni@northgale.example";

    [Theory]
    [InlineData("salesforce", "SalesforceOrg")]
    [InlineData("datacloud", "DataCloudOrg")]
    [Trait("applink.md §1.3", "3")]
    [Trait("applink.md §1.3", "4")]
    public async Task Connect_WhenAPersonConsents_IsConnected(string kind, string type)
    {
        var asked = await Heroku.AppLinkAsync("POST", $"connections/{kind}", new { connection_name = "acme_new", login_url = World.Core.LoginUrl });

        asked.Status.ShouldBe(201);
        HerokuClient.Shape(asked).ShouldBe(
            """{"id":"<uuid>","addon_id":"<uuid>","status":"connecting","org":{"connection_name":"acme_new","id":null,"instance_url":null,"type":"TYPE","username":null,"user_id":null},"created_at":"<time>","created_by":"dana@acme.example","last_modified_at":"<time>","last_modified_by":"dana@acme.example","created_via_app":"northgale-quotes","redirect_uri":"<host>/connect/<key>"}"""
                .Replace("TYPE", type, StringComparison.Ordinal));
        var byId = "connections/" + asked.Text("id");
        (await Heroku.AppLinkAsync("GET", byId)).Body.ShouldBe(asked.Body);

        var page = await World.GetAsync(asked.Text("redirect_uri") + "?user=" + Admin);

        (page.Status, page.Headers.ContainsKey("Location")).ShouldBe((200, false));
        page.Body.ShouldContain("<h1>Connected</h1>");
        var connected = await Heroku.AppLinkAsync("GET", byId);
        (connected.Text("status"), connected.Json.GetProperty("redirect_uri").ValueKind).ShouldBe(("connected", System.Text.Json.JsonValueKind.Null));
        var org = connected.Json.GetProperty("org");
        (org.GetProperty("username").GetString(), org.GetProperty("instance_url").GetString(), org.GetProperty("id").GetString()![..3]).ShouldBe((Admin, World.Core.LoginUrl, "00D"));
        (await Heroku.AppLinkAsync("GET", "connections/acme_new")).Body.ShouldBe(connected.Body);
        (await World.GetAsync(asked.Text("redirect_uri"))).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("salesforce")]
    [InlineData("datacloud")]
    [Trait("applink.md §1.3", "9")]
    [Trait("applink.md §1.3", "10")]
    public async Task Authorize_WhenAPersonConsents_TheSdkHasATokenThatWorks(string kind)
    {
        var asked = await Heroku.AppLinkAsync("POST", $"authorizations/{kind}", new { developer_name = "acme_bot", login_url = World.Core.LoginUrl });
        HerokuClient.Shape(asked).ShouldStartWith(
            """{"id":"<uuid>","addon_id":"<uuid>","status":"authorizing","app_name":"northgale-quotes","connection_method":"OAuth","org":{"developer_name":"acme_bot","id":null,""");
        (await Heroku.SdkAsync("acme_bot")).Json.GetProperty("org").TryGetProperty("user_auth", out _).ShouldBeFalse();

        await World.GetAsync(asked.Text("redirect_uri"));

        (await Heroku.AppLinkAsync("GET", "authorizations/" + asked.Text("id"))).Text("status").ShouldBe("authorized");
        var org = (await Heroku.SdkAsync("acme_bot")).Json.GetProperty("org");
        (await World.GetAsync(org.GetProperty("instance_url").GetString() + "/services/data/v64.0/limits", org.GetProperty("user_auth").GetProperty("access_token").GetString())).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("?decision=deny", "org_connection_failed", "end-user denied authorization")]
    [InlineData("?user=integration.shared@northgale.example", "org_connection_failed", "The user lacks the permission Manage Heroku AppLink.")]
    [InlineData("?user=nobody@northgale.example", "org_connection_failed", "The user cannot log in.")]
    public async Task Connect_WhenConsentComesToNothing_FailsWithTheReason(string query, string id, string message)
    {
        var asked = await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_new", login_url = World.Core.LoginUrl });

        await World.GetAsync(asked.Text("redirect_uri") + query);

        var failed = await Heroku.AppLinkAsync("GET", "connections/acme_new");
        (failed.Text("status"), failed.Json.GetProperty("error").GetRawText()).ShouldBe(("failed", $$"""{"id":"{{id}}","message":"{{message}}"}"""));
        failed.Json.GetProperty("org").GetProperty("username").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Connect_WhenNoLoginUrlIsGiven_ThePersonsNameFindsTheOrg()
    {
        var production = await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_prod" });
        var sandbox = await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_box", login_url = "https://test.salesforce.com" });
        var elsewhere = await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_far", login_url = "https://acme.my.salesforce.com" });

        foreach (var asked in new[] { production, sandbox, elsewhere }) await World.GetAsync(asked.Text("redirect_uri"));

        var sandboxes = World.Host.World.Orgs.Where(org => org.IsSandbox).Select(org => org.Origin).ToList();
        sandboxes.ShouldNotContain(await UrlOfAsync("acme_prod"));
        sandboxes.ShouldContain(await UrlOfAsync("acme_box"));
        (await UrlOfAsync("acme_far")).ShouldBeNull();
        async Task<string?> UrlOfAsync(string name) => (await Heroku.AppLinkAsync("GET", "connections/" + name)).Json.GetProperty("org").GetProperty("instance_url").GetString();
    }

    [Fact]
    [Trait("applink.md §1.3", "5")]
    public async Task ConnectByJwt_WithAKeyTheOrgTrusts_AnswersACredentialAtOnce()
    {
        var answer = await Heroku.AppLinkAsync("POST", "connections/salesforce/jwt", Jwt("connection_name", "acme_jwt"));

        answer.Status.ShouldBe(201);
        HerokuClient.Shape(answer).ShouldBe(
            """{"id":"<uuid>","addon_id":"<uuid>","status":"connected","app_id":"<uuid>","connection_method":"JWT","org":{"connection_name":"acme_jwt","id":"ORG","instance_url":"<host>","type":"SalesforceOrg","username":"USER","user_id":"ID"},"created_at":"<time>","created_by":"dana@acme.example","last_modified_at":"<time>","last_modified_by":"dana@acme.example"}"""
                .Replace("ORG", World.Host.World.Orgs[0].Id, StringComparison.Ordinal).Replace("USER", World.Core.Username, StringComparison.Ordinal)
                .Replace("ID", World.Host.World.Orgs[0].UsersByName[World.Core.Username].Id, StringComparison.Ordinal));
        (await Heroku.AppLinkAsync("GET", "connections/acme_jwt")).Text("status").ShouldBe("connected");
    }

    [Theory]
    [InlineData("salesforce", "SalesforceOrg")]
    [InlineData("datacloud", "DataCloudOrg")]
    [Trait("applink.md §1.3", "11")]
    public async Task AuthorizeByJwt_WithAKeyTheOrgTrusts_IsFinalAtOnceAndFoundByAlias(string kind, string type)
    {
        var answer = await Heroku.AppLinkAsync("POST", $"authorizations/{kind}/jwt", Jwt("developer_name", "acme_jwt"));

        (answer.Status, answer.Text("status"), answer.Text("connection_method"), answer.Json.GetProperty("org").GetProperty("type").GetString()).ShouldBe((201, "authorized", "JWT", type));
        answer.Body.ShouldNotContain("PRIVATE");
        (await Heroku.SdkAsync("applink:acme_jwt")).Text("id").ShouldBe(answer.Text("id"));
        (await Heroku.AppLinkAsync("DELETE", "authorizations/acme_jwt")).Text("status").ShouldBe("disconnecting");
        await World.AdvanceAsync(TimeSpan.FromSeconds(3));
        var refused = await Heroku.SdkAsync("acme_jwt");
        (refused.Status, refused.Body).ShouldBe((404, """{"title":"Not Found","detail":"Authorization not found"}"""));
    }

    [Fact]
    public async Task ConnectByJwt_WithAnotherKey_IsRefusedByTheOrgAndShownAsFailed()
    {
        using var other = RSA.Create(2048);

        var answer = await Heroku.AppLinkAsync("POST", "connections/salesforce/jwt", Jwt("connection_name", "acme_jwt", pem: other.ExportPkcs8PrivateKeyPem()));

        (answer.Text("status"), answer.Json.GetProperty("error").GetRawText()).ShouldBe(("failed", """{"id":"authentication_failed","message":"invalid assertion"}"""));
        (await Heroku.AppLinkAsync("GET", "connections/acme_jwt")).Text("status").ShouldBe("failed");
    }

    [Theory]
    [InlineData("connections/salesforce", """{}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":7}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"my-org"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"ab"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"two__lines"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"ends_"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"acme_new","login_url":"nowhere"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"acme_new","login_url":[]}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", """{"connection_name":"core_prod"}""", 409, "conflict")]
    [InlineData("authorizations/salesforce", """{"developer_name":"quote_bot"}""", 409, "conflict")]
    [InlineData("authorizations/datacloud", """{"connection_name":"acme_new"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce/jwt", """{"connection_name":"acme_new"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce/jwt", """{"connection_name":"acme_new","client_id":"c","username":"u","jwt_private_key":"no key"}""", 422, "validation_failed")]
    [InlineData("connections/datacloud/jwt", """{"connection_name":"acme_new"}""", 404, "record_not_found")]
    [InlineData("authorizations", """{"developer_name":"acme_bot"}""", 404, "record_not_found")]
    [InlineData("connections/salesforce", """{"connection_name":"\ud800"}""", 422, "validation_failed")]
    [InlineData("connections/salesforce", "[1", 400, "bad_request")]
    [InlineData("connections/salesforce", "[]", 400, "bad_request")]
    public async Task Connect_WhenTheRequestIsWrong_SaysSoInTheManagementShape(string path, string body, int status, string id)
    {
        var before = (await Heroku.AppLinkAsync("GET", "connections")).Body;
        var answer = await Heroku.AppLinkAsync("POST", path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        (answer.Status, answer.Text("id")).ShouldBe((status, id));
        answer.Json.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "message"]);
        (await Heroku.AppLinkAsync("GET", "connections")).Body.ShouldBe(before);
    }

    [Fact]
    public async Task Connect_WhenTheBlobTellsNobody_IsMadeByNobody()
    {
        var answer = await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_new" }, actor: "");

        answer.Json.GetProperty("created_by").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Events_OfTheEnterprise_TellWhatWasDone()
    {
        await Heroku.AppLinkAsync("POST", "connections/salesforce", new { connection_name = "acme_new" });
        await Heroku.AppLinkAsync("DELETE", "authorizations/quote_bot");

        var events = await Heroku.PlatformAsync("GET", "/enterprise-accounts/northgale/events?order=desc");

        events.Json.EnumerateArray().Select(e => (e.GetProperty("type").GetString(), e.GetProperty("action").GetString(), e.GetProperty("actor").GetProperty("email").GetString())).ShouldBe(
            [("applink_authorization", "destroy", "dana@acme.example"), ("applink_connection", "create", "dana@acme.example")]);
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts/northgale/events?type=applink_app")).Body.ShouldBe("[]");
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts/northgale/events?day=2020-01-01")).Body.ShouldBe("[]");
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts/northgale/events?day=soon")).Text("id").ShouldBe("bad_request");
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts/other/events")).Text("id").ShouldBe("not_found");
    }

    private Dictionary<string, string> Jwt(string nameField, string name, string? pem = null)
    {
        var body = new Dictionary<string, string>
        {
            [nameField] = name,
            ["client_id"] = World.Core.ClientId,
            ["jwt_private_key"] = pem ?? File.ReadAllText(World.Ready.JwtKeyFile),
            ["login_url"] = World.Core.LoginUrl,
            ["username"] = World.Core.Username,
        };
        if (nameField == "connection_name") body["alias"] = Guid.NewGuid().ToString();
        return body;
    }
}
