using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>The Platform API: budget, ranges, scopes, and the lists that an AppLink estate is read from (AppLink reference §1.1, §6).</summary>
[Collection(HerokuWorld.Name)]
public sealed class PlatformTests(DemoWorld demo) : HerokuTest(demo)
{
    [Fact]
    public async Task Budget_WhenItIsSpent_Is429AndComesBackWithTheClock()
    {
        (await Heroku.PlatformAsync("GET", "/apps")).Headers["RateLimit-Remaining"].ShouldBe("4499");
        (await Heroku.PlatformAsync("GET", "/account/rate-limits")).Body.ShouldBe("""{"remaining":4499}""");
        World.Host.SpendHerokuCalls(4_499);

        var refused = await Heroku.PlatformAsync("GET", "/apps");

        (refused.Status, refused.Text("id"), refused.Headers["RateLimit-Remaining"]).ShouldBe((429, "rate_limit", "0"));
        (await Heroku.PlatformAsync("GET", "/account/rate-limits")).Status.ShouldBe(200);
        await World.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await Heroku.PlatformAsync("GET", "/apps")).Headers["RateLimit-Remaining"].ShouldBe("149");
        await World.AdvanceAsync(TimeSpan.FromDays(1));
        (await Heroku.PlatformAsync("GET", "/account/rate-limits")).Body.ShouldBe("""{"remaining":4500}""");
    }

    [Fact]
    public async Task Budget_OfAnAddon_IsItsOwnAndRefusedInTheCallersShape()
    {
        World.Host.World.Heroku.Addons[0].Budget.Spend(4_500);

        var management = await Heroku.AppLinkAsync("GET", "connections");
        var sdk = await Heroku.SdkAsync("quote_bot");

        (management.Status, management.Text("id"), sdk.Status, sdk.Text("title")).ShouldBe((429, "rate_limit", 429, "rate_limit"));
        (await Heroku.PlatformAsync("GET", "/apps")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("id ..; max=3")]
    [InlineData("name ..; max=1")]
    [InlineData("name ..; order=desc, max=1")]
    [InlineData("id ..; max=2,order=desc;")]
    public async Task Range_WhenNextRangeIsFollowed_EveryAppComesOnceInOrder(string first)
    {
        var by = first.Split(' ')[0];
        var seen = new List<string>();
        var range = first;
        var statuses = new List<int>();
        while (range is not null)
        {
            var page = await Heroku.PlatformAsync("GET", "/apps", range: range);
            statuses.Add(page.Status);
            seen.AddRange(page.Json.EnumerateArray().Select(app => app.GetProperty(by).GetString()!));
            page.Headers["Accept-Ranges"].ShouldBe("id,name");
            range = page.Headers.TryGetValue("Next-Range", out var next) ? next : null;
        }

        var sorted = seen.Order(StringComparer.Ordinal).ToList();
        if (first.Contains("desc", StringComparison.Ordinal)) sorted.Reverse();
        seen.ShouldBe(sorted);
        seen.Distinct().Count().ShouldBe(4);
        statuses[..^1].ShouldAllBe(status => status == 206);
        statuses[^1].ShouldBe(200);
    }

    [Fact]
    public async Task Range_WithBothEnds_HoldsOnlyWhatLiesBetween()
    {
        var answer = await Heroku.PlatformAsync("GET", "/apps", range: "name northgale-parts..northgale-quotes; max=10");

        answer.Json.EnumerateArray().Select(app => app.GetProperty("name").GetString()).ShouldBe(["northgale-parts", "northgale-quotes"]);
        var rest = await Heroku.PlatformAsync("GET", "/apps", range: "name ]northgale-parts..; max=1");
        (rest.Status, rest.Headers["Next-Range"]).ShouldBe((206, "name ]northgale-quotes..; max=1"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("id ..; max=0")]
    [InlineData("id ..; max=1001")]
    [InlineData("id ..; order=up")]
    [InlineData("colour ..")]
    public async Task Range_ThatCannotBeMet_Is416(string range)
    {
        var answer = await Heroku.PlatformAsync("GET", "/apps", range: range);

        (answer.Status, answer.Text("id")).ShouldBe((416, "requested_range_not_satisfiable"));
    }

    [Theory]
    [InlineData("DELETE", "/apps/northgale-quotes")]
    [InlineData("PUT", "/apps")]
    [InlineData("POST", "/apps/northgale-quotes/config-vars")]
    [InlineData("GET", "/apps/nothing")]
    [InlineData("GET", "/teams/nothing/apps")]
    [InlineData("GET", "/apps/northgale-quotes/addons/applink-flat-88121/sso")]
    [InlineData("GET", "/addons/nothing/addon-attachments")]
    public async Task Platform_WhenThereIsNoSuchThing_Is404(string method, string path) =>
        (await Heroku.PlatformAsync(method, path, method == "GET" ? null : new { })).Body.ShouldBe("""{"id":"not_found","message":"Couldn't find that resource."}""");

    [Fact]
    public async Task Write_WhenTheBodyIsNoObject_Is400() =>
        (await Heroku.PlatformAsync("POST", "/oauth/authorizations", new StringContent("{"))).Text("id").ShouldBe("bad_request");

    [Fact]
    public async Task Estate_HasTwoAddonsOnOneAppAndOneAddonUnderTwoNames()
    {
        var worker = (await Heroku.PlatformAsync("GET", "/apps/northgale-quotes-worker/addon-attachments")).Json.EnumerateArray().ToDictionary(at => at.GetProperty("name").GetString()!, at => at.GetProperty("addon").GetProperty("name").GetString());

        worker.ShouldBe(new Dictionary<string, string?> { ["HEROKU_APPLINK"] = "applink-curved-10234", ["HEROKU_APPLINK_COBALT"] = "applink-flat-88121" }, ignoreOrder: true);
        (await Heroku.PlatformAsync("GET", "/apps/northgale-quotes-worker/addons")).Json.GetArrayLength().ShouldBe(2);
        (await Heroku.PlatformAsync("GET", "/addons/applink-flat-88121/addon-attachments")).Json.EnumerateArray().Select(at => at.GetProperty("name").GetString()).Order().ShouldBe(["HEROKU_APPLINK", "HEROKU_APPLINK_COBALT", "HEROKU_APPLINK_LAB"]);
        var vars = (await Heroku.PlatformAsync("GET", "/apps/northgale-lab/config-vars")).Json;
        vars.EnumerateObject().Select(v => v.Name).ShouldBe(["HEROKU_APPLINK_LAB_API_URL", "HEROKU_APPLINK_LAB_TOKEN", "HEROKU_APPLINK_SERVICE_MESH_BYPASS_ALL_ROUTES", "GO_LOG"]);
        (await Heroku.PlatformAsync("GET", "/apps/northgale-quotes/addons")).Json.GetArrayLength().ShouldBe(1);
        (await Heroku.PlatformAsync("GET", "/apps/northgale-quotes/buildpack-installations")).Body.ShouldBe(
            """[{"ordinal":0,"buildpack":{"url":"heroku/heroku-applink-service-mesh","name":"heroku/heroku-applink-service-mesh"}},{"ordinal":1,"buildpack":{"url":"heroku/nodejs","name":"heroku/nodejs"}}]""");
    }

    [Theory]
    [InlineData("version=3.sdk", 200)]
    [InlineData("version=3.add-ons-sso", 200)]
    [InlineData("version=3", 404)]
    [InlineData("version=2", 406)]
    [InlineData("version=30", 406)]
    public async Task Sso_ForTheTwoVariants_IsJsonWithTheElevenTexts(string version, int status)
    {
        var answer = await Heroku.PlatformAsync("GET", "/apps/northgale-quotes/addons/applink-curved-10234/sso", accept: "application/vnd.heroku+json; " + version);

        answer.Status.ShouldBe(status);
        if (status != 200) return;
        answer.Text("method").ShouldBe("post");
        answer.Json.GetProperty("params").EnumerateObject().Select(p => p.Name).ShouldBe(
            ["app", "context_app", "email", "id", "nav-data", "resource_id", "resource_token", "timestamp", "token", "user_id", "user_scoped_resource_token"]);
        answer.Json.GetProperty("params").EnumerateObject().ShouldAllBe(p => p.Value.ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task Authorization_WhenItIsMadeUsedRenewedAndDeleted_OpensJustThatLong()
    {
        var made = await Heroku.PlatformAsync("POST", "/oauth/authorizations", new { description = "Nightly", scope = new[] { "read" }, expires_in = 3_600 });
        made.Status.ShouldBe(201);
        made.Json.GetProperty("access_token").GetProperty("expires_in").GetInt32().ShouldBe(3_600);
        var (id, token) = (made.Text("id"), TokenOf(made));

        (await Heroku.PlatformAsync("GET", "/apps", token: token)).Status.ShouldBe(200);
        (await Heroku.PlatformAsync("GET", "/apps/northgale-quotes/config-vars", token: token)).Text("id").ShouldBe("forbidden");
        (await Heroku.PlatformAsync("POST", "/oauth/authorizations", new { scope = new[] { "global" } }, token: token)).Status.ShouldBe(403);
        var renewed = await Heroku.PlatformAsync("POST", $"/oauth/authorizations/{id}/actions/regenerate-tokens", new { });
        (await Heroku.PlatformAsync("GET", "/apps", token: token)).Status.ShouldBe(401);
        (await Heroku.PlatformAsync("GET", "/apps", token: TokenOf(renewed))).Status.ShouldBe(200);
        (await Heroku.PlatformAsync("GET", "/oauth/authorizations")).Json.EnumerateArray().Select(entry => entry.GetProperty("description").GetString()).Order().ShouldBe(["Governance", "Nightly"]);
        (await Heroku.PlatformAsync("DELETE", "/oauth/tokens/" + renewed.Json.GetProperty("access_token").GetProperty("id").GetString())).Status.ShouldBe(200);
        (await Heroku.PlatformAsync("GET", "/apps", token: TokenOf(renewed))).Text("id").ShouldBe("unauthorized");
        (await Heroku.PlatformAsync("GET", "/oauth/authorizations/" + id)).Status.ShouldBe(404);
        (await Heroku.PlatformAsync("GET", "/oauth/clients")).Body.ShouldBe("[]");
    }

    [Fact]
    public async Task Authorization_WhenItExpires_EndsWithTheClock()
    {
        var made = await Heroku.PlatformAsync("POST", "/oauth/authorizations", new { scope = new[] { "identity" }, expires_in = 60 });
        (await Heroku.PlatformAsync("GET", "/account", token: TokenOf(made))).Text("email").ShouldBe("platform@northgale.example");
        (await Heroku.PlatformAsync("GET", "/apps", token: TokenOf(made))).Status.ShouldBe(403);

        await World.AdvanceAsync(TimeSpan.FromSeconds(61));

        (await Heroku.PlatformAsync("GET", "/account", token: TokenOf(made))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Authorization_WhenTheOwnOneIsDeleted_TheKeyIsDead()
    {
        var own = (await Heroku.PlatformAsync("GET", "/oauth/authorizations")).Json[0].GetProperty("id").GetString();

        (await Heroku.PlatformAsync("DELETE", "/oauth/authorizations/" + own)).Status.ShouldBe(200);

        (await Heroku.PlatformAsync("GET", "/account")).Body.ShouldBe("""{"id":"unauthorized","message":"Invalid credentials provided."}""");
    }

    [Theory]
    [InlineData("""{"scope":["everything"]}""")]
    [InlineData("""{"scope":[]}""")]
    [InlineData("""{"scope":"global"}""")]
    [InlineData("""{"scope":["read"],"expires_in":"soon"}""")]
    [InlineData("""{"scope":["read"],"expires_in":-1}""")]
    public async Task Authorization_WhenTheRequestIsWrong_Is422(string body) =>
        (await Heroku.PlatformAsync("POST", "/oauth/authorizations", new StringContent(body))).Text("id").ShouldBe("invalid_params");

    [Fact]
    public async Task Teams_TellTheirAppsPeopleAndAllowList()
    {
        const string team = "/teams/northgale-research";
        (await Heroku.PlatformAsync("GET", "/teams")).Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("northgale-research");
        (await Heroku.PlatformAsync("GET", team + "/apps")).Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("team").GetProperty("name").GetString().ShouldBe("northgale-research");
        (await Heroku.PlatformAsync("GET", team + "/addons")).Body.ShouldBe("[]");
        (await Heroku.PlatformAsync("GET", team + "/permissions")).Json.EnumerateArray().Select(right => right.GetProperty("name").GetString()).ShouldBe(["view", "deploy", "operate", "manage"]);
        (await Heroku.PlatformAsync("GET", team + "/members")).Json.EnumerateArray().Single(member => member.GetProperty("email").GetString() == "contractor@brightwell.example")
            .GetProperty("two_factor_authentication").GetBoolean().ShouldBeFalse();
        (await Heroku.PlatformAsync("GET", "/teams/apps/northgale-lab/collaborators")).Json.EnumerateArray().Select(one => one.GetProperty("user").GetProperty("email").GetString()).Order()
            .ShouldBe(["contractor@brightwell.example", "platform@northgale.example"]);
        (await Heroku.PlatformAsync("GET", "/teams/apps/northgale-parts/collaborators")).Status.ShouldBe(404);
        (await Heroku.PlatformAsync("GET", "/apps/northgale-parts/collaborators")).Json.GetArrayLength().ShouldBe(2);

        var allowed = await Heroku.PlatformAsync("POST", team + "/allowed-addon-services", new { addon_service = "heroku-applink" });
        allowed.Status.ShouldBe(201);
        var id = allowed.Json[0].GetProperty("id").GetString();
        (await Heroku.PlatformAsync("GET", team + "/allowed-addon-services")).Body.ShouldBe(allowed.Body);
        (await Heroku.PlatformAsync("DELETE", $"{team}/allowed-addon-services/{id}")).Json.GetProperty("addon_service").GetProperty("name").GetString().ShouldBe("heroku-applink");
        (await Heroku.PlatformAsync("DELETE", $"{team}/allowed-addon-services/{id}")).Status.ShouldBe(404);
        (await Heroku.PlatformAsync("POST", team + "/allowed-addon-services", new { })).Text("id").ShouldBe("invalid_params");
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts")).Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("northgale");
        (await Heroku.PlatformAsync("GET", "/enterprise-accounts/northgale/members")).Json.GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Webhooks_AreKeptPerApp()
    {
        const string hooks = "/apps/northgale-quotes/webhooks";
        var made = await Heroku.PlatformAsync("POST", hooks, new { include = new[] { "api:addon" }, level = "notify", url = "https://hooks.example/in" });

        made.Status.ShouldBe(201);
        made.Headers["Heroku-Webhook-Secret"].Length.ShouldBe(64);
        HerokuClient.Shape(made).ShouldBe(
            """{"id":"<uuid>","app":{"id":"<uuid>","name":"northgale-quotes"},"include":["api:addon"],"level":"notify","url":"https://hooks.example/in","created_at":"<time>","updated_at":"<time>"}""");
        (await Heroku.PlatformAsync("GET", hooks)).Body.ShouldBe($"[{made.Body}]");
        (await Heroku.PlatformAsync("GET", "/apps/northgale-parts/webhooks")).Body.ShouldBe("[]");
        (await Heroku.PlatformAsync("DELETE", $"{hooks}/{made.Text("id")}")).Body.ShouldBe(made.Body);
        (await Heroku.PlatformAsync("GET", $"{hooks}/{made.Text("id")}")).Status.ShouldBe(404);
        (await Heroku.PlatformAsync("POST", hooks, new { include = new[] { "api:secrets" }, level = "notify", url = "https://hooks.example/in" })).Text("id").ShouldBe("invalid_params");
        (await Heroku.PlatformAsync("POST", hooks, new { include = new[] { "api:addon" }, level = "loud", url = "https://hooks.example/in" })).Text("id").ShouldBe("invalid_params");
        (await Heroku.PlatformAsync("POST", hooks, new { include = new[] { "api:addon" }, level = "sync", url = "in" })).Text("id").ShouldBe("invalid_params");
    }

    [Fact]
    public async Task AnyCall_OfOneWhoIsLetIn_IsNeverAServerError()
    {
        var random = new Random(20_261_122);
        string[] words =
        [
            "connections", "authorizations", "salesforce", "datacloud", "jwt", "apps", "core_prod", "quote_bot", "insight_lake", "data_action_targets", "%00", "%ff", "",
            "oauth", "teams", "northgale-research", "webhooks", "northgale-quotes", "allowed-addon-services", "actions", "enterprise-accounts", "northgale", "events", "invocations", "authentication",
        ];
        object[] values = ["x", "", 7, -1, null!, new[] { "read" }, new { a = 1 }, "\ud83d\ude42", new string('y', 500)];
        string[] members = ["connection_name", "developer_name", "login_url", "client_id", "username", "jwt_private_key", "api_name", "label", "type", "scope", "expires_in", "include", "level", "url", "addon_service"];
        for (var round = 0; round < 250; round++)
        {
            var path = string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => words[random.Next(words.Length)]));
            var body = Enumerable.Range(0, random.Next(4)).Select(_ => members[random.Next(members.Length)]).Distinct().ToDictionary(name => name, _ => values[random.Next(values.Length)]);
            var method = random.Next(3) switch { 0 => "GET", 1 => "POST", _ => "PUT" };

            var answer = random.Next(2) == 0
                ? await Heroku.AppLinkAsync(method, path, method == "GET" ? null : body)
                : await Heroku.PlatformAsync(method, "/" + path, method == "GET" ? null : body, range: random.Next(4) == 0 ? "id " + words[random.Next(words.Length)] + "..; max=" + random.Next(-1, 2_000) : null);

            answer.Status.ShouldBeLessThan(500, $"{method} {path}");
        }
    }

    private static string TokenOf(Answered authorization) => authorization.Json.GetProperty("access_token").GetProperty("token").GetString()!;

    [Fact]
    public async Task Resolve_WhenGivenWhatTheCliIsGiven_FindsAddonsAndAttachments()
    {
        var (app, id) = (World.Ready.Heroku!.App, World.Ready.Heroku.AddonId);
        async Task<Answered> AddonAsync(string addon, string? of) => await Heroku.PlatformAsync("POST", "/actions/addons/resolve", new { addon, app = of, addon_service = (string?)null }, accept: HerokuClient.Version3 + ".sdk");

        foreach (var (key, of) in new[] { (id!, null), (id!, app), ("heroku-applink", app), ("HEROKU_APPLINK", app) })
            (await AddonAsync(key, of)).Json[0].GetProperty("id").GetString().ShouldBe(id, key);
        var missing = await AddonAsync("heroku-applink", null);
        (missing.Status, missing.Text("id"), missing.Text("resource")).ShouldBe((404, "not_found", "add_on"));
        var attachment = await Heroku.PlatformAsync("POST", "/actions/addon-attachments/resolve", new { addon_attachment = "HEROKU_APPLINK", app });
        attachment.Json[0].GetProperty("addon").GetProperty("id").GetString().ShouldBe(id);
        (await Heroku.PlatformAsync("POST", "/actions/addon-attachments/resolve", new { addon_attachment = "NOTHING", app })).Text("resource").ShouldBe("attachment");
        (await Heroku.PlatformAsync("POST", "/actions/addons/resolve", new { app })).Text("id").ShouldBe("invalid_params");
    }

    [Fact]
    public async Task OwnApps_AndWhatTheCliPrintsOfThem_AreThere()
    {
        var own = await Heroku.PlatformAsync("GET", "/users/~/apps");
        var team = await Heroku.PlatformAsync("GET", "/teams/northgale-research/apps");
        var app = (await Heroku.PlatformAsync("GET", "/apps/" + World.Ready.Heroku!.App)).Json;

        (own.Json.GetArrayLength() + team.Json.GetArrayLength()).ShouldBe((await Heroku.PlatformAsync("GET", "/apps")).Json.GetArrayLength());
        own.Json.EnumerateArray().ShouldAllBe(one => one.GetProperty("team").ValueKind == JsonValueKind.Null);
        app.GetProperty("stack").GetProperty("name").GetString().ShouldBe(app.GetProperty("build_stack").GetProperty("name").GetString());
        foreach (var size in (string[])["repo_size", "slug_size"]) app.GetProperty(size).ValueKind.ShouldBe(JsonValueKind.Number, size);
        app.GetProperty("created_at").GetDateTimeOffset().ShouldBeLessThan(World.Host.Clock.GetUtcNow());
        var addon = (await Heroku.PlatformAsync("GET", "/addons/" + World.Ready.Heroku.AddonId)).Json;
        addon.GetProperty("billed_price").GetRawText().ShouldBe(addon.GetProperty("plan").GetProperty("price").GetRawText());
        (await Heroku.PlatformAsync("GET", "/teams/permissions")).Json.GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task ConfigVars_WhenSetAndUnset_MakeReleasesAndLeaveAttachmentsAlone()
    {
        var app = "/apps/" + World.Ready.Heroku!.App;
        Task<Answered> SetAsync(string name, object? value) => Heroku.PlatformAsync("PATCH", app + "/config-vars", new Dictionary<string, object?> { [name] = value });
        async Task<int> VersionAsync() => (await Heroku.PlatformAsync("GET", app + "/releases", range: "version ..; order=desc,max=1")).Json[0].GetProperty("version").GetInt32();
        var first = await VersionAsync();

        (await SetAsync("LOG_LEVEL", "debug")).Text("LOG_LEVEL").ShouldBe("debug");
        (await Heroku.PlatformAsync("GET", app + "/config-vars")).Text("LOG_LEVEL").ShouldBe("debug");
        (await SetAsync("LOG_LEVEL", null)).Json.TryGetProperty("LOG_LEVEL", out _).ShouldBeFalse();
        (await VersionAsync()).ShouldBe(first + 2);
        foreach (var (name, value) in new (string, object?)[] { ("HEROKU_APPLINK_TOKEN", "x"), ("HEROKU_APPLINK_API_URL", null), ("LOG_LEVEL", 1) })
            (await SetAsync(name, value)).Text("id").ShouldBe("invalid_params", name);
        (await VersionAsync()).ShouldBe(first + 2);
        (await Heroku.PlatformAsync("GET", app + "/config-vars")).Text("HEROKU_APPLINK_TOKEN").ShouldBe(World.Ready.Heroku.ApplinkToken);
    }
}
