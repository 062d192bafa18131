namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Rows that are created, changed and deleted (reference §1.6, §5), what they do to the org, and who may.</summary>
[Trait("salesforce.md §9", "4")]
public sealed class RowTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Reader = "portal.reader@northgale.example";
    private readonly TestWorld _world = demo.World;
    private string _access = null!;

    private World.Org Org => _world.Host.World.Orgs[0];

    public async Task InitializeAsync()
    {
        (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);
        Org.PermissionSets.Find(set => set.Name == "Governance_Portal_Reader")!.Permissions.UnionWith(
            ["ManageProfilesPermissionsets", "AssignPermissionSets", "ManageSessionPermissionSets", "ManageRemoteAccess", "CustomizeApplication", "ManageUsers"]);
        _access = await _world.LoginAsync(_world.Core);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task PermissionSet_WhenCreatedAndAssigned_GivesItsRightsUntilTakenAway()
    {
        var kai = Org.UsersByName["kai.vint@northgale.example"];
        kai.Has("ViewClientSecret").ShouldBeFalse();

        var created = await _world.CallAsync("POST", "sobjects/PermissionSet", """{"Name":"Secrets","Label":"Secrets","PermissionsViewClientSecret":true}""", _access);
        created.Body.ShouldBe($$"""{"id":"{{created.Text("id")}}","success":true,"errors":[]}""");
        created.Headers["Location"].ShouldBe("/services/data/v62.0/sobjects/PermissionSet/" + created.Text("id"));
        var assigned = await _world.CallAsync("POST", "sobjects/PermissionSetAssignment", $$"""{"AssigneeId":"{{kai.Id}}","PermissionSetId":"{{created.Text("id")}}"}""", _access);
        assigned.Status.ShouldBe(201, assigned.Body);

        kai.Has("ViewClientSecret").ShouldBeTrue();
        (await _world.CallAsync("DELETE", "sobjects/PermissionSet/" + created.Text("id"), null, _access)).ErrorCode.ShouldBe("DELETE_FAILED");
        (await _world.ValueAsync($"SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE Id = '{assigned.Text("id")}'", _access)).ShouldContain("Secrets");
        (await _world.CallAsync("DELETE", "sobjects/PermissionSetAssignment/" + assigned.Text("id"), null, _access)).Status.ShouldBe(204);
        kai.Has("ViewClientSecret").ShouldBeFalse();
        (await _world.CallAsync("DELETE", "sobjects/PermissionSet/" + created.Text("id"), null, _access)).Status.ShouldBe(204);
        (await _world.CallAsync("DELETE", "sobjects/PermissionSet/" + created.Text("id"), null, _access)).ErrorCode.ShouldBe("ENTITY_IS_DELETED");
    }

    [Fact]
    public async Task SessionSet_WhenActivated_CountsInThatSessionOnly()
    {
        var set = Org.PermissionSets.Find(candidate => candidate.Name == "Quote_Service")!;
        var reader = Org.UsersByName[Reader];
        reader.PermissionSets.Add(set);
        var session = Org.FindSession(_access)!;
        (Org.Has(session, "ViewAllData"), reader.Has("ViewAllData")).ShouldBe((false, false));

        var activated = await _world.CallAsync("POST", "actions/standard/activateSessionPermSet", """{"inputs":[{"PermSetName":"Quote_Service"}]}""", _access);

        activated.Body.ShouldBe("""[{"actionName":"activateSessionPermSet","errors":null,"isSuccess":true,"outputValues":null}]""");
        (Org.Has(session, "ViewAllData"), reader.Has("ViewAllData")).ShouldBe((true, false));
        var row = await _world.ValueAsync("SELECT Id FROM SessionPermSetActivation WHERE User.Username = '" + Reader + "'", _access);
        row.ShouldStartWith("5Pa");
        (await _world.CallAsync("DELETE", "sobjects/SessionPermSetActivation/" + row, null, _access)).Status.ShouldBe(204);
        Org.Has(session, "ViewAllData").ShouldBeFalse();
    }

    [Fact]
    public async Task Activation_WhenItsSessionEnds_IsGone()
    {
        var set = Org.PermissionSets.Find(candidate => candidate.Name == "Quote_Service")!;
        Org.UsersByName[Reader].PermissionSets.Add(set);
        var other = await _world.LoginAsync(_world.Core);
        var id = Governance.OrgSimulator.Salesforce.OrgObjects.SessionId(Org, Org.FindSession(other)!);
        (await _world.CallAsync("POST", "sobjects/SessionPermSetActivation", $$"""{"AuthSessionId":"{{id}}","PermissionSetId":"{{set.Id}}","Description":"quote"}""", _access)).Status.ShouldBe(201);
        (await _world.CountAsync(_world.Core, _access, "SessionPermSetActivation")).ShouldBe(1);

        await _world.CallAsync("DELETE", "sobjects/AuthSession/" + id, null, _access);

        (await _world.CountAsync(_world.Core, _access, "SessionPermSetActivation")).ShouldBe(0);
    }

    [Fact]
    public async Task ObjectPermissions_WhenWritten_CanBeFilteredAndChanged()
    {
        var set = Org.PermissionSets[0].Id;
        var id = (await _world.CallAsync("POST", "sobjects/ObjectPermissions", $$"""{"ParentId":"{{set}}","SobjectType":"Account","PermissionsRead":true,"PermissionsViewAllRecords":true}""", _access)).Text("id");
        (await _world.CountAsync(_world.Core, _access, "ObjectPermissions WHERE PermissionsViewAllRecords = true OR PermissionsModifyAllRecords = true")).ShouldBe(1);

        (await _world.CallAsync("PATCH", "sobjects/ObjectPermissions/" + id, """{"PermissionsViewAllRecords":false}""", _access)).Status.ShouldBe(204);

        (await _world.CountAsync(_world.Core, _access, "ObjectPermissions WHERE PermissionsViewAllRecords = true")).ShouldBe(0);
    }

    [Fact]
    public async Task AppMenuItem_WhenHidden_ChangesNothingButTheMenu()
    {
        var app = Org.PortalApp;

        (await _world.CallAsync("PATCH", "sobjects/AppMenuItem/" + app.MenuItemId, """{"IsVisible":false}""", _access)).Status.ShouldBe(204);

        (await _world.ValueAsync($"SELECT IsVisible FROM AppMenuItem WHERE Id = '{app.MenuItemId}'", _access)).ShouldBe("False");
        (await _world.JwtAsync(_world.Core)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task SetupEntityAccess_WhenCreated_PreauthorizesTheHolders()
    {
        Org.PortalApp.PreauthorizedSets.Clear();
        (await _world.JwtAsync(_world.Core)).Text("error").ShouldBe("invalid_app_access");
        var set = Org.PermissionSets.Find(candidate => candidate.Name == "Governance_Portal_Access")!;
        var body = $$"""{"ParentId":"{{set.Id}}","SetupEntityId":"{{Org.PortalApp.Id}}"}""";

        (await _world.CallAsync("POST", "sobjects/SetupEntityAccess", body, _access)).Status.ShouldBe(201);

        (await _world.JwtAsync(_world.Core)).Status.ShouldBe(200);
        (await _world.CallAsync("POST", "sobjects/SetupEntityAccess", body, _access)).ErrorCode.ShouldBe("DUPLICATE_VALUE");
    }

    [Theory]
    [InlineData("PermissionSet", """{"Name":"A"}""", 400, "REQUIRED_FIELD_MISSING")]
    [InlineData("PermissionSet", """{"Name":"Quote_Service","Label":"x"}""", 400, "DUPLICATE_VALUE")]
    [InlineData("PermissionSet", """{"Foo":1}""", 400, "INVALID_FIELD")]
    [InlineData("PermissionSet", """{"IsCustom":true}""", 400, "INVALID_FIELD_FOR_INSERT_UPDATE")]
    [InlineData("PermissionSet", """{"Name":5}""", 400, "JSON_PARSER_ERROR")]
    [InlineData("PermissionSet", "[]", 400, "JSON_PARSER_ERROR")]
    [InlineData("PermissionSetAssignment", """{"AssigneeId":"005000000000999AAA"}""", 400, "INVALID_CROSS_REFERENCE_KEY")]
    [InlineData("OauthCustomScope", """{"DeveloperName":"a","MasterLabel":"a","Description":"0123456789012345678901234567890123456789012345678901234567890"}""", 400, "STRING_TOO_LONG")]
    [InlineData("OauthToken", "{}", 400, "INVALID_TYPE_FOR_OPERATION")]
    [InlineData("PermissionSetGroup", "{}", 400, "REQUIRED_FIELD_MISSING")]
    [InlineData("Organization", "{}", 400, "INVALID_TYPE_FOR_OPERATION")]
    [InlineData("Gadget", "{}", 404, "NOT_FOUND")]
    public async Task Create_WhenItIsWrong_AnswersTheErrorArray(string type, string body, int status, string code)
    {
        var answer = await _world.CallAsync("POST", "sobjects/" + type, body, _access);

        (answer.Status, answer.ErrorCode).ShouldBe((status, code), answer.Body);
    }

    [Fact]
    public async Task Write_WhenTheCallerMayNot_IsRefused()
    {
        var limited = await _world.LoginAsync(_world.Core, "limited.reader@northgale.example");

        var answer = await _world.CallAsync("POST", "sobjects/PermissionSet", """{"Name":"A","Label":"A"}""", limited);

        (answer.Status, answer.ErrorCode).ShouldBe((403, "INSUFFICIENT_ACCESS_OR_READONLY"), answer.Body);
    }

    [Fact]
    public async Task User_WhenSwitchedOff_IsInactiveAndNobodySwitchesHimselfOff()
    {
        var kai = Org.UsersByName["kai.vint@northgale.example"];

        (await _world.CallAsync("PATCH", "sobjects/User/" + kai.Id, """{"IsActive":false}""", _access)).Status.ShouldBe(204);

        kai.IsActive.ShouldBeFalse();
        (await _world.CallAsync("PATCH", "sobjects/User/" + Org.UsersByName[Reader].Id, """{"IsActive":false}""", _access)).ErrorCode.ShouldBe("FIELD_INTEGRITY_EXCEPTION");
    }

    [Fact]
    public async Task Restart_WhenStateIsKept_KeepsWhatWasWritten()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stand-in-rows-").FullName, "state.json");
        string id;
        await using (var first = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file }))
        {
            var org = first.Host.World.Orgs[0];
            var reader = org.PermissionSets.Find(set => set.Name == "Governance_Portal_Reader")!;
            reader.Permissions.UnionWith(["ManageProfilesPermissionsets", "AssignPermissionSets"]);
            var access = await first.LoginAsync(first.Core);
            id = (await first.CallAsync("POST", "sobjects/PermissionSet", """{"Name":"Kept","Label":"Kept","PermissionsViewSetup":true}""", access)).Text("id");
            (await first.CallAsync("POST", "sobjects/PermissionSetAssignment", $$"""{"AssigneeId":"{{org.UsersByName["kai.vint@northgale.example"].Id}}","PermissionSetId":"{{id}}"}""", access)).Status.ShouldBe(201);
            (await first.CallAsync("POST", "sobjects/ObjectPermissions", $$"""{"ParentId":"{{id}}","SobjectType":"Account","PermissionsRead":true}""", access)).Status.ShouldBe(201);
        }

        await using var second = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file });

        var kept = second.Host.World.Orgs[0];
        kept.UsersByName["kai.vint@northgale.example"].PermissionSets.ShouldContain(set => set.Id == id && set.Permissions.Contains("ViewSetup"));
        kept.PlainRows.Single(row => row.Value("ParentId") == id).Value("SobjectType").ShouldBe("Account");
    }
}
