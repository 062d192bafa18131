using System.Text;

namespace Governance.OrgSimulator.Tests.Control;

/// <summary>Malformed requests get the service's own error, an oversized body 413, and nothing a stack trace.</summary>
public sealed class BadInputTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private readonly TestWorld _world = demo.World;

    [Theory]
    [InlineData("POST", "core/services/oauth2/token", """{"error":"invalid_request","error_description":"missing required parameter: grant_type"}""", 400)]
    [InlineData("POST", "core/services/oauth2/token?grant_type=magic", """{"error":"unsupported_grant_type","error_description":"grant type not supported"}""", 400)]
    [InlineData("GET", "core/services/oauth2/token", """{"error":"invalid_request","error_description":"must use HTTP POST"}""", 400)]
    [InlineData("POST", "core/services/oauth2/revoke", "error=invalid_request&error_description=missing%20required%20parameter%3A%20token", 400)]
    [InlineData("GET", "core/services/data/v62.0/limits", """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""", 401, false)]
    [InlineData("POST", "core/services/data/v62.0/limits", """[{"message":"HTTP Method 'POST' not allowed.","errorCode":"METHOD_NOT_ALLOWED"}]""", 405)]
    [InlineData("GET", "core/services/data/v62.0/nothing/here", """[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""", 404)]
    [InlineData("GET", "core/services/data/v12.0/limits", """[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""", 404)]
    [InlineData("GET", "core/services/data/v62.0/sobjects/Gadget/001", """[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""", 404)]
    [InlineData("DELETE", "core/services/data/v62.0/sobjects/AuthSession/nonsense", """[{"message":"malformed id nonsense","errorCode":"MALFORMED_ID"}]""", 400)]
    [InlineData("DELETE", "core/services/data/v62.0/apps/oauth/usage/nonsense/tokens", """[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]""", 404)]
    [InlineData("GET", "heroku/apps", """{"id":"not_acceptable","message":"The Accept header must name version 3 of the API."}""", 406)]
    [InlineData("GET", "heroku/apps", """{"id":"unauthorized","message":"Invalid credentials provided."}""", 401, false)]
    [InlineData("GET", "applink/connections", """{"id":"unauthorized","message":"The add-on token is not valid."}""", 401, false)]
    [InlineData("GET", "applink/authorizations/any", """{"title":"unauthorized","detail":"The add-on token is not valid."}""", 401, false)]
    [InlineData("GET", "applink/connections", """{"id":"forbidden","message":"The app does not hold this add-on."}""", 403)]
    public async Task Request_WhenItIsWrong_GetsTheServicesOwnAnswer(string method, string address, string body, int status, bool authorized = true)
    {
        var answer = await AskAsync(method, address, method == "POST" ? "" : null, authorized);

        answer.Body.ShouldBe(body);
        answer.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("{", "JSON_PARSER_ERROR")]
    [InlineData("[]", "JSON_PARSER_ERROR")]
    [InlineData("{\"IsFrozen\":\"yes\"}", "JSON_PARSER_ERROR")]
    [InlineData("{\"IsPasswordLocked\":true}", "INVALID_FIELD_FOR_INSERT_UPDATE")]
    public async Task Patch_WhenTheBodyIsWrong_AnswersTheErrorArray(string body, string code)
    {
        var answer = await AskAsync("PATCH", "core/services/data/v62.0/sobjects/UserLogin/0Yw000000000001", body, authorized: true);

        (answer.Status, answer.ErrorCode).ShouldBe((400, code));
    }

    [Theory]
    [InlineData("POST", "core/services/oauth2/revoke", "REQUEST_TOO_LARGE")]
    [InlineData("DELETE", "core/services/data/v62.0/composite/sobjects?ids=0Ak000000000001", "REQUEST_TOO_LARGE")]
    [InlineData("PATCH", "core/services/data/v62.0/sobjects/UserLogin/0Yw000000000001", "REQUEST_TOO_LARGE")]
    [InlineData("POST", "applink/connections/salesforce", "request_too_large")]
    [InlineData("POST", "oidc/token", "invalid_request")]
    [InlineData("POST", "control/faults", "cannot be taken")]
    public async Task Body_WhenItIsOverTenMegabytes_Is413AtEveryEndpoint(string method, string address, string says)
    {
        var answer = await AskAsync(method, address, new string('x', (10 * 1024 * 1024) + 1), authorized: true);

        answer.Status.ShouldBe(413);
        answer.Body.ShouldContain(says);
    }

    [Theory]
    [InlineData("GET", "control/faults/all")]
    [InlineData("PUT", "control/clock")]
    [InlineData("GET", "control/reset")]
    [InlineData("DELETE", "control/truth")]
    [InlineData("POST", "control/oidc/nothing")]
    public async Task Control_WhenTheCallIsUnknown_Is404(string method, string address) =>
        (await AskAsync(method, address, method is "PUT" or "POST" ? "{}" : null, authorized: false)).Status.ShouldBe(404);

    [Theory]
    [InlineData("clock", "{\"advanceSeconds\":-5}")]
    [InlineData("clock", "nonsense")]
    [InlineData("use-token", "[]")]
    [InlineData("use-token", "{\"org\":\"Atlantis\",\"app\":\"x\"}")]
    [InlineData("scenario-event", "null")]
    [InlineData("faults", "null")]
    [InlineData("faults", "[null]")]
    [InlineData("oidc", "{\"attack\":\"everything\"}")]
    public async Task Control_WhenTheBodyIsWrong_Is400(string call, string body) =>
        (await AskAsync("POST", "control/" + call, body, authorized: false)).Status.ShouldBe(400);

    [Fact]
    public async Task AnyPath_WhenTextIsRandom_IsNeverAServerError()
    {
        var random = new Random(20_260_201);
        string[] words = ["services", "data", "v62.0", "query", "sobjects", "User", "AuthSession", "%00", "%2e%2e", "%ff", "🙂", "oauth2", "token", "apps", "oauth", "usage", "composite", "tooling", "-1", "", "addons", "connections", "id", "//", "?q=%", "&columns=true"];
        string[] methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "HEAD"];
        for (var round = 0; round < 1_500; round++)
        {
            var path = string.Join('/', Enumerable.Range(0, random.Next(1, 8)).Select(_ => words[random.Next(words.Length)]));
            var method = methods[random.Next(methods.Length)];

            var answer = await AskAsync(method, (random.Next(3) == 0 ? "heroku/" : "core/services/data/v62.0/") + path, method is "POST" or "PATCH" or "PUT" ? "{\"a\":[1" : null, authorized: true);

            answer.Status.ShouldBeLessThan(500, $"{method} {path}");
            answer.Body.ShouldNotContain("   at ");
        }
    }

    private string? _access;

    private async Task<Answered> AskAsync(string method, string address, string? body, bool authorized)
    {
        var heroku = _world.Ready.Heroku!;
        var (origin, path) = (address.Split('/')[0], address[address.IndexOf('/', StringComparison.Ordinal)..]);
        var root = origin switch { "core" => _world.Core.LoginUrl, "heroku" => heroku.Url, "applink" => heroku.ApplinkUrl, "control" => _world.Host.ControlUrl + "/_control", _ => _world.Ready.Oidc };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(root + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        var token = origin switch { "core" => _access ??= await _world.LoginAsync(_world.Core), "heroku" => heroku.ApiKey, _ => heroku.ApplinkToken };
        if (authorized) request.Headers.Add("Authorization", "Bearer " + token);
        return await _world.SendAsync(request);
    }
}
