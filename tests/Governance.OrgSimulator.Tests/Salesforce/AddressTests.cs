using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Login addresses of profiles and trusted ranges of apps (reference §1.5, §2.1, §5).</summary>
public sealed class AddressTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Redirect = "http://localhost:4711/orgs/callback";
    private const string User = "portal.responder@northgale.example";
    private readonly TestWorld _world = demo.World;

    private Org Org => _world.Host.World.Orgs[0];

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("ENFORCE", false, false)]
    [InlineData("ENFORCE_RELAXREFRESH", true, false)]
    [InlineData("BYPASS_2FACTOR", true, true)]
    [InlineData("BYPASS", true, true)]
    public async Task ProfileRanges_WhenTheCallerIsElsewhere_BarAsTheAppSays(string relaxation, bool refreshes, bool signsIn)
    {
        var held = (await SignInAsync()).Text("refresh_token");
        Org.PortalApp.Policy = Org.PortalApp.Policy with { IpRelaxation = relaxation };
        Org.UsersByName[User].Profile.LoginIpRanges.Add(new IpRange("203.0.113.1", "203.0.113.9"));

        Expect(await _world.TokenAsync(_world.Core, ("grant_type", "refresh_token"), ("refresh_token", held), ("client_id", _world.Core.ClientId), ("client_secret", _world.Core.ClientSecret)), refreshes);
        Expect(await SignInAsync(), signsIn);
        Expect(await _world.JwtAsync(_world.Core, User), isLetIn: false);

        Org.UsersByName[User].Profile.LoginIpRanges.Add(new IpRange("127.0.0.1", "127.0.0.1"));
        Expect(await _world.JwtAsync(_world.Core, User), isLetIn: true);

        static void Expect(Answered answer, bool isLetIn)
        {
            if (isLetIn) answer.Status.ShouldBe(200, answer.Body);
            else answer.Body.ShouldBe("""{"error":"invalid_grant","error_description":"ip restricted"}""");
        }
    }

    [Fact]
    public async Task TrustedRanges_AreRows_AndBarNobody()
    {
        var app = Org.Apps.Find(candidate => candidate.Name == "Nightly Ledger Sync")!;
        app.Policy = app.Policy with { TrustedIpRanges = [new IpRange("198.51.100.1", "198.51.100.9"), new IpRange("2001:db8::1", "2001:db8::9")] };
        var access = await _world.LoginAsync(_world.Core);

        var rows = (await _world.QueryAsync(_world.Core, access, "SELECT Id, StartIpAddress, EndIpAddress, ExtlClntAppOauthSettingsId FROM ExtlClntAppOauthIpRange ORDER BY StartIpAddress")).Records;

        rows.Select(row => (row.GetProperty("StartIpAddress").GetString(), row.GetProperty("EndIpAddress").GetString())).ShouldBe([("198.51.100.1", "198.51.100.9"), ("2001:db8::1", "2001:db8::9")]);
        rows.Select(row => row.GetProperty("Id").GetString()).Distinct().Count().ShouldBe(2);
        var settings = await _world.ValueAsync($"SELECT Id FROM ExtlClntAppOauthSettings WHERE ExternalClientApplicationId = '{app.Id}'", access);
        rows.ShouldAllBe(row => row.GetProperty("ExtlClntAppOauthSettingsId").GetString() == settings);
        app.AdmitsAddress("203.0.113.10").ShouldBeTrue();
    }

    [Fact]
    public void Metadata_TellsRangesOfProfilesAndApps_AndGroups()
    {
        Org.Profiles[0].LoginIpRanges.Add(new IpRange("203.0.113.1", "203.0.113.9"));
        Org.PortalApp.Policy = Org.PortalApp.Policy with { TrustedIpRanges = [new IpRange("198.51.100.1", "198.51.100.9")] };
        var components = new OrgSimulator.Salesforce.MetadataComponents(Org, 62);

        components.OfType("Profile").First().Body.ToString(System.Xml.Linq.SaveOptions.DisableFormatting)
            .ShouldContain("<loginIpRanges><endAddress>203.0.113.9</endAddress><startAddress>203.0.113.1</startAddress></loginIpRanges>");
        components.OfType("ConnectedApp").First(component => component.Id == Org.PortalApp.Id).Body.ToString(System.Xml.Linq.SaveOptions.DisableFormatting)
            .ShouldContain("<ipRanges><end>198.51.100.9</end><start>198.51.100.1</start></ipRanges>");
        components.OfType("PermissionSetGroup").ShouldBeEmpty();
    }

    private async Task<Answered> SignInAsync()
    {
        var (verifier, challenge) = TestWorld.NewPkce();
        var consent = await _world.ConsentAsync(_world.Core, User, challenge, _world.Core.ClientId, Redirect);
        var code = consent.InLocation("code").ShouldNotBeNull(consent.Body);
        return await _world.TokenAsync(_world.Core, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("client_id", _world.Core.ClientId), ("client_secret", _world.Core.ClientSecret), ("code_verifier", verifier));
    }
}
