using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Pre-authorizations, and rows that may or may not be deleted.</summary>
[Trait("salesforce.md §9", "4")]
public sealed class AccessTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Other = "limited.reader@northgale.example";
    private const string PortalRow = "SELECT Id, SetupEntityType, Parent.Name FROM SetupEntityAccess WHERE Parent.Name = 'Governance_Portal_Access'";
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Principals_OfAnExternalCredential_AreOpenedBySetsAndProfiles()
    {
        var access = await _world.LoginAsync(_world.Core);

        var principal = (await _world.QueryAsync(_world.Core, access, "SELECT Id, ParameterName FROM ExternalCredentialParameter WHERE ExternalCredential.DeveloperName = 'Quote_Access'")).Records.Single();
        var opened = (await _world.QueryAsync(_world.Core, access, $"SELECT Parent.Name, Parent.Profile.Name, SetupEntityType FROM SetupEntityAccess WHERE SetupEntityId = '{principal.GetProperty("Id").GetString()}'")).Records.ToList();

        principal.GetProperty("ParameterName").GetString().ShouldBe("Caller");
        opened.Select(row => row.GetProperty("SetupEntityType").GetString()).Distinct().ShouldBe(["ExternalCredentialParameter"]);
        opened.Select(row => row.GetProperty("Parent").GetProperty("Name").GetString()).ShouldContain("GenerateQuote");
        opened.Count.ShouldBe(2);
    }

    [Fact]
    public async Task SetupEntityAccess_WhenDeleted_RefusesNewConsentsAndLeavesGrantsAlive()
    {
        var portal = _world.Core;
        var consent = await ConsentAsync();
        consent.InLocation("code").ShouldNotBeNull(consent.Body);
        var row = (await _world.QueryAsync(portal, await _world.LoginAsync(portal), PortalRow)).Records.Single();
        row.GetProperty("SetupEntityType").GetString().ShouldBe("ConnectedApplication");
        var live = await LiveAsync();

        (await DeleteAsync("sobjects/SetupEntityAccess/" + row.GetProperty("Id").GetString(), await _world.LoginAsync(portal))).Status.ShouldBe(204);

        (await ConsentAsync()).InLocation("error").ShouldBe("OAUTH_APP_ACCESS_DENIED");
        (await _world.JwtAsync(portal)).Text("error").ShouldBe("invalid_app_access");
        (await LiveAsync()).ShouldBe(live);
        _world.Host.World.Orgs[0].PortalApp.PreauthorizedSets.ShouldBeEmpty();
    }

    [Fact]
    public async Task SetupEntityAccess_WhenDeletedTwice_IsGone()
    {
        var access = await _world.LoginAsync(_world.Core);
        var id = (await _world.QueryAsync(_world.Core, access, PortalRow)).Records[0].GetProperty("Id").GetString();

        (await DeleteAsync("composite/sobjects?ids=" + id, access)).Body.ShouldBe($$"""[{"id":"{{id}}","success":true,"errors":[]}]""");
        (await DeleteAsync("composite/sobjects?ids=" + id, access)).Body.ShouldBe("""[{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]}]""");
    }

    [Fact]
    public async Task SetupEntityAccess_WhenTheCallerMayNot_IsRefused()
    {
        var access = await _world.LoginAsync(_world.Core, "limited.reader@northgale.example");
        var id = (await _world.QueryAsync(_world.Core, access, PortalRow)).Records[0].GetProperty("Id").GetString();

        var refused = await DeleteAsync("sobjects/SetupEntityAccess/" + id, access);

        refused.Status.ShouldBe(403);
        refused.Body.ShouldBe("""[{"message":"insufficient access rights on object id","errorCode":"INSUFFICIENT_ACCESS_OR_READONLY"}]""");
    }

    [Fact]
    public async Task SetupEntityAccess_AfterARestart_StaysWithdrawn()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stand-in-access-").FullName, "state.json");
        await using (var first = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file }))
        {
            var access = await first.LoginAsync(first.Core);
            var id = (await first.QueryAsync(first.Core, access, PortalRow)).Records[0].GetProperty("Id").GetString();
            (await DeleteAsync("sobjects/SetupEntityAccess/" + id, access, first)).Status.ShouldBe(204);
        }

        await using var second = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file });

        (await second.JwtAsync(second.Core)).Text("error").ShouldBe("invalid_app_access");
        (await second.JwtAsync(second.Org("APAC"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Assignment_WhenRead_HoldsTheProfilesShadowSetToo()
    {
        var rows = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core),
            "SELECT PermissionSet.Name, PermissionSet.IsOwnedByProfile, PermissionSet.Profile.Name FROM PermissionSetAssignment WHERE Assignee.Username = 'limited.reader@northgale.example'")).Records;

        rows.Select(row => row.GetProperty("PermissionSet").GetProperty("IsOwnedByProfile").GetBoolean()).ShouldBe([true, false, false]);
        rows[0].GetProperty("PermissionSet").GetProperty("Profile").GetProperty("Name").GetString().ShouldBe("Minimum Access - API Only Integrations");
        rows[1].GetProperty("PermissionSet").GetProperty("Profile").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Collections_WhenTheyNameTokens_DeleteNone()
    {
        var org = _world.Org("APAC");
        var access = await _world.LoginAsync(org);
        var (rows, id) = (await _world.CountAsync(org, access), (await _world.QueryAsync(org, access, "SELECT Id FROM OauthToken LIMIT 1")).Records[0].GetProperty("Id").GetString());

        var answer = await DeleteAsync($"composite/sobjects?ids={id}&allOrNone=false", access, org: org);

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBe("""[{"success":false,"errors":[{"statusCode":"INVALID_TYPE_FOR_OPERATION","message":"entity type cannot be deleted","fields":[]}]}]""");
        (await _world.CountAsync(org, access)).ShouldBe(rows);
    }

    [Fact]
    public async Task Collections_WhenAllOrNoneAndOneIsBad_KeepEveryRow()
    {
        var access = await _world.LoginAsync(_world.Core);
        await _world.LoginAsync(_world.Core, Other);
        var id = (await _world.QueryAsync(_world.Core, access, $"SELECT Id FROM AuthSession WHERE Users.Username = '{Other}' LIMIT 1")).Records[0].GetProperty("Id").GetString();

        var answer = (await DeleteAsync($"composite/sobjects?ids={id},nonsense&allOrNone=true", access)).Json;

        answer.EnumerateArray().Select(item => item.GetProperty("errors")[0].GetProperty("statusCode").GetString()).ShouldBe(["ALL_OR_NONE_OPERATION_ROLLED_BACK", "MALFORMED_ID"]);
        (await _world.CountAsync(_world.Core, access, $"AuthSession WHERE Id = '{id}'")).ShouldBe(1);
        (await DeleteAsync($"composite/sobjects?ids={id}&allOrNone=true", access)).Json[0].GetProperty("success").GetBoolean().ShouldBeTrue();
        (await _world.CountAsync(_world.Core, access, $"AuthSession WHERE Id = '{id}'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task Collections_WhenNoneOrTooManyAreNamed_AreRefused(int count)
    {
        var ids = string.Join(',', Enumerable.Repeat("0Ak000000000001", count));

        var answer = await DeleteAsync("composite/sobjects?ids=" + ids, await _world.LoginAsync(_world.Core));

        (answer.Status, answer.ErrorCode).ShouldBe((400, "EXCEEDED_ID_LIMIT"));
    }

    [Fact]
    public async Task EcaPolicies_WhenQueried_HaveTheWordsOfTheirObjects()
    {
        var access = await _world.LoginAsync(_world.Core);
        var app = _world.Host.World.Orgs[0].Apps.First(app => app.IsExternalClientApp && app.IsInstalled);

        var policy = (await _world.QueryAsync(_world.Core, access,
            $"SELECT PermittedUsersPolicyType, IpRelaxationPolicyType, RefreshTokenPolicyType FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplicationId = '{app.Id}'")).Records.Single();

        policy.GetProperty("PermittedUsersPolicyType").GetString().ShouldBe(app.Policy.AdminApproved ? "AdminApprovedPreAuthorized" : "AllSelfAuthorized");
        policy.GetProperty("IpRelaxationPolicyType").GetString().ShouldBe("Enforce");
        policy.GetProperty("RefreshTokenPolicyType").GetString().ShouldBeOneOf("Infinite", "Zero", "SpecificLifetime", "SpecificInactivity");
        (await _world.QueryAsync(_world.Core, access, $"SELECT IsEnabled FROM ExtlClntAppPlcyCnfg WHERE ExternalClientApplication.MasterLabel = '{app.Name}'"))
            .Records.Single().GetProperty("IsEnabled").GetBoolean().ShouldBe(app.IsEnabled);
        // PKCE, rotation and idle TTL are in no object that SOQL reads.
        (await _world.QueryAsync(_world.Core, access, "SELECT IsPkceRequired FROM ExtlClntAppOauthPlcyCnfg")).ErrorCode.ShouldBe("INVALID_FIELD");
        (await _world.QueryAsync(_world.Core, access, "SELECT Id FROM ExtlClntAppGlobalOauthSettings")).ErrorCode.ShouldBe("INVALID_TYPE");
    }

    private Task<Answered> ConsentAsync() =>
        _world.ConsentAsync(_world.Core, _world.Core.Username, TestWorld.NewPkce().Challenge, _world.Core.ClientId);

    private async Task<int> LiveAsync() => (await _world.TruthAsync(_world.Core)).GetProperty("liveTokens").GetInt32();

    private async Task<Answered> DeleteAsync(string resource, string access, TestWorld? world = null, ReadyOrg? org = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, (org ?? (world ?? _world).Core).LoginUrl + "/services/data/v62.0/" + resource);
        request.Headers.Add("Authorization", "Bearer " + access);
        return await (world ?? _world).SendAsync(request);
    }
}
