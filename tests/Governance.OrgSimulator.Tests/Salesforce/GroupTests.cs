namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Permission set groups and deleted rows (reference §5, §7.2), and rows whose removal is a lie.</summary>
[Trait("salesforce.md §9", "4")]
public sealed class GroupTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Holder = "limited.reader@northgale.example";
    private readonly TestWorld _world = demo.World;
    private string _access = null!;

    private World.Org Org => _world.Host.World.Orgs[0];

    public async Task InitializeAsync()
    {
        (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);
        Org.PermissionSets.Find(set => set.Name == "Governance_Portal_Reader")!.Permissions.UnionWith(["ManageProfilesPermissionsets", "AssignPermissionSets", "ManageRemoteAccess"]);
        _access = await _world.LoginAsync(_world.Core);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Group_WhenHeld_GivesWhatItsMembersGive_EvenASessionBasedOne()
    {
        var (group, component) = await MakeAsync("Quote_Service");
        var holder = Org.UsersByName[Holder];
        holder.Has("ViewAllData").ShouldBeFalse();
        var held = await CreateAsync("PermissionSetAssignment", $$"""{"AssigneeId":"{{holder.Id}}","PermissionSetGroupId":"{{group}}"}""");

        holder.Has("ViewAllData").ShouldBeTrue("a session-based set inside a group needs no activation");
        var row = (await QueryAsync($"SELECT PermissionSet.Type, PermissionSet.PermissionSetGroupId, PermissionSet.PermissionsViewAllData, PermissionSetGroup.DeveloperName, PermissionSetGroupId FROM PermissionSetAssignment WHERE Id = '{held}'")).Records.Single();
        var set = row.GetProperty("PermissionSet");
        (set.GetProperty("Type").GetString(), set.GetProperty("PermissionSetGroupId").GetString(), set.GetProperty("PermissionsViewAllData").GetBoolean()).ShouldBe(("Group", group, true));
        (row.GetProperty("PermissionSetGroupId").GetString(), row.GetProperty("PermissionSetGroup").GetProperty("DeveloperName").GetString()).ShouldBe((group, "Quoting"));
        (await DeleteAsync("PermissionSetGroup", group)).ErrorCode.ShouldBe("DELETE_FAILED");

        (await DeleteAsync("PermissionSetGroupComponent", component)).Status.ShouldBe(204);
        holder.Has("ViewAllData").ShouldBeFalse();
        (await DeleteAsync("PermissionSetAssignment", held)).Status.ShouldBe(204);
        (await DeleteAsync("PermissionSetGroup", group)).Status.ShouldBe(204);
        (await QueryAsync("SELECT Id FROM PermissionSet WHERE PermissionSetGroupId != null")).Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Group_WhenAMemberIsPreauthorized_ItsHoldersMayUseTheApp()
    {
        var app = Org.Apps.Find(candidate => candidate.Name == "Nightly Ledger Sync")!;
        var (group, _) = await MakeAsync("Ledger_Integration");
        app.Admits(Org.UsersByName[Holder]).ShouldBeFalse();

        await CreateAsync("PermissionSetAssignment", $$"""{"AssigneeId":"{{Org.UsersByName[Holder].Id}}","PermissionSetGroupId":"{{group}}"}""");

        app.Admits(Org.UsersByName[Holder]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("PermissionSetGroup", """{"DeveloperName":"quoting","MasterLabel":"x"}""", "DUPLICATE_VALUE")]
    [InlineData("PermissionSetGroup", """{"DeveloperName":"Other"}""", "REQUIRED_FIELD_MISSING")]
    [InlineData("PermissionSetGroup", """{"DeveloperName":"Other","MasterLabel":"x","Status":"Updated"}""", "INVALID_FIELD_FOR_INSERT_UPDATE")]
    [InlineData("PermissionSetGroupComponent", """{"PermissionSetGroupId":"{group}","PermissionSetId":"{set}"}""", "DUPLICATE_VALUE")]
    [InlineData("PermissionSetGroupComponent", """{"PermissionSetGroupId":"{group}","PermissionSetId":"{own}"}""", "INVALID_CROSS_REFERENCE_KEY")]
    [InlineData("PermissionSetAssignment", """{"AssigneeId":"{user}","PermissionSetId":"{own}"}""", "INVALID_CROSS_REFERENCE_KEY")]
    [InlineData("PermissionSetAssignment", """{"AssigneeId":"{user}","PermissionSetId":"{set}","PermissionSetGroupId":"{group}"}""", "FIELD_INTEGRITY_EXCEPTION")]
    [InlineData("SetupEntityAccess", """{"ParentId":"{own}","SetupEntityId":"{app}"}""", "INVALID_CROSS_REFERENCE_KEY")]
    public async Task Write_WhenItMakesNoSenseWithGroups_IsRefused(string type, string body, string code)
    {
        var (group, _) = await MakeAsync("Quote_Service");
        var filled = body.Replace("{group}", group, StringComparison.Ordinal).Replace("{set}", Org.PermissionSets.Find(set => set.Name == "Quote_Service")!.Id, StringComparison.Ordinal)
            .Replace("{own}", Org.SetOfGroup(group)!.Id, StringComparison.Ordinal).Replace("{user}", Org.UsersByName[Holder].Id, StringComparison.Ordinal).Replace("{app}", Org.PortalApp.Id, StringComparison.Ordinal);

        (await _world.CallAsync("POST", "sobjects/" + type, filled, _access)).ErrorCode.ShouldBe(code);

        (await _world.CallAsync("PATCH", "sobjects/PermissionSet/" + Org.SetOfGroup(group)!.Id, """{"PermissionsApiEnabled":true}""", _access)).ErrorCode.ShouldBe("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY");
    }

    [Fact]
    public async Task Group_AfterARestart_IsStillThere()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stand-in-rows-").FullName, "state.json");
        string group;
        await using (var first = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file }))
        {
            var org = first.Host.World.Orgs[0];
            org.PermissionSets.Find(set => set.Name == "Governance_Portal_Reader")!.Permissions.UnionWith(["ManageProfilesPermissionsets", "AssignPermissionSets"]);
            var access = await first.LoginAsync(first.Core);
            group = (await first.CallAsync("POST", "sobjects/PermissionSetGroup", """{"DeveloperName":"Quoting","MasterLabel":"Quoting"}""", access)).Text("id");
            var set = org.PermissionSets.Find(candidate => candidate.Name == "Quote_Service")!.Id;
            (await first.CallAsync("POST", "sobjects/PermissionSetGroupComponent", $$"""{"PermissionSetGroupId":"{{group}}","PermissionSetId":"{{set}}"}""", access)).Status.ShouldBe(201);
            (await first.CallAsync("POST", "sobjects/PermissionSetAssignment", $$"""{"AssigneeId":"{{org.UsersByName[Holder].Id}}","PermissionSetGroupId":"{{group}}"}""", access)).Status.ShouldBe(201);
        }

        await using var second = await TestWorld.StartAsync(new SimulatorOptions { StateFile = file });
        second.Host.World.Orgs[0].UsersByName[Holder].Has("ViewAllData").ShouldBeTrue();
        second.Host.World.Orgs[0].SetOfGroup(group).ShouldNotBeNull();
    }

    [Fact]
    public async Task QueryAll_WhenRowsAreDeleted_ShowsThemAsDeleted()
    {
        const string soql = "SELECT DeveloperName, IsDeleted FROM OauthCustomScope WHERE DeveloperName LIKE 'Gone%' ORDER BY DeveloperName";
        var kept = await CreateAsync("OauthCustomScope", """{"DeveloperName":"Gone_Not","MasterLabel":"x","Description":"x"}""");
        var gone = await CreateAsync("OauthCustomScope", """{"DeveloperName":"Gone_Yes","MasterLabel":"x","Description":"x"}""");
        (await DeleteAsync("OauthCustomScope", gone)).Status.ShouldBe(204);

        (await QueryAsync(soql)).Records.Select(Row).ShouldBe([("Gone_Not", false)]);
        (await QueryAsync(soql, "queryAll")).Records.Select(Row).ShouldBe([("Gone_Not", false), ("Gone_Yes", true)]);
        (await QueryAsync("SELECT COUNT() FROM OauthCustomScope WHERE IsDeleted = true", "queryAll")).Json.GetProperty("totalSize").GetInt32().ShouldBe(1);
        (await QueryAsync("SELECT IsDeleted FROM SetupEntityAccess", "queryAll")).ErrorCode.ShouldBe("INVALID_FIELD");
        kept.ShouldStartWith("888");

        static (string?, bool) Row(System.Text.Json.JsonElement row) => (row.GetProperty("DeveloperName").GetString(), row.GetProperty("IsDeleted").GetBoolean());
    }

    [Fact]
    public async Task Explain_TellsAPlan_AndCountsNoQuery()
    {
        var plan = (await _world.CallAsync("GET", "query?explain=" + Uri.EscapeDataString("SELECT Id FROM User LIMIT 3"), null, _access)).Json.GetProperty("plans")[0];

        (plan.GetProperty("sobjectType").GetString(), plan.GetProperty("cardinality").GetInt32(), plan.GetProperty("sobjectCardinality").GetInt32()).ShouldBe(("User", 3, Org.Users.Count));
        (await _world.CallAsync("GET", "query?explain=SELECT+Nothing+FROM+User", null, _access)).ErrorCode.ShouldBe("INVALID_FIELD");
    }

    [Fact]
    public async Task Limits_CountDownQueryJobs_AndTheyComeBackAfterADay()
    {
        async Task<int> LeftAsync() => (await _world.CallAsync("GET", "limits", null, _access)).Json.GetProperty("DailyBulkV2QueryJobs").GetProperty("Remaining").GetInt32();
        var before = await LeftAsync();

        (await _world.CallAsync("POST", "jobs/query", """{"operation":"query","query":"SELECT Id FROM User"}""", _access)).Status.ShouldBe(200);
        (await _world.CallAsync("POST", "jobs/query", """{"operation":"query","query":"SELECT Nothing FROM User"}""", _access)).Status.ShouldBe(400);

        (await LeftAsync()).ShouldBe(before - 1);
        await _world.AdvanceAsync(TimeSpan.FromDays(1));
        _access = await _world.LoginAsync(_world.Core);
        (await LeftAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("aliveRowKept", 1)]
    [InlineData("aliveRowHidden", 0)]
    [Trait("salesforce.md §9", "6")]
    public async Task Removal_WhenTheOrgLies_GoesOnToWork(string lie, int rows)
    {
        var (group, component) = await MakeAsync("Quote_Service");
        var holder = Org.UsersByName[Holder];
        var held = await CreateAsync("PermissionSetAssignment", $$"""{"AssigneeId":"{{holder.Id}}","PermissionSetGroupId":"{{group}}"}""");
        var scope = await CreateAsync("OauthCustomScope", """{"DeveloperName":"Gone_Yes","MasterLabel":"x","Description":"x"}""");
        var entry = await _world.ValueAsync("SELECT Id FROM SetupEntityAccess WHERE Parent.Name = 'Governance_Portal_Access'", _access);
        await _world.FaultAsync(new { origin = "Core", method = "DELETE", pathRegex = "sobjects" }, new Dictionary<string, bool> { [lie] = true });

        foreach (var (type, id) in new[] { ("PermissionSetAssignment", held), ("PermissionSetGroupComponent", component), ("OauthCustomScope", scope), ("SetupEntityAccess", entry) })
        {
            (await DeleteAsync(type, id)).Status.ShouldBe(204, type);
            (await _world.CountAsync(_world.Core, _access, $"{type} WHERE Id = '{id}'")).ShouldBe(rows, type);
        }

        holder.Has("ViewAllData").ShouldBeTrue();
        Org.PortalApp.PreauthorizedSets.ShouldNotBeEmpty();
    }

    private async Task<(string Group, string Component)> MakeAsync(string set)
    {
        var group = await CreateAsync("PermissionSetGroup", """{"DeveloperName":"Quoting","MasterLabel":"Quoting"}""");
        return (group, await CreateAsync("PermissionSetGroupComponent", $$"""{"PermissionSetGroupId":"{{group}}","PermissionSetId":"{{Org.PermissionSets.Find(candidate => candidate.Name == set)!.Id}}"}"""));
    }

    private async Task<string> CreateAsync(string type, string body)
    {
        var created = await _world.CallAsync("POST", "sobjects/" + type, body, _access);
        created.Status.ShouldBe(201, created.Body);
        return created.Text("id");
    }

    private Task<Answered> DeleteAsync(string type, string id) => _world.CallAsync("DELETE", $"sobjects/{type}/{id}", null, _access);

    private Task<Answered> QueryAsync(string soql, string resource = "query") => _world.CallAsync("GET", $"{resource}?q={Uri.EscapeDataString(soql)}", null, _access);
}
