using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Salesforce, metadata deploy (reference §7.4): what a file leaves out goes back to its default.</summary>
[Trait("salesforce.md §9", "5")]
public sealed class DeployTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Whole = """
        <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@b.example</contactEmail><label>Governance Portal</label>
        <oauthConfig><callbackUrl>http://localhost/callback</callbackUrl><isAdminApproved>true</isAdminApproved><isPkceRequired>true</isPkceRequired></oauthConfig>
        <oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>specific_inactivity:7:DAYS</refreshTokenPolicy></oauthPolicy>
        <permissionSetName>Governance_Portal_Access</permissionSetName></ConnectedApp>
        """;

    private readonly TestWorld _world = demo.World;

    private World.ClientApp Portal => _world.Host.World.Orgs[0].PortalApp;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(67, false, false)]
    [InlineData(64, false, true)]
    [InlineData(59, true, true)]
    public async Task Deploy_WhenASwitchIsLeftOut_ResetsItIfTheVersionKnewIt(int version, bool rotation, bool idleTtl)
    {
        Portal.Policy.RotationEnabled.ShouldBeTrue();

        var done = await DeployAsync("json", version, ("connectedApps/Governance_Portal.connectedApp", Whole));

        Result(done, "status").ShouldBe("Succeeded", done.Body);
        (Portal.Policy.RotationEnabled, Portal.Policy.IdleTtlEnforced, Portal.Policy.PkceRequired, Portal.Policy.AdminApproved).ShouldBe((rotation, idleTtl, true, true));
        Portal.Policy.RefreshTokenPolicy.ShouldBe("specific_inactivity:7:DAYS");
        Portal.PreauthorizedSets.ShouldBe(["Governance_Portal_Access"]);
    }

    [Fact]
    public async Task Deploy_WhenPreauthorizationsAreLeftOut_NobodyGetsIn()
    {
        var done = await DeployAsync("entity_content", 67, ("connectedApps/Governance_Portal.connectedApp", Whole.Replace("<permissionSetName>Governance_Portal_Access</permissionSetName>", "", StringComparison.Ordinal)));

        Result(done, "status").ShouldBe("Succeeded", done.Body);
        (await _world.JwtAsync(_world.Core)).Text("error").ShouldBe("invalid_app_access");
    }

    [Fact]
    public async Task Deploy_WhenAnExternalClientAppIsSwitchedOff_ItGetsNoMoreTokens()
    {
        var app = _world.Host.World.Orgs[0].Apps.First(app => app is { IsExternalClientApp: true, IsInstalled: true, IsEnabled: true });
        var file = $"""<ExtlClntAppConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata"><externalClientApplication>{app.DeveloperName}</externalClientApplication><isEnabled>false</isEnabled><label>x</label></ExtlClntAppConfigurablePolicies>""";

        Result(await DeployAsync("json", 62, ("extlClntAppPolicies/any_name.ecaPlcy", file)), "status").ShouldBe("Succeeded");

        app.IsEnabled.ShouldBeFalse();
        (await _world.TruthAsync(_world.Core)).GetProperty("apps").GetProperty(app.Name).GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("connectedApps/Governance_Portal.connectedApp", "<isPkceRequired>true", "<isPkceRequired>perhaps", "'perhaps' is not a valid value for the type xsd:boolean")]
    [InlineData("connectedApps/Governance_Portal.connectedApp", "specific_inactivity:7:DAYS", "sometimes", "'sometimes' is not a valid refreshTokenPolicy")]
    [InlineData("connectedApps/Governance_Portal.connectedApp", "<label>Governance Portal</label>", "", "Required field is missing: label")]
    [InlineData("connectedApps/Governance_Portal.connectedApp", "Governance_Portal_Access", "Ghosts", "In field: permissionSetName - no PermissionSet named Ghosts found")]
    [InlineData("connectedApps/Brand_New.connectedApp", "x", "x", "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.")]
    [InlineData("connectedApps/Governance_Portal.connectedApp", "</ConnectedApp>", "", "The file is no XML")]
    [InlineData("gadgets/One.gadget", "x", "x", "Unknown file: no metadata type has this suffix")]
    public async Task Deploy_WhenOneFileIsWrong_ChangesNothingAndNamesIt(string name, string cut, string put, string problem)
    {
        var before = Portal.Policy;

        var done = await DeployAsync("json", 67, ("connectedApps/Governance_Portal.connectedApp", Whole), (name, Whole.Replace(cut, put, StringComparison.Ordinal)));

        (Result(done, "status"), Portal.Policy).ShouldBe(("Failed", before));
        var failure = done.Json.GetProperty("deployResult").GetProperty("details").GetProperty("componentFailures").EnumerateArray().Single();
        (failure.GetProperty("fileName").GetString(), failure.GetProperty("problem").GetString()).ShouldBe((name, problem));
    }

    [Fact]
    public async Task Deploy_WhenItOnlyChecks_ChangesNothing()
    {
        var before = Portal.Policy;

        Result(await DeployAsync("json", 67, checkOnly: true, ("connectedApps/Governance_Portal.connectedApp", Whole)), "status").ShouldBe("Succeeded");

        Portal.Policy.ShouldBe(before);
    }

    [Fact]
    public async Task Deploy_WhenCanceledInTime_ChangesNothing()
    {
        var before = Portal.Policy;
        using var request = await RequestAsync(_world, null, Content("json", 67, """{"deployOptions":{"singlePackage":true}}""", ("connectedApps/Governance_Portal.connectedApp", Whole)));
        var url = "metadata/deployRequest/" + (await _world.SendAsync(request)).Text("id");
        var access = request.Headers.Authorization!.Parameter!;

        var canceled = await _world.CallAsync("PATCH", url, """{"deployResult":{"status":"Canceling"}}""", access);

        (canceled.Status, Result(canceled, "status")).ShouldBe((202, "Canceling"));
        Result(await _world.CallAsync("GET", url, null, access), "status").ShouldBe("Canceled");
        Portal.Policy.ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"deployResult":{"status":"Done"}}""", 400, "INVALID_ARGUMENT")]
    [InlineData("[]", 400, "INVALID_ARGUMENT")]
    [InlineData("""{"deployResult":{"status":"Canceling"}}""", 404, "NOT_FOUND")]
    public async Task Cancel_WhenItIsWrong_IsRefused(string body, int status, string code)
    {
        var answer = await _world.CallAsync("PATCH", "metadata/deployRequest/0Af000000000001AAA", body);

        (answer.Status, answer.ErrorCode).ShouldBe((status, code));
    }

    [Theory]
    [InlineData("Core", "Failed")]
    [InlineData("UAT", "SucceededPartial")]
    public async Task Deploy_WhenItNeedNotRollBack_KeepsWhatWasGoodInASandboxOnly(string name, string status)
    {
        var org = _world.Org(name);
        var access = await _world.LoginAsync(org);
        using var request = new HttpRequestMessage(HttpMethod.Post, org.LoginUrl + "/services/data/v62.0/metadata/deployRequest")
        {
            Content = Content("json", 67, """{"deployOptions":{"singlePackage":true,"rollbackOnError":false}}""", ("connectedApps/Governance_Portal.connectedApp", Whole), ("gadgets/One.gadget", Whole)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        var url = request.RequestUri + "/" + (await _world.SendAsync(request)).Text("id");
        await _world.GetAsync(url, access);

        Result(await _world.GetAsync(url, access), "status").ShouldBe(status);

        _world.Host.World.OrgNamed(name)!.PortalApp.Policy.RefreshTokenPolicy.ShouldBe(status == "Failed" ? "infinite" : "specific_inactivity:7:DAYS");
    }

    [Fact]
    public async Task Deploy_WhenTheSettingsOfExternalClientAppsAreSent_SwitchesThem()
    {
        const string settings = """<ExternalClientAppSettings xmlns="http://soap.sforce.com/2006/04/metadata"><enableConsumerSecretApiAccess>true</enableConsumerSecretApiAccess></ExternalClientAppSettings>""";

        Result(await DeployAsync("json", 62, ("settings/ExternalClientApp.settings", settings)), "status").ShouldBe("Succeeded");

        (_world.Host.World.Orgs[0].ConsumerSecretsInMetadata, _world.Host.World.Orgs[0].ConsumerSecretsInRest).ShouldBe((true, false));
    }

    [Fact]
    public async Task Deploy_AfterARestart_StaysDeployed()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stand-in-deploy-").FullName, "state.json");
        await using (var first = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file }))
            Result(await DeployAsync(first, "json", 67, false, ("connectedApps/Governance_Portal.connectedApp", Whole)), "status").ShouldBe("Succeeded");

        await using var second = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file });

        var policy = second.Host.World.Orgs[0].PortalApp.Policy;
        (policy.RefreshTokenPolicy, policy.RotationEnabled, policy.PkceRequired).ShouldBe(("specific_inactivity:7:DAYS", false, true));
        policy.Scopes.ShouldBe(["api", "refresh_token", "openid"]);
    }

    [Fact]
    public async Task Deploy_WhenTheCallerMayNot_IsRefused()
    {
        using var request = await RequestAsync(_world, "limited.reader@northgale.example", new StringContent("x"));

        (await _world.SendAsync(request)).Body.ShouldBe("""[{"message":"insufficient access rights on cross-reference id","errorCode":"INSUFFICIENT_ACCESS"}]""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{\r\n--x--")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{\"deployOptions\":{}}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno zip\r\n--x--")]
    public async Task Deploy_WhenThePartsAreWrong_IsRefused(string body)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var request = await RequestAsync(_world, null, content);

        var answer = await _world.SendAsync(request);

        (answer.Status, answer.ErrorCode).ShouldBe((400, "INVALID_MULTIPART_REQUEST"));
    }

    private static string? Result(Answered answer, string name) => answer.Json.GetProperty("deployResult").GetProperty(name).GetString();

    private Task<Answered> DeployAsync(string part, int version, params (string Name, string Text)[] files) => DeployAsync(_world, part, version, false, files);

    private Task<Answered> DeployAsync(string part, int version, bool checkOnly, params (string Name, string Text)[] files) => DeployAsync(_world, part, version, checkOnly, files);

    private static async Task<Answered> DeployAsync(TestWorld world, string part, int version, bool checkOnly, params (string Name, string Text)[] files)
    {
        var options = "{\"deployOptions\":{\"checkOnly\":" + (checkOnly ? "true" : "false") + ",\"singlePackage\":true,\"rollbackOnError\":true}}";
        var content = Content(part, version, options, files);
        using var request = await RequestAsync(world, null, content);
        var started = await world.SendAsync(request);
        started.Status.ShouldBe(201, started.Body);
        Result(started, "status").ShouldBe("Pending");
        var url = request.RequestUri + "/" + started.Text("id") + "?includeDetails=true";
        // The deploy may have shut its own caller out; the session that was open goes on.
        var access = request.Headers.Authorization!.Parameter!;
        Result(await world.GetAsync(url, access), "status").ShouldBe("InProgress");
        return await world.GetAsync(url, access);
    }

    private static MultipartFormDataContent Content(string part, int version, string options, params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files.Append(("package.xml", $"""<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>{version}.0</version></Package>""")))
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return new MultipartFormDataContent { { new StringContent(options, Encoding.UTF8, "application/json"), part }, { new ByteArrayContent(bytes.ToArray()), "file", "package.zip" } };
    }

    private static async Task<HttpRequestMessage> RequestAsync(TestWorld world, string? user, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, world.Core.LoginUrl + "/services/data/v62.0/metadata/deployRequest") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await world.LoginAsync(world.Core, user));
        return request;
    }
}
