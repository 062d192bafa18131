using System.Globalization;

namespace Governance.OrgSimulator.Tests.Events;

/// <summary>EventLogFile on the wire: index, bodies, who may see them, when they arrive and vanish (reference §6).</summary>
public sealed class EventLogFileTests(DriftWorld drift) : IClassFixture<DriftWorld>, IAsyncLifetime
{
    private const string Admin = "sade.abeni@northgale.example";
    private readonly TestWorld _world = drift.World;

    private readonly DateTimeOffset _begun = DateTimeOffset.UtcNow;

    private ReadyOrg Org => _world.Core;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Index_WhenAsked_HasTheDocumentedFields()
    {
        var access = await _world.LoginAsync(Org);

        var file = (await _world.QueryAsync(Org, access, "SELECT Id, EventType, LogDate, Interval, Sequence, LogFileLength, LogFileFieldNames, LogFileFieldTypes, LogFileContentType, LogFile, ApiVersion, CreatedDate FROM EventLogFile WHERE EventType = 'RestApi' AND Interval = 'Daily' AND LogDate < YESTERDAY ORDER BY LogDate DESC LIMIT 1")).Records.Single();

        var id = file.GetProperty("Id").GetString()!;
        id.ShouldStartWith("0AT");
        file.GetProperty("LogFile").GetString().ShouldBe($"/services/data/v67.0/sobjects/EventLogFile/{id}/LogFile");
        file.GetProperty("LogDate").GetString().ShouldEndWith("T00:00:00.000+0000");
        file.GetProperty("Sequence").GetInt32().ShouldBe(0);
        var body = await _world.GetAsync($"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}/LogFile", access);
        file.GetProperty("LogFileLength").GetInt32().ShouldBe(System.Text.Encoding.UTF8.GetByteCount(body.Body));
        EventFiles.Csv(body.Body)[0].ShouldBe(file.GetProperty("LogFileFieldNames").GetString()!.Split(','));
        file.GetProperty("LogFileFieldTypes").GetString()!.Split(',').Length.ShouldBe(EventFiles.Csv(body.Body)[0].Count);
    }

