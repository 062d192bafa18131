using System.Net.Http.Headers;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>The 500 and 2,500 rule, in a world with enough tokens to meet it.</summary>
[Trait("salesforce.md §9", "2")]
public sealed class PagingTests : IAsyncLifetime
{
    private const int Tokens = 6_100;
    private TestWorld _world = null!;
    private string _access = null!;

    public async Task InitializeAsync()
    {
        _world = await TestWorld.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = Tokens, HotAppShare = 20 });
        _access = await _world.LoginAsync(_world.Core);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Query_WhenThereIsMoreThan2500_EndsThereInPagesOf500()
    {
        var (sizes, rows, total) = await ReadAsync("");

        sizes.ShouldBe([500, 500, 500, 500, 500]);
        rows.Count.ShouldBe(2_500);
        total.ShouldBe(2_500);
        (await _world.CountAsync(_world.Core, _access)).ShouldBe(Tokens);
    }

    [Fact]
    public async Task Query_WhenOffsetGoesOn_ReachesEveryRowOnce()
    {
        var seen = new HashSet<string>();
        for (var offset = 0; offset < 7_500; offset += 2_500)
            foreach (var row in (await ReadAsync($" LIMIT 2500 OFFSET {offset}")).Rows)
                seen.Add(row.GetProperty("DeleteToken").GetString()!).ShouldBeTrue();

        seen.Count.ShouldBe(Tokens);
    }

    [Fact]
    public async Task Query_WhenPagesMeet_TheirRowsTieInCreatedDate()
    {
        var rows = (await ReadAsync("")).Rows;

        for (var border = 500; border < 2_500; border += 500)
            rows[border - 1].GetProperty("CreatedDate").GetString().ShouldBe(rows[border].GetProperty("CreatedDate").GetString());
    }

    [Fact]
    public async Task Query_WhenLocatorIsUnknown_IsRefused() =>
        (await _world.GetAsync(_world.Core.LoginUrl + "/services/data/v62.0/query/01g000000000000AAA-500", _access)).ErrorCode.ShouldBe("INVALID_QUERY_LOCATOR");

    [Fact]
    public async Task Generate_WhenHotAppShareIsSet_App0HoldsIt()
    {
        (await _world.CountAsync(_world.Core, _access, "OauthToken WHERE AppName = 'App 0'")).ShouldBe(Tokens / 5);
        var perUser = (await _world.QueryAsync(_world.Core, _access, "SELECT UserId, COUNT(Id) n FROM OauthToken WHERE AppName = 'App 0' GROUP BY UserId ORDER BY COUNT(Id) DESC LIMIT 1")).Records[0];
        perUser.GetProperty("n").GetInt32().ShouldBeLessThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("batchSize=200", 200)]
    [InlineData("batchSize=199", 0)]
    [InlineData("batchSize=2001", 0)]
    [InlineData("batchSize=many", 0)]
    public async Task Query_WhenABatchSizeIsHinted_PagesBySizesFrom200To2000(string option, int size)
    {
        var users = await _world.CountAsync(_world.Core, _access, "User");
        users.ShouldBeInRange(401, 1_999);

        using var request = new HttpRequestMessage(HttpMethod.Get, _world.Core.LoginUrl + "/services/data/v62.0/query/?q=SELECT+Id+FROM+User");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _access);
        request.Headers.Add("Sforce-Query-Options", option);
        var page = await _world.SendAsync(request);
        var seen = page.Records.Count;
        seen.ShouldBe(size == 0 ? users : size);
        page.Json.GetProperty("totalSize").GetInt32().ShouldBe(users);
        while (!page.Json.GetProperty("done").GetBoolean())
        {
            page.Text("nextRecordsUrl").ShouldMatch($"^/services/data/v62\\.0/query/01g[A-Za-z0-9]{{15}}-{seen}$");
            page = await _world.GetAsync(_world.Core.LoginUrl + page.Text("nextRecordsUrl"), _access);
            seen += page.Records.Count;
        }

        seen.ShouldBe(users);
        page.Json.TryGetProperty("nextRecordsUrl", out _).ShouldBeFalse();
    }

    private async Task<(List<int> Sizes, List<JsonElement> Rows, int Total)> ReadAsync(string tail)
    {
        var page = await _world.QueryAsync(_world.Core, _access, "SELECT CreatedDate, DeleteToken FROM OauthToken ORDER BY CreatedDate" + tail);
        var (sizes, rows, total) = (new List<int>(), new List<JsonElement>(), page.Json.GetProperty("totalSize").GetInt32());
        while (true)
        {
            sizes.Add(page.Records.Count);
            rows.AddRange(page.Records);
            if (page.Json.GetProperty("done").GetBoolean()) return (sizes, rows, total);
            page = await _world.GetAsync(_world.Core.LoginUrl + page.Text("nextRecordsUrl"), _access);
        }
    }
}
