using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Connectors.HerokuAppLink;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>Discovery and lists, and everything a hostile or broken answer may do to them.</summary>
public sealed class AppLinkReadTests
{
    [Fact]
    public async Task Read_OfASharedAddon_SeesBothAttachmentsAndAllItHolds()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token, FakeHeroku.Account), default)).Value!;

        read.Apps.ShouldBe(2);
        read.Email.ShouldBe("platform@acme.example");
        var addon = read.Addons.ShouldHaveSingleItem();
        addon.Attachments.Select(a => (a.AppName, a.Name)).ShouldBe([("acme-quotes", "HEROKU_APPLINK"), ("acme-worker", "HEROKU_APPLINK_COBALT")]);
        addon.Connections.Value!.ShouldHaveSingleItem().Status.ShouldBe("connected");
        addon.Authorizations.Value!.Select(a => a.Name).ShouldBe(["quote_bot", "parts_sync"]);
        var bot = addon.Authorizations.Value![0];
        bot.ShouldBe(new AppLinkRow(
            AppLinkKind.Authorization, FakeHeroku.Bot, "quote_bot", "00Dxx0000001gPL", false, "bot@acme.example", "005xx000001SvKA",
            "authorized", "JWT", "acme-quotes", new DateTimeOffset(2026, 3, 4, 10, 11, 12, TimeSpan.Zero).AddTicks(1_234_560), null,
            "org_connection_failed", "Could not reach the org"));
        addon.Dependents!.Value!.ShouldHaveSingleItem().RegistrationId.ShouldBe("0Xexx0000000001");
        heroku.Marked.Select(m => m.App).Distinct().Order().ShouldBe([FakeHeroku.Quotes, FakeHeroku.Worker]);
        var sso = JsonDocument.Parse(Convert.FromBase64String(heroku.Marked.First().Sso)).RootElement;
        sso.GetProperty("params").GetProperty("token").GetString().ShouldBe("canary-sso-token");
    }

    [Fact]
    public async Task Read_OfADataCloudConnection_HasItsDataActionTargets()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Path.EndsWith("/connections", StringComparison.Ordinal))
                await context.JsonAsync($"[{FakeHeroku.RecordJson(FakeHeroku.Prod, "lake", true, "connected", "DatacloudOrg")}]");
            else if (asked.Path.EndsWith("/connections/datacloud/lake/data_action_targets", StringComparison.Ordinal))
                await context.JsonAsync($$"""
                    [{"id":"{{FakeHeroku.Sync}}","api_name":"orders_changed","label":"Orders changed","type":"webhook","target_endpoint":"/hooks/orders",
                      "status":"created","app_id":"{{FakeHeroku.Worker}}","connection_id":"{{FakeHeroku.Prod}}"}]
                    """);
            else return false;
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token, FakeHeroku.Account), default)).Value!;

        var addon = read.Addons.ShouldHaveSingleItem();
        addon.Connections.Value!.ShouldHaveSingleItem().IsDataCloud.ShouldBeTrue();
        addon.Dependents!.Value!.ShouldHaveSingleItem().ShouldBe(new AppLinkDependentRow(
            AppLinkDependentKind.DataActionTarget, FakeHeroku.Sync, "lake", "Orders changed", FakeHeroku.Worker, null, "00Dxx0000001gPL", "created", null));
    }

    [Fact]
    public async Task Threat_T62_OwnAccess_TokensOfAListAreDroppedAndNoSingleOneIsAskedFor()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);

        var link = await bench.HerokuAsync(FakeHeroku.Token);
        var read = (await bench.AppLink.ReadAsync(link, default)).Value!;
        await foreach (var _ in bench.AppLink.RemoveAsync(link, [Target(FakeHeroku.Bot)], default)) { }

        JsonSerializer.Serialize(read).ShouldNotContain("canary");
        bench.Log.Text.ShouldNotContain("canary");
        heroku.AppLinkCalls.ShouldNotContain(c => c.Method == "GET" && c.Path.Contains("/authorizations/", StringComparison.Ordinal));
        bench.Secrets.Acts.ShouldAllBe(a => a.EndsWith("heroku.token", StringComparison.Ordinal));
        typeof(AppLinkRow).GetProperties().Select(p => p.PropertyType).ShouldNotContain(typeof(Secret));
        typeof(AppLinkRow).GetProperties().ShouldNotContain(p => p.Name.Contains("Token", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("https://evil.example/addons/{0}")]
    [InlineData("https://heroku-applink.heroku.com.evil.example/addons/{0}")]
    [InlineData("https://heroku.com@evil.example/addons/{0}")]
    [InlineData("https://evilheroku.com/addons/{0}")]
    [InlineData("https://heroku-applink.heroku.com:8443/addons/{0}")]
    [InlineData("http://heroku-applink.heroku.com/addons/{0}")]
    [InlineData("https://heroku-applink.heroku.com/addons/{0}/../../x")]
    [InlineData("https://heroku-applink.heroku.com/addons/aaaaaaaa-0000-4000-8000-0000000000b2")]
    [InlineData("https://xn--hroku-bsa.com/addons/{0}")]
    [InlineData("//evil.example/addons/{0}")]
    [InlineData("")]
    public async Task Threat_T08_ApiUrlOutsideList_GetsNoAddonToken(string form)
    {
        var dialled = new List<string>();
        await using var heroku = await FakeHeroku.StartAsync();
        var url = string.Format(CultureInfo.InvariantCulture, form, FakeHeroku.Addon);
        heroku.Vars[FakeHeroku.Quotes] = $$"""{"HEROKU_APPLINK_API_URL":"{{url}}","HEROKU_APPLINK_TOKEN":"{{FakeHeroku.AddonToken}}"}""";
        using var bench = new Bench(null, new Governance.Connectors.Salesforce.OutboundPath(
            (host, _) => { dialled.Add(host); throw new IOException("nobody may be looked up"); },
            Governance.Connectors.Salesforce.OutboundPath.System.Dial), o => o.PlatformBaseUrl = new Uri(heroku.Origin));

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default)).Value!;

        var addon = read.Addons.ShouldHaveSingleItem();
        addon.Connections.Problem!.Code.ShouldBe("applink.address-refused");
        addon.Authorizations.Problem!.Code.ShouldBe("applink.address-refused");
        dialled.ShouldBeEmpty();
        heroku.Peer.Requests.ShouldNotContain(r => r.Authorization!.Contains(FakeHeroku.AddonToken, StringComparison.Ordinal));
        heroku.Peer.Requests.ShouldNotContain(r => r.Path.EndsWith("/sso", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://heroku-applink.heroku.com", true)]
    [InlineData("https://applink-api.heroku.com", true)]
    [InlineData("https://HEROKU-APPLINK.heroku.com", true)]
    [InlineData("https://applink.staging.herokudev.com", false)]
    [InlineData("http://127.0.0.1:5101", false)]
    public void Host_WhenOnTheList_IsTaken(string origin, bool allowed) =>
        new AppLinkHosts(new AppLinkOptions()).Check($"{origin}/addons/{FakeHeroku.Addon}", FakeHeroku.Addon).Ok.ShouldBe(allowed);

    [Fact]
    public async Task Threat_T04_Redirect_IsNotFollowedByHeroku()
    {
        await using var second = await Peer.StartAsync((context, _) => context.JsonAsync("[]"));
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = (context, asked) =>
        {
            if (!asked.Path.EndsWith("/authorizations", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Response.Redirect(second.Origin + "/addons");
            return Task.FromResult(true);
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default)).Value!;

        read.Addons[0].Authorizations.Problem!.Code.ShouldBe("heroku.redirected");
        read.Addons[0].Connections.Ok.ShouldBeTrue();
        second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T05_NameTurnsPrivateAfterCheck_IsRefusedForHeroku()
    {
        using var bench = new Bench(null, Bench.PathTo(1, "13.110.0.1", "10.0.0.7"));

        var answer = await bench.AppLink.IdentifyAsync(await bench.HerokuAsync(FakeHeroku.Token), default);

        answer.Problem!.Code.ShouldBe("heroku.host-refused");
        bench.Log.Text.ShouldContain("SecurityOutboundRefused");
    }

    [Fact]
    public async Task Read_OfTwoThousandApps_FollowsEveryPage()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Path != "/apps") return false;
            var range = context.Request.Headers.Range.ToString();
            var from = range.Contains(']', StringComparison.Ordinal) ? int.Parse(range[(range.IndexOf(']', StringComparison.Ordinal) + 1)..].Split('.')[0], CultureInfo.InvariantCulture) : 0;
            var last = Math.Min(from + 200, 2_000);
            if (last < 2_000) context.Response.Headers["Next-Range"] = $"id ]{last}..; max=200";
            var rows = Enumerable.Range(from, last - from).Select(i => $$"""{"id":"aaaaaaaa-0000-4000-8000-{{i:x12}}","name":"app-{{i}}"}""");
            await context.JsonAsync($"[{string.Join(',', rows)}]", last < 2_000 ? 206 : 200);
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default)).Value!;

        read.Apps.ShouldBe(2_000);
        heroku.Peer.Requests.Count(r => r.Path == "/apps").ShouldBe(10);
    }

    [Theory]
    [InlineData("id ]7..; max=200")]
    [InlineData("https://evil.example/?next")]
    [InlineData(null)]
    public async Task List_ThatDoesNotEnd_IsRefusedAsAWhole(string? next)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Path != "/addons") return false;
            if (next is not null) context.Response.Headers["Next-Range"] = next;
            await context.JsonAsync("[]", 206);
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default);

        read.Problem!.Code.ShouldBe("heroku.list-broken");
        heroku.Peer.Requests.Count(r => r.Path == "/addons").ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(401, """{"id":"unauthorized","message":"Bad canary-addon-token-0123456789"}""", "applink.token-refused")]
    [InlineData(401, """{"title":"Unauthorized","detail":"no"}""", "applink.token-refused")]
    [InlineData(403, """{"title":"Forbidden","detail":"no"}""", "org.right-missing")]
    [InlineData(404, """{"title":"Not Found","detail":"Authorization not found"}""", "heroku.not-there")]
    [InlineData(422, """{"id":"validation_failed","message":"no"}""", "heroku.refused")]
    [InlineData(500, """{"id":"server_error","message":"no"}""", "heroku.busy")]
    [InlineData(503, "<html>maintenance</html>", "heroku.answer-unreadable")]
    [InlineData(200, "<html>maintenance</html>", "heroku.answer-unreadable")]
    [InlineData(200, """{"not":"a list"}""", "heroku.answer-unreadable")]
    [InlineData(200, """[{"id":"x"},7]""", "heroku.answer-unreadable")]
    [InlineData(200, "[{\"id\"", "heroku.answer-unreadable")]
    public async Task List_ThatFails_SaysWhyAndStopsNothingElse(int status, string body, string code)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (!asked.Path.EndsWith("/authorizations", StringComparison.Ordinal)) return false;
            await context.WriteAsync(status, body.StartsWith('<') ? "text/html" : "application/json", body);
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default)).Value!;

        read.Addons[0].Authorizations.Problem!.Code.ShouldBe(code);
        read.Addons[0].Authorizations.Problem!.Message.ShouldNotContain("canary");
        read.Addons[0].Connections.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenFewCallsAreLeft_KeepsThemForIncidents()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.Remaining = 120;
        using var bench = Bench.WithHeroku(heroku.Origin);
        var link = await bench.HerokuAsync(FakeHeroku.Token);

        var read = await bench.AppLink.ReadAsync(link, default);
        var proof = await bench.AppLink.ReadAgainAsync(link, [FakeHeroku.Addon], default);

        read.Problem!.Code.ShouldBe(RemoteCodes.LimitReached);
        heroku.Peer.Requests.Take(1).Select(r => r.Path).ShouldBe(["/account/rate-limits"]);
        proof.Value!.Addons.ShouldHaveSingleItem().Authorizations.Value!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Read_WhenHerokuThrottlesForLong_StopsAtOnce()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Path != "/apps") return false;
            context.Response.Headers.RetryAfter = "3600";
            await FakeHeroku.FaultAsync(context, 429, "rate_limit", "Your account reached the API rate limit");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default);

        read.Problem!.Code.ShouldBe(RemoteCodes.LimitReached);
        heroku.Peer.Requests.Count(r => r.Path == "/apps").ShouldBe(1);
    }

    [Fact]
    public async Task Read_WhenTheOwnerAppIsClosedToUs_UsesAnotherAttachmentUnderItsOwnName()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Path != $"/apps/{FakeHeroku.Quotes}/config-vars") return false;
            await FakeHeroku.FaultAsync(context, 403, "forbidden", "no");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = (await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token), default)).Value!;

        read.Addons[0].Authorizations.Value!.Count.ShouldBe(2);
        heroku.Marked.First().App.ShouldBe(FakeHeroku.Worker);
    }

    [Fact]
    public async Task Read_WhenAnotherAccountAnswers_StopsBeforeAnythingElse()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);

        var read = await bench.AppLink.ReadAsync(await bench.HerokuAsync(FakeHeroku.Token, "bbbbbbbb-0000-4000-8000-000000000001"), default);

        read.Problem!.ShouldBe(HerokuProblems.AccountChanged);
        heroku.Peer.Requests.ShouldNotContain(r => r.Path == "/apps");
    }

    [Fact]
    public async Task Identify_WithADeadToken_AsksForANewOneAndTellsNothing()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);

        var answer = await bench.AppLink.IdentifyAsync(await bench.HerokuAsync("HRKU-canary-dead"), default);

        answer.Problem!.Code.ShouldBe(RemoteCodes.CredentialRefused);
        answer.Problem.Message.ShouldNotContain("canary");
        bench.Log.Text.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("../../apps", 1)]
    [InlineData("..", 0)]
    [InlineData(".", 0)]
    [InlineData("a/b", 1)]
    [InlineData("a%2Fb", 1)]
    [InlineData("a?x=1#y", 1)]
    [InlineData("ä b'\";--", 1)]
    public async Task Threat_T15_Name_CannotChangeRequestToAppLink(string name, int sent)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.Authorizations[FakeHeroku.Bot] = name;
        using var bench = Bench.WithHeroku(heroku.Origin);
        var raw = new List<string>();
        heroku.First = (context, asked) =>
        {
            if (asked.Method == "DELETE") raw.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return Task.FromResult(false);
        };

        await foreach (var _ in bench.AppLink.RemoveAsync(await bench.HerokuAsync(FakeHeroku.Token), [Target(FakeHeroku.Bot)], default)) { }

        // A name with slashes is one escaped segment, or nothing is sent at all.
        raw.Count.ShouldBe(sent);
        raw.ShouldAllBe(target => target == $"/addons/{FakeHeroku.Addon}/authorizations/{Uri.EscapeDataString(name)}");
    }

    internal static AppLinkTarget Target(string key, AppLinkKind kind = AppLinkKind.Authorization) =>
        new(new Domain.Authorizations.TokenRowKey(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)))),
            FakeHeroku.Addon, kind, key);
}
