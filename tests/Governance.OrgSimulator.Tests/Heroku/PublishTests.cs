using System.Text;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>Publishing an app and listing what is published (AppLink reference §1.3 rows 13 and 14, §1.4, §5.1).</summary>
[Trait("applink.md §1.3", "14")]
[Collection(HerokuWorld.Name)]
public sealed class PublishTests(DemoWorld demo) : HerokuTest(demo)
{
    private static readonly byte[] Yaml = "openapi: 3.0.3\ninfo:\n  title: Quotes\n  version: '1'\npaths: {}\n"u8.ToArray();

    [Fact]
    public async Task Publish_OfASpec_IsListedAndASecondTimeChangesTheSameOne()
    {
        var first = await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, ("api-spec.yaml", Yaml));

        first.Status.ShouldBe(201, first.Body);
        HerokuClient.Shape(first).ShouldBe(
            """{"app_uuid":"<uuid>","connection_name":"core_prod","org_id":"ORG","esr_id":"ESR","esr_name":"PriceCheck","heroku_applink_id":"<uuid>","created_at":"<time>","created_by":"dana@acme.example","last_modified_at":"<time>","last_modified_by":"dana@acme.example"}"""
                .Replace("ORG", World.Host.World.Orgs[0].Id, StringComparison.Ordinal).Replace("ESR", first.Text("esr_id"), StringComparison.Ordinal));
        first.Text("esr_id").ShouldStartWith("0Xe");

