namespace Governance.OrgSimulator.Tests.Salesforce;

public sealed class QueryTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Theory]
    [InlineData("SELECT Foo FROM OauthToken", "INVALID_FIELD")]
    [InlineData("SELECT User.Foo FROM OauthToken", "INVALID_FIELD")]
    [InlineData("SELECT Nobody.Name FROM OauthToken", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM Gadget", "INVALID_TYPE")]
    [InlineData("SELECT Id", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Name = 'a", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE IsActive = true AND Name = 'a' OR Name = 'b'", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Id LIKE '005%'", "INVALID_QUERY_FILTER_OPERATOR")]
    [InlineData("SELECT Id FROM User WHERE Id = 'short'", "INVALID_QUERY_FILTER_OPERATOR")]
    [InlineData("SELECT Id FROM User WHERE Name = 7", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM LoginHistory WHERE Application = 'x'", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM SetupAuditTrail WHERE Section = 'x'", "INVALID_FIELD")]
    [InlineData("SELECT COUNT(Id) FROM SetupAuditTrail", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE")]
    [InlineData("SELECT Name, COUNT(Id) FROM User", "MALFORMED_QUERY")]
    public async Task Query_WhenItIsWrong_AnswersTheOrgsErrorArray(string soql, string code)
    {
        var answer = await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), soql);

        answer.Status.ShouldBe(400, answer.Body);
        answer.ErrorCode.ShouldBe(code);
    }

    [Theory]
    [InlineData("User WHERE IsActive = false", 1)]
    [InlineData("User WHERE isactive = FALSE or isFrozen = true", -1)]
    [InlineData("User WHERE NOT IsActive = true", 1)]
    [InlineData("User WHERE Username LIKE 'PORTAL.%'", 2)]
    [InlineData("User WHERE Username LIKE 'portal\\_%'", 0)]
    [InlineData("User WHERE Username IN ('portal.reader@northgale.example', 'nobody@x.example')", 1)]
    [InlineData("User WHERE (Name = 'Sade Abeni' OR Name = 'kai vint') AND IsActive = true", 2)]
    [InlineData("OauthToken WHERE LastUsedDate = null", 5)]
    [InlineData("OauthToken WHERE AppName = 'gainfold cs sync' AND User.Username = 'integration.gainfold@northgale.example'", 2)]
    [InlineData("OauthToken WHERE AppMenuItemId = null AND AppName = 'My Ticket Portal'", 14)]
    [InlineData("OauthToken WHERE CreatedDate > 2999-01-01T00:00:00Z", 0)]
    [InlineData("OauthToken WHERE CreatedDate = LAST_N_DAYS:5000 AND AppName = 'Payroll Bridge'", 1)]
    [InlineData("OauthToken WHERE UseCount >= 1000000", 0)]
    [InlineData("User WHERE Name = 'O\\'Nobody \\\\ \\n'", 0)]
    public async Task Count_WhenFiltered_CountsWhatFits(string rest, int expected)
    {
        var answer = await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "select count() from " + rest);

        if (expected < 0) answer.ErrorCode.ShouldBe("INVALID_FIELD");
        else answer.Json.GetProperty("totalSize").GetInt32().ShouldBe(expected, answer.Body);
    }

    [Fact]
    public async Task Query_WhenRelationIsNull_WritesNull()
    {
        var rows = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "SELECT AppName, AppMenuItem.Label FROM OauthToken WHERE AppName = 'QuickExport Pro'")).Records;

        rows.Count.ShouldBe(6);
        rows.ShouldAllBe(row => row.GetProperty("AppMenuItem").ValueKind == System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Query_WhenGrouped_CountsEachGroup()
    {
        var access = await _world.LoginAsync(_world.Core);

        var answer = await _world.QueryAsync(_world.Core, access, "SELECT AppName, COUNT(Id) n FROM OauthToken GROUP BY AppName ORDER BY COUNT(Id) DESC");

        answer.Records[0].GetProperty("attributes").GetProperty("type").GetString().ShouldBe("AggregateResult");
        answer.Records.Sum(row => row.GetProperty("n").GetInt32()).ShouldBe(await _world.CountAsync(_world.Core, access));
    }

    [Fact]
    public async Task Query_WhenOrderedBySeveralKeys_KeepsNullsWhereAsked()
    {
        var org = _world.Org("Dev");
        var rows = (await _world.QueryAsync(org, await _world.LoginAsync(org), "SELECT LastUsedDate, AppName FROM OauthToken ORDER BY LastUsedDate DESC NULLS LAST, AppName ASC")).Records;

        rows[^1].GetProperty("LastUsedDate").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var moments = rows.Select(row => row.GetProperty("LastUsedDate").GetString()).Where(moment => moment is not null).ToList();
        moments.ShouldBe(moments.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Query_WhenDatesAreWritten_TheyEndInPlusZero()
    {
        var row = (await _world.QueryAsync(_world.Core, await _world.LoginAsync(_world.Core), "SELECT CreatedDate FROM OauthToken LIMIT 1")).Records[0];

        row.GetProperty("CreatedDate").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$");
    }

    [Fact]
    [Trait("salesforce.md §9", "3")]
    public async Task Query_WhenCallerLacksCustomizeApplication_SeesOwnRowsOnlyAlsoInCount()
    {
        var access = await _world.LoginAsync(_world.Core, "limited.reader@northgale.example");

        (await _world.CountAsync(_world.Core, access)).ShouldBe(0);
        (await _world.QueryAsync(_world.Core, access, "SELECT AppName FROM OauthToken")).Records.ShouldBeEmpty();
        (await _world.QueryAsync(_world.Core, access, "SELECT PermissionsCustomizeApplication, PermissionsViewSetup FROM UserPermissionAccess")).Records[0]
            .GetProperty("PermissionsCustomizeApplication").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Query_WhenSecretsAreSelected_TheTruthSaysSo()
    {
        var access = await _world.LoginAsync(_world.Org("Dev"));
        (await _world.TruthAsync(_world.Org("Dev"))).GetProperty("secretsSelected").GetInt32().ShouldBe(0);

        await _world.QueryAsync(_world.Org("Dev"), access, "SELECT AccessToken FROM OauthToken");

        (await _world.TruthAsync(_world.Org("Dev"))).GetProperty("secretsSelected").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("Core", true)]
    [InlineData("APAC", false)]
    public async Task Query_WhenIdIsRead_ItIsNullInMostOrgs(string org, bool isNull)
    {
        var row = (await _world.QueryAsync(_world.Org(org), await _world.LoginAsync(_world.Org(org)), "SELECT Id FROM OauthToken LIMIT 1")).Records[0];

        (row.GetProperty("Id").ValueKind == System.Text.Json.JsonValueKind.Null).ShouldBe(isNull);
    }

    [Theory]
    [InlineData("Core", true)]
    [InlineData("Dev", false)]
    public async Task Query_WhenReadTwice_DeleteTokenIsStableExceptWhereTheOrgChangesIt(string org, bool stable)
    {
        var access = await _world.LoginAsync(_world.Org(org));

        var same = await _world.DeleteTokenAsync(_world.Org(org), access) == await _world.DeleteTokenAsync(_world.Org(org), access);

        same.ShouldBe(stable);
    }

    [Fact]
    public async Task Path_WhenSlashesAreDoubled_IsFolded() => (await _world.GetAsync(_world.Core.LoginUrl + "//services/data")).Json.GetArrayLength().ShouldBe(18);

    [Theory]
    [InlineData("/services/data/v49.0/limits", 404)]
    [InlineData("/services/data/v68.0/limits", 404)]
    [InlineData("/services/data/v67.0/limits", 200)]
    [InlineData("/services/data/v50.0/nothing", 404)]
    [InlineData("/services/data/v62.0/sobjects/OauthToken/0CQ000000000001", 404)]
    public async Task Resource_WhenVersionOrNameIsUnknown_Is404(string path, int status) =>
        (await _world.GetAsync(_world.Core.LoginUrl + path, await _world.LoginAsync(_world.Core))).Status.ShouldBe(status);

    [Fact]
    public async Task OauthToken_WhenDeletedByDml_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, _world.Core.LoginUrl + "/services/data/v62.0/sobjects/OauthToken/0CQ000000000001");
        request.Headers.Add("Authorization", "Bearer " + await _world.LoginAsync(_world.Core));

        (await _world.SendAsync(request)).Status.ShouldBe(400);
    }
}
