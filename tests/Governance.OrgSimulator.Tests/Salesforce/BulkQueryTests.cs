namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Bulk API 2.0 query (reference §7.2): the life of a job, its CSV in pieces, what it refuses.</summary>
[Trait("salesforce.md §9", "2")]
public sealed class BulkQueryTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task Job_WhenItIsDone_HandsOutItsRowsInPieces()
    {
        var access = await _world.LoginAsync(_world.Core);
        var created = await CreateAsync("SELECT Username, Profile.Name, IsActive FROM User WHERE Username LIKE 'portal.%' ORDER BY Username", access);
        created.Text("state").ShouldBe("UploadComplete");
        var job = "jobs/query/" + created.Text("id");
        (await _world.CallAsync("GET", job + "/results", null, access)).ErrorCode.ShouldBe("INVALIDJOBSTATE");
        (await _world.CallAsync("GET", job, null, access)).Text("state").ShouldBe("InProgress");
        var done = await _world.CallAsync("GET", job, null, access);
        (done.Text("state"), done.Text("jobType"), done.Json.GetProperty("numberRecordsProcessed").GetInt32()).ShouldBe(("JobComplete", "V2Query", 2));

        var first = await _world.CallAsync("GET", job + "/results?maxRecords=1", null, access);
        var last = await _world.CallAsync("GET", $"{job}/results?maxRecords=1&locator={first.Headers["Sforce-Locator"]}", null, access);

        var profile = await _world.ValueAsync("SELECT Profile.Name FROM User WHERE Username = 'portal.reader@northgale.example'");
        first.Body.Split('\n')[0].ShouldBe("\"Username\",\"Profile.Name\",\"IsActive\"");
        (first.Headers["Sforce-NumberOfRecords"], last.Headers["Sforce-NumberOfRecords"], last.Headers["Sforce-Locator"]).ShouldBe(("1", "1", "null"));
        (first.Body.Split('\n')[1] + last.Body.Split('\n')[1]).ShouldContain("\"portal.reader@northgale.example\",");
        profile.ShouldNotBeEmpty();
        (await _world.CallAsync("PATCH", job, """{"state":"Aborted"}""", access)).ErrorCode.ShouldBe("INVALIDJOBSTATE");
        (await _world.CallAsync("DELETE", job, null, access)).Status.ShouldBe(204);
        (await _world.CallAsync("GET", job, null, access)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Job_WhenAborted_GivesNoResultsAndCanBeDeleted()
    {
        var access = await _world.LoginAsync(_world.Core);
        var job = "jobs/query/" + (await CreateAsync("SELECT Id FROM User", access)).Text("id");
        (await _world.CallAsync("DELETE", job, null, access)).ErrorCode.ShouldBe("INVALIDJOBSTATE");

        (await _world.CallAsync("PATCH", job, """{"state":"Aborted"}""", access)).Text("state").ShouldBe("Aborted");

        (await _world.CallAsync("GET", job, null, access)).Text("state").ShouldBe("Aborted");
        (await _world.CallAsync("GET", job + "/results", null, access)).ErrorCode.ShouldBe("INVALIDJOBSTATE");
        (await _world.CallAsync("DELETE", job, null, access)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task Job_WhenItIsSomebodyElses_IsNotThere()
    {
        var job = (await CreateAsync("SELECT Id FROM User", await _world.LoginAsync(_world.Core))).Text("id");

        var other = await _world.CallAsync("GET", "jobs/query/" + job, null, await _world.LoginAsync(_world.Core, "limited.reader@northgale.example"));

        other.Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("""{"operation":"query","query":"SELECT COUNT() FROM User"}""", "API_ERROR")]
    [InlineData("""{"operation":"query","query":"SELECT Name, COUNT(Id) FROM User GROUP BY Name"}""", "API_ERROR")]
    [InlineData("""{"operation":"query","query":"SELECT DeleteToken FROM OauthToken"}""", "INVALIDENTITY")]
    [InlineData("""{"operation":"query","query":"SELECT Foo FROM User"}""", "INVALID_FIELD")]
    [InlineData("""{"operation":"query","query":"SELECT Id"}""", "MALFORMED_QUERY")]
    [InlineData("""{"operation":"insert","query":"SELECT Id FROM User"}""", "INVALIDJOB")]
    [InlineData("""{"operation":"query"}""", "INVALIDJOB")]
    [InlineData("""{"operation":"query","query":"SELECT Id FROM User","contentType":"XML"}""", "INVALIDJOB")]
    [InlineData("""{"operation":"query","query":"SELECT Id FROM User","columnDelimiter":"DOT"}""", "INVALIDJOB")]
    [InlineData("5", "JSON_PARSER_ERROR")]
    [InlineData("{", "JSON_PARSER_ERROR")]
    public async Task Create_WhenTheJobIsWrong_AnswersTheErrorArray(string body, string code)
    {
        var answer = await _world.CallAsync("POST", "jobs/query", body);

        (answer.Status, answer.ErrorCode).ShouldBe((400, code), answer.Body);
    }

    [Theory]
    [InlineData("locator=zzzz", "INVALID_QUERY_LOCATOR")]
    [InlineData("locator=%20", "INVALID_QUERY_LOCATOR")]
    [InlineData("locator=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "INVALID_QUERY_LOCATOR")]
    [InlineData("maxRecords=0", "INVALID_ARGUMENT")]
    [InlineData("maxRecords=-1", "INVALID_ARGUMENT")]
    public async Task Results_WhenAskedWrongly_AnswerTheErrorArray(string query, string code)
    {
        var access = await _world.LoginAsync(_world.Core);
        var job = "jobs/query/" + (await CreateAsync("SELECT Id FROM User", access)).Text("id");
        for (var i = 0; i < 2; i++) await _world.CallAsync("GET", job, null, access);

        (await _world.CallAsync("GET", $"{job}/results?{query}", null, access)).ErrorCode.ShouldBe(code);
    }

    private Task<Answered> CreateAsync(string soql, string access) =>
        _world.CallAsync("POST", "jobs/query", System.Text.Json.JsonSerializer.Serialize(new { operation = "query", query = soql }), access);
}
