using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Application.Catalog;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Heroku;
using Governance.OrgSimulator;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>Publishing an API: what leaves the portal, and what it makes of the answers.</summary>
public sealed class AppLinkPublishTests
{
    private const string Spec = "openapi: 3.0.0\ninfo: { title: Quotes, version: 1.0.0 }\npaths:\n  /quotes:\n    post: { operationId: makeQuote, responses: { '200': { description: ok } } }\n";

    [Fact]
    public async Task Publish_InTheDemoWorld_ShowsAtAppLinkAndInTheOrg_OnceHoweverOftenItIsSent()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);
        var addon = world.World.Heroku.Addons.Single(a => a.Id == world.Ready.Heroku.AddonId);
        var connection = addon.Records.First(r => r is { IsConnection: true, Status: "connected" } && r.Org!.UsersByName[r.Username!].Has("ManageHerokuAppLink"));
        var wish = new PublicationWish(addon.Id, connection.Name, world.Ready.Heroku.AppUuid!, "Ledger_Quotes", Spec, false, null, null);
        var before = (await bench.AppLink.ReadAddonAsync(link, addon.Id, default)).Value!.Addons.ShouldHaveSingleItem();
        before.Dependents!.Value!.ShouldNotContain(d => d.Name == "Ledger_Quotes");

        (await bench.AppLink.PublishAsync(link, wish, default)).Problem.ShouldBeNull();
        var first = await SeenAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        (await bench.AppLink.PublishAsync(link, wish with { Spec = Spec.Replace("makeQuote", "makeAnother", StringComparison.Ordinal) }, default)).Problem.ShouldBeNull();
        var second = await SeenAsync();

        (first.Kind, first.ConnectionName, first.AppKey, first.OrgKey).ShouldBe((AppLinkDependentKind.Publication, connection.Name, world.Ready.Heroku.AppUuid!, connection.Org!.Id[..15]));
        second.Key.ShouldBe(first.Key);
        second.ModifiedAt.ShouldNotBeNull().ShouldBeGreaterThan(first.ModifiedAt!.Value);
        var held = connection.Org.ExternalServices().Where(s => s.Name == "Ledger_Quotes").ShouldHaveSingleItem();
        SpecReader.Read(held.Schema).Value!.Operations.ShouldHaveSingleItem().OperationId.ShouldBe("makeAnother");
        SalesforceIds.Key(held.Id).ShouldBe(first.RegistrationId);

        async Task<AppLinkDependentRow> SeenAsync() =>
            (await bench.AppLink.ReadAddonAsync(link, addon.Id, default)).Value!.Addons.ShouldHaveSingleItem().Dependents!.Value!.Where(d => d.Name == "Ledger_Quotes").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("gone", "Ledger_Quotes", Spec, "heroku.not-there")]
    [InlineData(null, "no name!", Spec, "client_name")]
    [InlineData(null, "Ledger_Quotes", "title: nothing", "no OpenAPI document")]
    public async Task Publish_WhenTheStandInRefuses_SaysItsWords_AndPublishesNothing(string? connection, string name, string spec, string says)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);
        var addon = world.World.Heroku.Addons.Single(a => a.Id == world.Ready.Heroku.AddonId);
        var count = addon.Publications.Count;
        connection ??= addon.Records.First(r => r is { IsConnection: true, Status: "connected" }).Name;

        var refused = await bench.AppLink.PublishAsync(link, new PublicationWish(addon.Id, connection, world.Ready.Heroku.AppUuid!, name, spec, false, null, null), default);

        refused.Problem!.Kind.ShouldBe(ProblemKind.RemoteRefused);
        $"{refused.Problem.Code} {refused.Problem.Message}".ShouldContain(says);
        addon.Publications.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, "Quote_App", "Quote_Extra")]
    public async Task Publish_SendsTheFormOfThePlugin_AsTheAppWhoseApiItIs(bool isJson, string? app, string? set)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        var head = (Type: "", App: "", Sso: "");
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "POST") return false;
            head = (context.Request.ContentType!, context.Request.Headers["x-app-uuid"].ToString(), context.Request.Headers["x-addon-sso"].ToString());
            await context.JsonAsync("""{"esr_id":"0Xe000000000001AAA"}""", 201);
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);
        var text = isJson ? """{"openapi":"3.0.0","info":{"title":"Größe"},"paths":{}}""" : Spec;

        (await bench.AppLink.PublishAsync(await bench.HerokuAsync(FakeHeroku.Token), new PublicationWish(FakeHeroku.Addon, "acme_prod", FakeHeroku.Worker, "Quotes", text, isJson, app, set), default)).Problem.ShouldBeNull();

        var sent = heroku.Peer.Requests.Where(r => r.Method == "POST").ShouldHaveSingleItem();
        (sent.Path, sent.Authorization).ShouldBe(($"/addons/{FakeHeroku.Addon}/connections/salesforce/acme_prod/apps", $"Bearer {FakeHeroku.AddonToken}"));
        (head.App, head.Sso.Length > 0).ShouldBe((FakeHeroku.Worker, true));
        var parts = await PartsAsync(head.Type, sent.Bytes);
        parts.Select(p => (p.Disposition, p.Type)).ShouldBe([("form-data; name=\"metadata\"; filename=\"blob\"", "application/zip"), ("form-data; name=\"app_request\"; filename=\"blob\"", "application/json")]);
        using var zip = new ZipArchive(new MemoryStream(parts[0].Content));
        var file = zip.Entries.ShouldHaveSingleItem();
        file.FullName.ShouldBe(isJson ? "api-spec.json" : "api-spec.yaml");
        using var reader = new StreamReader(file.Open(), new UTF8Encoding(false, true));
        (await reader.ReadToEndAsync()).ShouldBe(text);
        using var request = JsonDocument.Parse(parts[1].Content);
        request.RootElement.GetRawText().ShouldBe(app is null ? """{"client_name":"Quotes"}"""
            : $$"""{"client_name":"Quotes","authorization_external_client_app_name":"{{app}}","authorization_permission_set_name":"{{set}}"}""");
    }

    [Theory]
    [InlineData(503, """{"id":"server_error","message":"try later"}""", ProblemKind.RemoteUnavailable, "HTTP 503")]
    [InlineData(422, """{"id":"validation_failed","message":"Spec refused"}""", ProblemKind.RemoteRefused, "“Spec refused”")]
    [InlineData(409, """{"title":"Conflict","detail":"Not connected"}""", ProblemKind.RemoteRefused, "“Not connected”")]
    [InlineData(403, """{"id":"forbidden","message":"lacks Manage Heroku AppLink"}""", ProblemKind.RemoteRefused, "insufficient permission")]
    [InlineData(200, "<html>maintenance</html>", ProblemKind.RemoteUnavailable, "web page")]
    public async Task Publish_WhatIsNoSuccess_IsSentOnce_AndTold(int status, string body, ProblemKind kind, string says)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "POST") return false;
            await context.JsonAsync(body, status);
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var refused = await bench.AppLink.PublishAsync(
            await bench.HerokuAsync(FakeHeroku.Token), new PublicationWish(FakeHeroku.Addon, "acme_prod", FakeHeroku.Quotes, "Quotes", Spec, false, null, null), default);

        refused.Problem!.Kind.ShouldBe(kind);
        refused.Problem.Message.ShouldContain(says);
        refused.Problem.Message.ShouldNotContain(FakeHeroku.AddonToken);
        heroku.Peer.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    [Theory]
    [InlineData("../authorizations/x")]
    [InlineData("..")]
    public async Task Publish_OverAConnectionWhoseNameLeadsElsewhere_IsNotSentThere(string connection)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);

        (await bench.AppLink.PublishAsync(
            await bench.HerokuAsync(FakeHeroku.Token), new PublicationWish(FakeHeroku.Addon, connection, FakeHeroku.Quotes, "Quotes", Spec, false, null, null), default)).Problem.ShouldNotBeNull();

        heroku.Peer.Requests.Where(r => r.Method == "POST").ShouldAllBe(r => r.Path.StartsWith($"/addons/{FakeHeroku.Addon}/connections/salesforce/", StringComparison.Ordinal));
    }

    private static async Task<List<(string Disposition, string Type, byte[] Content)>> PartsAsync(string type, byte[] body)
    {
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(type).Boundary).Value!, new MemoryStream(body));
        List<(string, string, byte[])> parts = [];
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            parts.Add((section.ContentDisposition!, section.ContentType!, content.ToArray()));
        }
        return parts;
    }
}
