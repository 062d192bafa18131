namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>What clients ask before they do anything (reference §7.1, §7.2): versions, resources, describes, who am I.</summary>
[Trait("salesforce.md §9", "1")]
public sealed class DescribeTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task Resources_WhenAsked_NameEveryPathAndTheIdentity()
    {
        var answer = await _world.CallAsync("GET", "");

        answer.Json.EnumerateObject().Select(member => member.Name).ShouldBe(["composite", "jobs", "limits", "metadata", "query", "queryAll", "sobjects", "tooling", "identity"]);
        answer.Text("query").ShouldBe("/services/data/v62.0/query");
    }

    [Theory]
    [InlineData("sobjects", "OauthToken", true)]
    [InlineData("sobjects", "Certificate", false)]
    [InlineData("tooling/sobjects", "Certificate", true)]
    [InlineData("tooling/sobjects", "ExternalServiceRegistration", true)]
    [InlineData("tooling/sobjects", "OauthToken", false)]
    public async Task Global_WhenAsked_ListsWhatThatApiKnows(string resource, string name, bool known)
    {
        var answer = await _world.CallAsync("GET", resource);

        answer.Json.GetProperty("maxBatchSize").GetInt32().ShouldBe(200);
        answer.Json.GetProperty("sobjects").EnumerateArray().Any(entry => entry.GetProperty("name").GetString() == name).ShouldBe(known);
        (await _world.CallAsync("GET", $"{resource}/{name}/describe")).Status.ShouldBe(known ? 200 : 404);
    }

    [Fact]
    public async Task Describe_WhenTheCallerMayNotSeeTheObject_IsNotThere()
    {
        var access = await _world.LoginAsync(_world.Core, "limited.reader@northgale.example");

        (await _world.CallAsync("GET", "sobjects/OauthCustomScope/describe", null, access)).ErrorCode.ShouldBe("NOT_FOUND");
        (await _world.CallAsync("GET", "sobjects", null, access)).Json.GetProperty("sobjects").EnumerateArray().ShouldNotContain(entry => entry.GetProperty("name").GetString() == "OauthCustomScope");
    }

    [Theory]
    [InlineData("OauthToken", "UserId", "reference", "User", "User", false)]
    [InlineData("OauthToken", "UseCount", "int", null, null, false)]
    [InlineData("AuthSession", "UsersId", "reference", "User", "Users", true)]
    [InlineData("UserLogin", "IsFrozen", "boolean", null, null, false)]
    [InlineData("User", "Id", "id", null, null, false)]
    public async Task Describe_WhenAsked_TellsTypeAndTarget(string name, string field, string type, string? target, string? relation, bool deletable)
    {
        var answer = (await _world.CallAsync("GET", $"sobjects/{name}/describe")).Json;

        var shown = answer.GetProperty("fields").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == field);
        shown.GetProperty("type").GetString().ShouldBe(type);
        shown.GetProperty("referenceTo").EnumerateArray().Select(entry => entry.GetString()).FirstOrDefault().ShouldBe(target);
        shown.GetProperty("relationshipName").GetString().ShouldBe(relation);
        answer.GetProperty("deletable").GetBoolean().ShouldBe(deletable);
    }

    [Fact]
    public async Task Describe_WhenNothingChangedSince_Is304()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _world.Core.LoginUrl + "/services/data/v62.0/sobjects/User/describe");
        request.Headers.Add("Authorization", "Bearer " + await _world.LoginAsync(_world.Core));
        request.Headers.IfModifiedSince = DateTimeOffset.UtcNow;

        (await _world.SendAsync(request)).Status.ShouldBe(304);
    }

    [Theory]
    [InlineData("SELECT Id, DeveloperName, MasterLabel, ExpirationDate, KeySize, OptionsIsCaSigned, OptionsIsPrivateKeyExportable FROM Certificate WHERE DeveloperName = 'Payroll_Client'", "ExpirationDate", @"^\d{4}-\d\d-\d\d$")]
    [InlineData("SELECT Id, DeveloperName, Endpoint FROM NamedCredential WHERE DeveloperName = 'Event_CheckIn'", "Endpoint", "^https://")]
    [InlineData("SELECT Id, DeveloperName, Status, RegistrationProviderType, RegistrationProvider FROM ExternalServiceRegistration WHERE RegistrationProviderType = 'Heroku' LIMIT 1", "Id", "^0Xe")]
    public async Task Tooling_WhenQueried_ShowsWhatOnlyItKnows(string soql, string field, string shape)
    {
        var answer = await _world.CallAsync("GET", "tooling/query?q=" + Uri.EscapeDataString(soql));

        answer.Status.ShouldBe(200, answer.Body);
        answer.Records.Single().GetProperty(field).GetString()!.ShouldMatch(shape);
    }

    [Fact]
    public async Task Certificate_WhenQueriedWithoutTooling_IsNoType() =>
        (await _world.CallAsync("GET", "query?q=SELECT+Id+FROM+Certificate")).ErrorCode.ShouldBe("INVALID_TYPE");

    [Theory]
    [InlineData("/services/oauth2/userinfo")]
    [InlineData("/id/00D000000000001EAA/005000000000001AAA")]
    public async Task WhoAmI_WhenTheTokenIsUnknown_IsTheBadTokenPage(string path)
    {
        var answer = await _world.GetAsync(_world.Core.LoginUrl + path, "nobody's");

        (answer.Status, answer.Body).ShouldBe((403, "Bad_OAuth_Token"));
    }

    [Fact]
    public async Task Introspect_WhenTheTokenIsTheAppsOwn_IsActiveUntilRevoked()
    {
        var access = await _world.LoginAsync(_world.Core);
        var before = await IntrospectAsync(_world.Core, access);
        (before.Json.GetProperty("active").GetBoolean(), before.Text("username"), before.Text("token_type")).ShouldBe((true, _world.Core.Username, "access_token"));

        (await _world.PostAsync(_world.Core.LoginUrl + "/services/oauth2/revoke", ("token", access))).Status.ShouldBe(200);

        (await IntrospectAsync(_world.Core, access)).Body.ShouldBe("""{"active":false}""");
    }

    [Fact]
    public async Task Introspect_WhenTheSecretIsWrong_IsRefused() =>
        (await _world.PostAsync(_world.Core.LoginUrl + "/services/oauth2/introspect", ("token", "x"), ("client_id", _world.Core.ClientId), ("client_secret", "x"))).Text("error").ShouldBe("invalid_client");

    private Task<Answered> IntrospectAsync(ReadyOrg org, string token) =>
        _world.PostAsync(org.LoginUrl + "/services/oauth2/introspect", ("token", token), ("client_id", org.ClientId), ("client_secret", org.ClientSecret));
}