        await World.AdvanceAsync(TimeSpan.FromMinutes(5));
        var second = await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, ("api-spec.json", """{"openapi":"3.0.3"}"""u8.ToArray()));

        (second.Text("esr_id"), second.Text("created_at")).ShouldBe((first.Text("esr_id"), first.Text("created_at")));
        second.Text("last_modified_at").ShouldNotBe(first.Text("last_modified_at"));
        (await ListAsync()).ShouldBe(["GenerateQuote", "PriceCheck"]);
    }

    [Theory]
    [InlineData("fs_prod", 409, "conflict")]
    [InlineData("nothing", 404, "record_not_found")]
    public async Task Publish_ToWhatIsNotConnected_IsRefused(string connection, int status, string id)
    {
        var answer = await Heroku.PublishAsync(connection, new { client_name = "PriceCheck" }, ("api-spec.yaml", Yaml));

        (answer.Status, answer.Text("id")).ShouldBe((status, id));
    }

    [Fact]
    public async Task Publish_WhenTheConnectedUserIsFrozen_IsForbidden()
    {
        World.Host.World.Orgs[0].UsersByName["integration.quote@northgale.example"].IsFrozen = true;

        var answer = await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, ("api-spec.yaml", Yaml));

        (answer.Status, answer.Text("id")).ShouldBe((403, "forbidden"));
    }

    [Theory]
    [InlineData("api-spec.yaml", 3_000_001, "api-spec.yaml is larger than 3 MB.")]
    [InlineData("api-spec.json", 10_000_001, "api-spec.json is larger than 10 MB.")]
    [InlineData("connectedapp-meta.xml", 20_000_001, "metadata is larger than 20 MB.")]
    public async Task Publish_OfMoreThanTheLimits_Is422(string file, int size, string message) =>
        await RefusedAsync(message, (file, Spaces(size)));

    [Fact]
    public async Task Publish_OfExactlyTheLargestYaml_IsTaken()
    {
        var largest = Spaces(3_000_000);
        Yaml.CopyTo(largest, 0);

        (await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, ("api-spec.yaml", largest))).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData(10, 201)]
    [InlineData(11, 422)]
    public async Task Publish_TakesTenFilesAndNoMore(int files, int status) =>
        (await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, [("api-spec.yaml", Yaml), .. Enumerable.Range(1, files - 1).Select(i => ($"extra{i}.xml", Array.Empty<byte>()))]))
            .Status.ShouldBe(status);

    [Fact]
    public async Task Publish_WhenTheZipHoldsTheWrongThings_Is422()
    {
        await RefusedAsync("metadata needs api-spec.yaml or api-spec.json", ("readme.md", Yaml));
        await RefusedAsync("metadata needs api-spec.yaml or api-spec.json", ("api-spec.yaml", Yaml), ("api-spec.json", Yaml));
        await RefusedAsync("The specification is no OpenAPI document.", ("api-spec.json", Yaml));
        await RefusedAsync("The specification is no OpenAPI document.", ("api-spec.yaml", "swagger: '2.0'"u8.ToArray()));
    }

    [Theory]
    [InlineData(null, true, "app_request is required")]
    [InlineData("PriceCheck", false, "metadata is required")]
    [InlineData("", true, "client_name is missing or not a name")]
    [InlineData("has space", true, "client_name is missing or not a name")]
    public async Task Publish_WhenAPartIsMissing_Is422(string? name, bool hasZip, string message)
    {
        var form = HerokuClient.Form(name is null ? null : new { client_name = name }, hasZip ? HerokuClient.Zip(("api-spec.yaml", Yaml)) : null);
        if (name is null && !hasZip) form.Add(new StringContent("x"), "other");

        var answer = await Heroku.AppLinkAsync("POST", "connections/salesforce/core_prod/apps", form);

        (answer.Status, answer.Body).ShouldBe((422, $$"""{"id":"validation_failed","message":"{{message}}"}"""));
    }

    [Fact]
    public async Task Publish_WhenItIsNoFormOrNoZip_Is422()
    {
        var notZip = await Heroku.AppLinkAsync("POST", "connections/salesforce/core_prod/apps", HerokuClient.Form(new { client_name = "PriceCheck" }, Encoding.ASCII.GetBytes("no zip at all")));
        var json = await Heroku.AppLinkAsync("POST", "connections/salesforce/core_prod/apps", new { client_name = "PriceCheck" });
        using var cut = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\nPK"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        var ended = await Heroku.AppLinkAsync("POST", "connections/salesforce/core_prod/apps", cut);

        (notZip.Text("message"), json.Text("message"), ended.Text("message")).ShouldBe(("metadata is no ZIP file.", "The request is no multipart form.", "The form cannot be read."));
        new[] { notZip, json, ended }.ShouldAllBe(answer => answer.Status == 422);
    }

    [Fact]
    public async Task Publish_OfMetadataAndTheNameOfTheSame_Is422()
    {
        var answer = await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck", authorization_permission_set_name = "Quote_Service" },
            ("api-spec.yaml", Yaml), ("permissionset-meta.xml", "<PermissionSet/>"u8.ToArray()));

        (answer.Status, answer.Text("message")).ShouldBe((422, "Name the permission set or send its metadata, not both."));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Publication_CannotBeTakenBack(string method)
    {
        foreach (var path in new[] { $"connections/salesforce/core_prod/apps/{World.Ready.Heroku!.AppUuid}", "connections/salesforce/core_prod/apps/GenerateQuote" })
            (await Heroku.AppLinkAsync(method, path)).Body.ShouldBe("""{"id":"record_not_found","message":"The record was not found."}""");

        (await ListAsync()).ShouldBe(["GenerateQuote"]);
    }

    private async Task<IEnumerable<string?>> ListAsync() =>
        (await Heroku.AppLinkAsync("GET", $"connections/salesforce/core_prod/apps/{World.Ready.Heroku!.AppUuid}")).Json.EnumerateArray().Select(entry => entry.GetProperty("esr_name").GetString()).ToList();

    private async Task RefusedAsync(string message, params (string, byte[])[] files)
    {
        var answer = await Heroku.PublishAsync("core_prod", new { client_name = "PriceCheck" }, files);

        (answer.Status, answer.Body).ShouldBe((422, $$"""{"id":"validation_failed","message":"{{message}}"}"""));
    }

    private static byte[] Spaces(int count)
    {
        var text = new byte[count];
        Array.Fill(text, (byte)' ');
        return text;
    }
}
