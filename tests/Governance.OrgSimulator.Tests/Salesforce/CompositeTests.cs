using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Several requests in one (reference §7.2): references, one failure that takes back the rest, limits.</summary>
[Trait("salesforce.md §9", "4")]
public sealed class CompositeTests(DemoWorld demo) : IClassFixture<DemoWorld>, IAsyncLifetime
{
    private const string Frozen = """{"IsFrozen":true}""";
    private readonly TestWorld _world = demo.World;

    public async Task InitializeAsync() => (await _world.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Composite_WhenARequestNamesAnEarlierAnswer_UsesItsValue()
    {
        var answer = await CompositeAsync(false,
            Sub("GET", "query?q=SELECT+Id+FROM+User+WHERE+Username='kai.vint@northgale.example'", "who"),
            Sub("GET", "sobjects/User/@{who.records[0].Id}?fields=Username", "row"));

        var results = answer.Json.GetProperty("compositeResponse");
        results[1].EnumerateObject().Select(member => member.Name).ShouldBe(["body", "httpHeaders", "httpStatusCode", "referenceId"]);
        (results[1].GetProperty("httpStatusCode").GetInt32(), results[1].GetProperty("referenceId").GetString()).ShouldBe((200, "row"));
        results[1].GetProperty("body").GetProperty("Username").GetString().ShouldBe("kai.vint@northgale.example");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Composite_WhenOneFails_TakesBackTheRestOnlyWithAllOrNone(bool allOrNone)
    {
        var login = await _world.ValueAsync("SELECT Id FROM UserLogin WHERE User.Username = 'kai.vint@northgale.example'");

        var answer = await CompositeAsync(allOrNone, Sub("PATCH", "sobjects/UserLogin/" + login, "freeze", Frozen), Sub("GET", "sobjects/Gadget/005000000000001", "gone"));

        var results = answer.Json.GetProperty("compositeResponse");
        results[1].GetProperty("body").GetRawText().ShouldBe("""[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""");
        if (allOrNone)
            results[0].GetProperty("body").GetRawText().ShouldBe("""[{"errorCode":"PROCESSING_HALTED","message":"The transaction was rolled back since another operation in the same transaction failed."}]""");
        else results[0].GetRawText().ShouldBe("""{"body":null,"httpHeaders":{},"httpStatusCode":204,"referenceId":"freeze"}""");
        _world.Host.World.Orgs[0].UsersByName["kai.vint@northgale.example"].IsFrozen.ShouldBe(!allOrNone);
    }

    [Fact]
    public async Task Composite_WhenAReferenceLeadsNowhere_OnlyThatRequestFails()
    {
        var answer = await CompositeAsync(false, Sub("GET", "sobjects/User/@{nobody.id}", "a"), Sub("GET", "query?q=SELECT+COUNT()+FROM+Organization", "b"));

        answer.Json.GetProperty("compositeResponse").EnumerateArray().Select(result => result.GetProperty("httpStatusCode").GetInt32()).ShouldBe([400, 200]);
        answer.Body.ShouldContain("Invalid reference specified. No value for nobody.id found in nobody");
    }

    [Theory]
    [InlineData("""{"compositeRequest":5}""", "JSON_PARSER_ERROR")]
    [InlineData("[]", "JSON_PARSER_ERROR")]
    [InlineData("{", "JSON_PARSER_ERROR")]
    [InlineData("""{"compositeRequest":[{"method":"GET","url":"/services/data/v62.0/limits"}]}""", "INVALID_INPUT")]
    [InlineData("""{"compositeRequest":[{"method":"GET","url":"x","referenceId":"a"},{"method":"GET","url":"x","referenceId":"a"}]}""", "INVALID_INPUT")]
    public async Task Composite_WhenTheBodyIsWrong_AnswersTheErrorArray(string body, string code)
    {
        var answer = await _world.CallAsync("POST", "composite", body);

        (answer.Status, answer.ErrorCode).ShouldBe((400, code));
    }

    [Theory]
    [InlineData("composite", 26, "limits")]
    [InlineData("composite", 6, "query?q=SELECT+Id+FROM+User")]
    [InlineData("composite/batch", 26, "limits")]
    public async Task Composite_WhenThereAreTooMany_AnswersTheLimit(string resource, int count, string inner)
    {
        var requests = string.Join(',', Enumerable.Range(0, count).Select(i => Sub("GET", inner, $"r{i}")));

        var answer = await _world.CallAsync("POST", resource, $$"""{"{{(resource == "composite" ? "compositeRequest" : "batchRequests")}}":[{{requests}}]}""");

        (answer.Status, answer.ErrorCode).ShouldBe((400, "LIMIT_EXCEEDED"));
    }

    [Theory]
    [InlineData(false, new[] { 200, 404, 200 })]
    [InlineData(true, new[] { 200, 404, 412 })]
    public async Task Batch_WhenOneFails_GoesOnUnlessItHalts(bool halts, int[] statuses)
    {
        var answer = await _world.CallAsync("POST", "composite/batch", $$"""{"haltOnError":{{(halts ? "true" : "false")}},"batchRequests":[{"method":"GET","url":"v62.0/limits"},{"method":"GET","url":"v62.0/nothing"},{"method":"GET","url":"v62.0/query?q=SELECT+COUNT()+FROM+Organization"}]}""");

        answer.Json.GetProperty("hasErrors").GetBoolean().ShouldBeTrue();
        var results = answer.Json.GetProperty("results").EnumerateArray().ToList();
        results.Select(result => result.GetProperty("statusCode").GetInt32()).ShouldBe(statuses);
        results[1].GetProperty("result").GetRawText().ShouldBe("""[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""");
    }

    [Fact]
    public async Task Graph_WhenOneGraphFails_TheOtherStands()
    {
        var (kai, sade) = (await LoginOf("kai.vint"), await LoginOf("sade.abeni"));
        var body = $$"""
            {"graphs":[{"graphId":"g1","compositeRequest":[{{Sub("PATCH", "sobjects/UserLogin/" + kai, "a", Frozen)}}]},
            {"graphId":"g2","compositeRequest":[{{Sub("PATCH", "sobjects/UserLogin/" + sade, "a", Frozen)}},{{Sub("DELETE", "sobjects/AuthSession/0Ak000000000001AAA", "b")}}]}]}
            """;

        var answer = await _world.CallAsync("POST", "composite/graph", body);

        answer.Json.GetProperty("graphs").EnumerateArray().Select(graph => (graph.GetProperty("graphId").GetString(), graph.GetProperty("isSuccessful").GetBoolean())).ShouldBe([("g1", true), ("g2", false)]);
        var users = _world.Host.World.Orgs[0].UsersByName;
        (users["kai.vint@northgale.example"].IsFrozen, users["sade.abeni@northgale.example"].IsFrozen).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("composite")]
    [InlineData("composite/batch")]
    [InlineData("composite/graph")]
    [InlineData("composite/sobjects")]
    [InlineData("composite/sobjects/User")]
    [InlineData("jobs/query")]
    [InlineData("sobjects/PermissionSet")]
    [InlineData("actions/standard/activateSessionPermSet")]
    public async Task Body_WhateverItIs_NeverMeetsAServerError(string resource)
    {
        var access = await _world.LoginAsync(_world.Core);
        string[] values = ["", "null", "5", "[]", "[[]]", "{}", "\"x\"", "{", "[{\"method\":\"\",\"url\":\"@{\",\"referenceId\":\"a\"}]", "[{\"method\":\"PUT\",\"url\":\"/services/data/v62.0/sobjects/%00/%ff\",\"referenceId\":\"a\",\"body\":[]}]", "[null]"];
        string[] members = ["compositeRequest", "batchRequests", "graphs", "records", "ids", "inputs", "query", "Name"];

        foreach (var body in values.Concat(values.SelectMany(value => members.Select(member => $$"""{"{{member}}":{{value}},"operation":"query","fields":["Id"]}"""))))
        {
            var answer = await _world.CallAsync("POST", resource, body, access);
            answer.Status.ShouldBeLessThan(500, body);
            (answer.Json.ValueKind is JsonValueKind.Array or JsonValueKind.Object).ShouldBeTrue(body);
        }
    }

    [Fact]
    public async Task Batch_WhenItHoldsABatch_RefusesThatOne() =>
        (await _world.CallAsync("POST", "composite/batch", """{"batchRequests":[{"method":"POST","url":"v62.0/composite/batch","richInput":{"batchRequests":[]}}]}""")).Body
            .ShouldBe("""{"hasErrors":true,"results":[{"statusCode":400,"result":[{"errorCode":"INVALID_INPUT","message":"A composite request can not be used in a batch"}]}]}""");

    [Fact]
    public async Task Composite_WhenItHoldsRevocationsOfTokens_RefusesThem()
    {
        var answer = await CompositeAsync(false, Sub("DELETE", "apps/oauth/usage/tokens/x", "a"));

        answer.Body.ShouldContain("can not be used in a composite request");
    }

    [Fact]
    public async Task Collections_WhenSaved_AnswerPerRowInOrder()
    {
        var login = await LoginOf("kai.vint");

        var answer = await _world.CallAsync("PATCH", "composite/sobjects", $$"""
            {"allOrNone":false,"records":[{"attributes":{"type":"UserLogin"},"id":"{{login}}","IsFrozen":true},{"attributes":{"type":"UserLogin"},"IsFrozen":true},{"attributes":{"type":"OauthToken"},"id":"0CQ000000000001AAA"}]}
            """);

        answer.Body.ShouldBe($$"""[{"id":"{{login}}","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"MISSING_ARGUMENT","message":"Id not specified in an update call","fields":[]}]},{"success":false,"errors":[{"statusCode":"INVALID_TYPE_FOR_OPERATION","message":"entity type OauthToken does not support update","fields":[]}]}]""");
    }

    [Fact]
    public async Task Collections_WhenAllOrNone_OneBadRowKeepsEveryRow()
    {
        var login = await LoginOf("kai.vint");

        var answer = await _world.CallAsync("PATCH", "composite/sobjects", $$"""{"allOrNone":true,"records":[{"attributes":{"type":"UserLogin"},"id":"{{login}}","IsFrozen":true},{"attributes":{"type":"UserLogin"},"id":"0Yw000000000999AAA","IsFrozen":true}]}""");

        answer.Json.EnumerateArray().Select(row => row.GetProperty("errors")[0].GetProperty("statusCode").GetString()).ShouldBe(["ALL_OR_NONE_OPERATION_ROLLED_BACK", "NOT_FOUND"]);
        _world.Host.World.Orgs[0].UsersByName["kai.vint@northgale.example"].IsFrozen.ShouldBeFalse();
    }

    [Fact]
    public async Task Collections_WhenRead_GiveNullForARowThatIsNotThere()
    {
        var user = await _world.ValueAsync("SELECT Id FROM User WHERE Username = 'kai.vint@northgale.example'");

        var answer = await _world.CallAsync("POST", "composite/sobjects/User", $$"""{"ids":["{{user}}","005000000000999AAA"],"fields":["Username"]}""");

        answer.Body.ShouldBe("[{\"attributes\":{\"type\":\"User\",\"url\":\"/services/data/v62.0/sobjects/User/" + user + "\"},\"Username\":\"kai.vint@northgale.example\"},null]");
    }

    private Task<string> LoginOf(string alias) => _world.ValueAsync($"SELECT Id FROM UserLogin WHERE User.Username = '{alias}@northgale.example'");

    private Task<Answered> CompositeAsync(bool allOrNone, params string[] requests) =>
        _world.CallAsync("POST", "composite", $$"""{"allOrNone":{{(allOrNone ? "true" : "false")}},"compositeRequest":[{{string.Join(',', requests)}}]}""");

    private static string Sub(string method, string url, string reference, string? body = null) =>
        $$"""{"method":"{{method}}","url":{{JsonSerializer.Serialize("/services/data/v62.0/" + url)}},"referenceId":"{{reference}}"{{(body is null ? "" : ",\"body\":" + body)}}}""";
}