    [Theory]
    [InlineData("ApiTotalUsage", "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,API_FAMILY,API_VERSION,API_RESOURCE,CLIENT_NAME,CLIENT_IP,HTTP_METHOD,ENTITY_NAME,COUNTS_AGAINST_API_LIMIT,CONNECTED_APP_ID,CONNECTED_APP_NAME,STATUS_CODE,USER_NAME,TIMESTAMP_DERIVED")]
    [InlineData("RestApi", "URI,METHOD,MEDIA_TYPE,STATUS_CODE,USER_AGENT,ROWS_PROCESSED,NUMBER_FIELDS,REQUEST_SIZE,RESPONSE_SIZE,RUN_TIME,CPU_TIME,DB_TOTAL_TIME,CLIENT_IP,CLIENT_NAME,CONNECTED_APP_ID,ENTITY_NAME,EXCEPTION_MESSAGE,REQUEST_STATUS,SESSION_KEY,LOGIN_KEY,USER_ID_DERIVED,USER_TYPE")]
    [InlineData("BulkApi2", "JOB_ID,OPERATION_TYPE,ENTITY_TYPE,JOB_STATUS,RECORDS_PROCESSED,RECORDS_FAILED,RESULT_SIZE_MB,CLIENT_IP,URI,RUN_TIME,CPU_TIME,SESSION_KEY,LOGIN_KEY,USER_ID")]
    [InlineData("Login", "LOGIN_STATUS,LOGIN_TYPE,LOGIN_SUB_TYPE,LOGIN_URL,SOURCE_IP,CLIENT_IP,FORWARDED_FOR_IP,API_TYPE,API_VERSION,BROWSER_TYPE,TLS_PROTOCOL,CIPHER_SUITE,AUTHENTICATION_METHOD_REFERENCE,AUTHENTICATION_SERVICE_ID,USER_NAME,USER_ID,SESSION_KEY,LOGIN_KEY,REQUEST_STATUS")]
    public async Task Body_OfEachType_HasTheDocumentedColumns(string type, string columns)
    {
        var rows = await EventFiles.RowsAsync(_world, Org, await _world.LoginAsync(Org), type);

        rows.ShouldNotBeEmpty();
        columns.Split(',').Except(rows[0].Keys).ShouldBeEmpty();
        rows.ShouldAllBe(row => row["EVENT_TYPE"] == type);
        rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.First.At() <= pair.Second.At());
    }

    [Fact]
    public async Task Hourly_WhenADayIsOver_TogetherHoldWhatTheDailyFileHolds()
    {
        var access = await _world.LoginAsync(Org);
        var day = DateTime.UtcNow.Date.AddDays(-3);
        async Task<string[]> RequestsAsync(string interval)
        {
            var rows = await EventFiles.RowsAsync(_world, Org, access, "ApiTotalUsage", interval, new DateTimeOffset(day, TimeSpan.Zero));
            return [.. rows.Where(row => row.At().UtcDateTime.Date == day).Select(row => row["REQUEST_ID"]).Order(StringComparer.Ordinal)];
        }

        var daily = await RequestsAsync("Daily");

        daily.Length.ShouldBeGreaterThan(50);
        (await RequestsAsync("Hourly")).ShouldBe(daily);
    }

    [Fact]
    public async Task Files_WhenTimePasses_ArriveAfterHoursAndVanishAfterThirtyDays()
    {
        var access = await _world.LoginAsync(Org);
        await _world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "api-call", org = Org.Name, app = "Drift", user = "drift.integration@northgale.example", ip = "192.0.2.99", uri = "/services/data/v62.0/limits" });
        var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
        async Task<int> SeenAsync(string interval)
        {
            access = await _world.LoginAsync(Org);
            return (await EventFiles.RowsAsync(_world, Org, access, "RestApi", interval, today)).Count(row => row["CLIENT_IP"] == "192.0.2.99");
        }

        (await SeenAsync("Hourly")).ShouldBe(0);
        await _world.AdvanceAsync(TimeSpan.FromHours(2));
        (await SeenAsync("Hourly")).ShouldBe(0);
        await _world.AdvanceAsync(TimeSpan.FromHours(5.1));
        (await SeenAsync("Hourly")).ShouldBe(1);
        await _world.AdvanceAsync(TimeSpan.FromHours(27));
        (await SeenAsync("Daily")).ShouldBe(1);
        await _world.AdvanceAsync(TimeSpan.FromDays(30));
        (await SeenAsync("Daily")).ShouldBe(0);
    }

    [Fact]
    public async Task Files_OfAnOrgWithoutEventMonitoring_AreDailyAndOfTheFreeTypes()
    {
        await using var world = await TestWorld.StartAsync();
        var access = await world.LoginAsync(world.Core);
        for (var i = 0; i < 3; i++) await world.QueryAsync(world.Core, access, "SELECT Id FROM Organization");
        await world.AdvanceAsync(TimeSpan.FromHours(27.5));

        var kinds = (await world.QueryAsync(world.Core, await world.LoginAsync(world.Core), "SELECT EventType, Interval FROM EventLogFile")).Records
            .Select(file => file.GetProperty("EventType").GetString() + " " + file.GetProperty("Interval").GetString()).Distinct().Order(StringComparer.Ordinal);

        kinds.ShouldBe(["ApiTotalUsage Daily", "Login Daily"]);
    }

    [Fact]
    public async Task Calls_WhenMadeHere_LeaveTheirTrace()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Org.LoginUrl + "/services/data/v61.0/limits");
        request.Headers.Add("Authorization", "Bearer " + await _world.LoginAsync(Org));
        request.Headers.TryAddWithoutValidation("User-Agent", "trace \"quoted\", =1+1");
        await _world.SendAsync(request);
        await _world.AdvanceAsync(TimeSpan.FromHours(7));

        var row = (await EventFiles.RowsAsync(_world, Org, await _world.LoginAsync(Org), "RestApi", "Hourly", _begun)).Single(row => row["URI"] == "/services/data/v61.0/limits");

        row["USER_AGENT"].ShouldBe("trace \"quoted\", =1+1");
        row["STATUS_CODE"].ShouldBe("200");
        row["CLIENT_IP"].ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("/services/data/v62.0/query?q=SELECT+Id,Username+from+User+LIMIT+1", "User")]
    [InlineData("/services/data/v62.0/sobjects/PermissionSet/describe", "PermissionSet")]
    [InlineData("/services/data/v62.0/limits", "")]
    public async Task Calls_WhenTheyNameAnObject_LeaveWhoTouchedIt(string path, string entity)
    {
        var users = _world.Host.World.OrgNamed(Org.Name)!.Users.Select(user => user.Id[..15]).ToList();
        await _world.GetAsync(Org.LoginUrl + path, await _world.LoginAsync(Org));
        await _world.AdvanceAsync(TimeSpan.FromHours(27.5));

        var row = (await EventFiles.RowsAsync(_world, Org, await _world.LoginAsync(Org), "ApiTotalUsage")).Last(row => path.StartsWith(row["API_RESOURCE"], StringComparison.Ordinal) && row.At() >= _begun);

        row["ENTITY_NAME"].ShouldBe(entity);
        users.ShouldContain(row["USER_ID"]);
    }

    [Fact]
    public async Task Traces_WhenASecretIsInThePath_DoNotHoldIt()
    {
        await using var world = await TestWorld.StartAsync();
        var access = await world.LoginAsync(world.Core);
        var token = await world.DeleteTokenAsync(world.Core, access);
        using var request = new HttpRequestMessage(HttpMethod.Delete, world.Core.LoginUrl + "/services/data/v62.0/apps/oauth/usage/tokens/" + token);
        request.Headers.Add("Authorization", "Bearer " + access);
        await world.SendAsync(request);
        await world.AdvanceAsync(TimeSpan.FromHours(27.5));

        var rows = await EventFiles.RowsAsync(world, world.Core, await world.LoginAsync(world.Core), "ApiTotalUsage");

        rows.ShouldContain(row => row["HTTP_METHOD"] == "DELETE");
        rows.ShouldAllBe(row => !row["API_RESOURCE"].Contains(token));
    }

    [Fact]
    public async Task Files_WithoutTheRight_DoNotExist()
    {
        var (reader, responder) = (await _world.LoginAsync(Org), await _world.LoginAsync(Org, "portal.responder@northgale.example"));
        var id = (await _world.QueryAsync(Org, reader, "SELECT Id FROM EventLogFile LIMIT 1")).Records[0].GetProperty("Id").GetString();

        var query = await _world.QueryAsync(Org, responder, "SELECT Id FROM EventLogFile");
        query.Status.ShouldBe(400);
        query.ErrorCode.ShouldBe("INVALID_TYPE");
        (await _world.GetAsync($"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}/LogFile", responder)).Status.ShouldBe(404);
        (await _world.GetAsync($"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}/LogFile")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("WHERE LogFileFieldNames = 'x'")]
    [InlineData("WHERE LogFile != null")]
    public async Task Index_WhenAColumnCannotBeFiltered_SaysSo(string where)
    {
        var answer = await _world.QueryAsync(Org, await _world.LoginAsync(Org), "SELECT Id FROM EventLogFile " + where);

        answer.Status.ShouldBe(400);
        answer.ErrorCode.ShouldBe("INVALID_FIELD");
    }

    [Theory]
    [InlineData(null, 204, false, 404)]
    [InlineData("aliveRowKept", 204, true, 200)]
    [InlineData("aliveRowHidden", 204, false, 200)]
    public async Task File_WhenDeleted_IsGoneUnlessTheOrgLies(string? lie, int status, bool isListed, int body)
    {
        var admin = await _world.LoginAsync(Org, Admin);
        var id = (await _world.QueryAsync(Org, admin, "SELECT Id FROM EventLogFile WHERE EventType = 'BulkApi2' ORDER BY LogDate LIMIT 1")).Records[0].GetProperty("Id").GetString()!;
        if (lie is not null) await _world.FaultAsync(new { method = "DELETE", pathRegex = "EventLogFile" }, new Dictionary<string, bool> { [lie] = true });
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}");
        request.Headers.Add("Authorization", "Bearer " + admin);

        (await _world.SendAsync(request)).Status.ShouldBe(status);

        (await _world.CountAsync(Org, admin, $"EventLogFile WHERE Id = '{id}'") == 1).ShouldBe(isListed);
        (await _world.GetAsync($"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}/LogFile", admin)).Status.ShouldBe(body);
    }

    [Fact]
    public async Task File_WhenAReaderDeletes_IsRefused()
    {
        var reader = await _world.LoginAsync(Org);
        var id = (await _world.QueryAsync(Org, reader, "SELECT Id FROM EventLogFile LIMIT 1")).Records[0].GetProperty("Id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Org.LoginUrl}/services/data/v62.0/sobjects/EventLogFile/{id}");
        request.Headers.Add("Authorization", "Bearer " + reader);

        var answer = await _world.SendAsync(request);

        answer.Status.ShouldBe(403);
        answer.ErrorCode.ShouldBe("INSUFFICIENT_ACCESS_OR_READONLY");
        (await _world.CountAsync(Org, reader, $"EventLogFile WHERE Id = '{id}'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("\"status\":503", 503)]
    [InlineData("\"html\":true", 503)]
    [InlineData("\"status\":401", 401)]
    [InlineData("\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"", 403)]
    public async Task Body_WhenAFaultIsAskedFor_AnswersIt(string fault, int status)
    {
        var access = await _world.LoginAsync(Org);
        var file = (await _world.QueryAsync(Org, access, "SELECT LogFile FROM EventLogFile LIMIT 1")).Records[0].GetProperty("LogFile").GetString();
        using var faults = new HttpRequestMessage(HttpMethod.Post, _world.Host.ControlUrl + "/_control/faults") { Content = new StringContent("[{\"match\":{\"pathRegex\":\"/LogFile$\"},\"fault\":{" + fault + "}}]") };
        (await _world.SendAsync(faults)).Status.ShouldBe(200);

        (await _world.GetAsync(Org.LoginUrl + file, access)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Body_WhenCutShort_PromisesTheWhole()
    {
        var access = await _world.LoginAsync(Org);
        var file = (await _world.QueryAsync(Org, access, "SELECT LogFile FROM EventLogFile LIMIT 1")).Records[0].GetProperty("LogFile").GetString();
        await _world.FaultAsync(new { pathRegex = "/LogFile$" }, new { truncateBytes = 100 });

        await Should.ThrowAsync<HttpRequestException>(() => _world.GetAsync(Org.LoginUrl + file, access));
    }

    [Theory]
    [InlineData(null, 404, 404, 0)]
    [InlineData("aliveRowKept", 200, 200, 1)]
    [InlineData("aliveRowHidden", 404, 200, 0)]
    public async Task BulkJob_WhenDeleted_LeavesTracesAndMayLive(string? lie, int job, int results, int listed)
    {
        var access = await _world.LoginAsync(Org);
        var jobs = Org.LoginUrl + "/services/data/v62.0/jobs/query";
        var id = (await SendAsync(HttpMethod.Post, jobs, """{"operation":"query","query":"SELECT Id FROM User"}""")).Text("id");
        for (var look = 0; look < 2; look++) await _world.GetAsync($"{jobs}/{id}", access);
        if (lie is not null) await _world.FaultAsync(new { method = "DELETE", pathRegex = "jobs/query" }, new Dictionary<string, bool> { [lie] = true });

        (await SendAsync(HttpMethod.Delete, $"{jobs}/{id}", null)).Status.ShouldBe(204);

        (await _world.GetAsync($"{jobs}/{id}", access)).Status.ShouldBe(job);
        (await _world.GetAsync($"{jobs}/{id}/results", access)).Status.ShouldBe(results);
        (await _world.GetAsync(jobs, access)).Records.Count(record => record.GetProperty("id").GetString() == id).ShouldBe(listed);
        await _world.AdvanceAsync(TimeSpan.FromHours(7));
        var reader = await _world.LoginAsync(Org);
        (await EventFiles.RowsAsync(_world, Org, reader, "BulkApi2", "Hourly", _begun)).ShouldContain(row => row["JOB_ID"] == id && row["JOB_STATUS"] == "JobComplete");
        (await EventFiles.RowsAsync(_world, Org, reader, "ApiTotalUsage", "Hourly", _begun)).ShouldContain(row => row["HTTP_METHOD"] == "DELETE" && row["API_RESOURCE"].EndsWith(id));

        async Task<Answered> SendAsync(HttpMethod method, string url, string? json)
        {
            using var request = new HttpRequestMessage(method, url);
            request.Headers.Add("Authorization", "Bearer " + access);
            if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            return await _world.SendAsync(request);
        }
    }

    [Fact]
    public async Task Bodies_WhenTheTimelineIsLong_AreMadeOnlyWhenAsked()
    {
        for (var i = 0; i < 5; i++)
            (await _world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "api-call", org = Org.Name, app = "Drift", user = "drift.integration@northgale.example", ip = "192.0.2.99", uri = "/services/data/v62.0/query", at = "-20d", count = 200_000, over = "19d" })).Status.ShouldBe(200);
        var access = await _world.LoginAsync(Org);

        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        var files = await _world.QueryAsync(Org, access, "SELECT Id, LogDate FROM EventLogFile WHERE EventType = 'RestApi' ORDER BY LogDate");
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(begun);

        files.Records.Count.ShouldBeGreaterThan(400);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(2), $"a million events, {took.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms");
    }
}

/// <summary>The drift world, started once per test class.</summary>
public sealed class DriftWorld : IAsyncLifetime
{
    public TestWorld World { get; private set; } = null!;

    public async Task InitializeAsync() => World = await TestWorld.StartAsync(new SimulatorOptions { Scenario = "drift" });

    public async Task DisposeAsync() => await World.DisposeAsync();
}
