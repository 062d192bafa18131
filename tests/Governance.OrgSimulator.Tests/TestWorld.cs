using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests;

/// <summary>A running world and the calls that a client makes against it, over real HTTP.</summary>
public sealed class TestWorld : IAsyncDisposable
{
    private TestWorld(SimulatorHost host) => Host = host;

    public SimulatorHost Host { get; }

    public ReadyLine Ready => Host.Ready;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    public ReadyOrg Core => Ready.Orgs[0];

    public static async Task<TestWorld> StartAsync(SimulatorOptions? options = null) =>
        new(await SimulatorHost.StartAsync((options ?? new SimulatorOptions()) with { Port = options?.Port is { } port and not 5100 ? port : FreePorts.Take() }));

    public ReadyOrg Org(string name) => Ready.Orgs.Single(org => org.Name == name);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    public string Assertion(ReadyOrg org, string? user = null, string? audience = null, int expiresIn = 120, string algorithm = "RS256", RSA? key = null, long? exp = null)
    {
        var own = RSA.Create();
        own.ImportFromPem(File.ReadAllText(Ready.JwtKeyFile));
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}"}"""));
        var claims = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = org.ClientId,
            sub = user ?? org.Username,
            aud = audience ?? org.LoginUrl,
            exp = exp ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds() + expiresIn,
        }));
        var signature = (key ?? own).SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        own.Dispose();
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    public async Task<Answered> TokenAsync(ReadyOrg org, params (string Name, string Value)[] form) =>
        await PostAsync(org.LoginUrl + "/services/oauth2/token", form);

    public Task<Answered> JwtAsync(ReadyOrg org, string? user = null) =>
        TokenAsync(org, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion(org, user)));

    /// <summary>An access token of the portal's reader, or of another user.</summary>
    public async Task<string> LoginAsync(ReadyOrg org, string? user = null)
    {
        var answer = await JwtAsync(org, user);
        answer.Status.ShouldBe(200, answer.Body);
        return answer.Text("access_token");
    }

    public Task<Answered> QueryAsync(ReadyOrg org, string access, string soql) =>
        GetAsync(org.LoginUrl + "/services/data/v62.0/query?q=" + Uri.EscapeDataString(soql), access);

    public async Task<int> CountAsync(ReadyOrg org, string access, string rest = "OauthToken") =>
        (await QueryAsync(org, access, "SELECT COUNT() FROM " + rest)).Json.GetProperty("totalSize").GetInt32();

    public async Task<Answered> GetAsync(string url, string? access = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (access is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await SendAsync(request);
    }

    public async Task<Answered> PostAsync(string url, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) };
        return await SendAsync(request);
    }

    public async Task<Answered> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return new Answered((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location, response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value)));
    }

    public async Task<Answered> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, Host.ControlUrl + "/_control/" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    public async Task FaultAsync(object match, object fault) =>
        (await ControlAsync(HttpMethod.Post, "faults", new[] { new { match, fault } })).Status.ShouldBe(200);

    public async Task AdvanceAsync(TimeSpan by) =>
        (await ControlAsync(HttpMethod.Post, "clock", new { advanceSeconds = by.TotalSeconds })).Status.ShouldBe(200);

    public async Task<JsonElement> TruthAsync(ReadyOrg org) =>
        (await ControlAsync(HttpMethod.Get, "truth")).Json.GetProperty("orgs").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == org.Name);

    public async Task<string> DeleteTokenAsync(ReadyOrg org, string access, string where = "") =>
        (await QueryAsync(org, access, $"SELECT DeleteToken FROM OauthToken {where} LIMIT 1")).Records[0].GetProperty("DeleteToken").GetString()!;

    /// <summary>Walks authorize and the consent page as a browser does; the answer's address is the redirect.</summary>
    public async Task<Answered> ConsentAsync(ReadyOrg org, string user, string? challenge, string clientId, string redirect = "http://localhost:4711/orgs/callback", string scope = "api refresh_token")
    {
        var url = $"{org.LoginUrl}/services/oauth2/authorize?response_type=code&client_id={clientId}&redirect_uri={Uri.EscapeDataString(redirect)}&state=s%201&scope={Uri.EscapeDataString(scope)}"
            + (challenge is null ? "" : $"&code_challenge={challenge}&code_challenge_method=S256");
        var page = await GetAsync(url);
        if (page.Status != 200) return page;
        const string mark = "name=\"consent\" value=\"";
        var at = page.Body.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return await PostAsync(org.LoginUrl + "/setup/secur/RemoteAccessAuthorizationPage.apexp", ("consent", page.Body[at..page.Body.IndexOf('"', at)]), ("user", user), ("decision", "allow"));
    }

    public static (string Verifier, string Challenge) NewPkce()
    {
        var verifier = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 64);
        return (verifier, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }
}

/// <summary>What a service answered.</summary>
public sealed record Answered(int Status, string Body, Uri? Location, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public IReadOnlyList<JsonElement> Records => [.. Json.GetProperty("records").EnumerateArray()];

    /// <summary>The code in an org's error array.</summary>
    public string ErrorCode => Json[0].GetProperty("errorCode").GetString()!;

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    public string? InLocation(string name) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Location?.Query).TryGetValue(name, out var value) ? value.ToString() : null;
}
