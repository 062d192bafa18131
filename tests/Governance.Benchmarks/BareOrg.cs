using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Governance.Benchmarks;

/// <summary>One row of OauthToken, read without anything of ours.</summary>
internal sealed record BareRow(
    string AppName, string? ApplicationId, string UserId, string Username, string OwnerName, bool? IsActive, string? Profile,
    DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, int? UseCount, string Handle);

/// <summary>The plainest client of an org: HttpClient and JSON. It makes the calls that a complete read and a revocation
/// need, and no other: right, count, pages, count, right; and one POST per token.</summary>
internal sealed class BareOrg(HttpClient http, WorldOrg org) : IDisposable
{
    private const string Service = "/services/data/v62.0/query?q=";
    private const string NameField = "Name";
    private const int PerQuery = 2_500;

    private const string Fields =
        "AppName, AppMenuItemId, AppMenuItem.ApplicationId, UserId, User.Username, User.Name, User.IsActive, User.Profile.Name, "
        + "CreatedDate, LastUsedDate, UseCount, DeleteToken";

    private Uri _instance = org.LoginUrl;
    private AuthenticationHeaderValue? _bearer;

    public string Name => org.Name;

    public static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Every org of the world, signed in.</summary>
    public static async Task<IReadOnlyList<BareOrg>> AllAsync(World world)
    {
        var all = world.Orgs.Select(o => new BareOrg(NewClient(), o)).ToList();
        foreach (var one in all) await one.SignInAsync(world.KeyFile);
        return all;
    }

    private async Task SignInAsync(string keyFile)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(await File.ReadAllTextAsync(keyFile));
        var claims = JsonSerializer.Serialize(new
        {
            iss = org.ClientId,
            sub = org.Username,
            aud = org.LoginUrl.GetLeftPart(UriPartial.Authority),
            exp = TimeProvider.System.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds(),
        });
        var signed = $"{Part("{\"alg\":\"RS256\"}")}.{Part(claims)}";
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = $"{signed}.{Base64Url.EncodeToString(signature)}",
        });
        using var answer = await http.PostAsync(new Uri(org.LoginUrl, "/services/oauth2/token"), form);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        answer.EnsureSuccessStatusCode();
        _instance = new Uri(document.RootElement.GetProperty("instance_url").GetString()!);
        _bearer = new AuthenticationHeaderValue("Bearer", document.RootElement.GetProperty("access_token").GetString());
    }

    /// <summary>Every row; fails when there are not as many as the org counts, or without the right to see all.</summary>
    public async Task<List<BareRow>> ReadAsync()
    {
        await DemandRightAsync();
        var expected = await CountAsync();
        var rows = new List<BareRow>(expected);
        for (var offset = 0; offset < expected; offset += PerQuery)
        {
            var next = Service + Uri.EscapeDataString($"SELECT {Fields} FROM OauthToken ORDER BY CreatedDate LIMIT {PerQuery} OFFSET {offset}");
            while (next is not null)
            {
                using var page = await GetAsync(next);
                foreach (var record in page.RootElement.GetProperty("records").EnumerateArray()) rows.Add(Row(record));
                next = page.RootElement.TryGetProperty("nextRecordsUrl", out var more) ? more.GetString() : null;
            }
        }
        var counted = await CountAsync();
        await DemandRightAsync();
        return counted == rows.Count ? rows : throw new BenchmarkFailedException($"{org.Name}: {rows.Count} rows read, {counted} counted.");
    }

    public Task RevokeAsync(string handle) => RevokeAsync(http, new Uri(_instance, "/services/oauth2/revoke"), handle);

    public static async Task RevokeAsync(HttpClient http, Uri address, string handle)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = handle });
        using var answer = await http.PostAsync(address, form);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lists, revokes every row of an app of the generator, and lists again; fails when one is left.</summary>
    /// <returns>How many were revoked.</returns>
    public async Task<int> ContainAsync(int width)
    {
        var rows = (await ReadAsync()).Where(r => r.AppName.StartsWith("App ", StringComparison.Ordinal)).Select(r => r.Handle).ToList();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = width }, async (handle, _) => await RevokeAsync(handle));
        var left = (await ReadAsync()).Select(r => r.Handle).ToHashSet();
        return rows.Any(left.Contains) ? throw new BenchmarkFailedException("A token of the baseline lives.") : rows.Count;
    }

    /// <summary>The first page of rows, as it comes.</summary>
    public Task<byte[]> PageAsync() => BytesAsync(Service + Uri.EscapeDataString($"SELECT {Fields} FROM OauthToken ORDER BY CreatedDate LIMIT {PerQuery}"));

    public void Dispose() => http.Dispose();

    private async Task DemandRightAsync()
    {
        using var page = await GetAsync(Service + Uri.EscapeDataString("SELECT PermissionsCustomizeApplication FROM UserPermissionAccess"));
        if (!page.RootElement.GetProperty("records")[0].GetProperty("PermissionsCustomizeApplication").GetBoolean())
            throw new BenchmarkFailedException($"{org.Name}: the right to see all rows is missing.");
    }

    private async Task<int> CountAsync()
    {
        using var page = await GetAsync(Service + Uri.EscapeDataString("SELECT COUNT() FROM OauthToken"));
        return page.RootElement.GetProperty("totalSize").GetInt32();
    }

    private async Task<JsonDocument> GetAsync(string address) => JsonDocument.Parse(await BytesAsync(address));

    private async Task<byte[]> BytesAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_instance, address));
        request.Headers.Authorization = _bearer;
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static BareRow Row(JsonElement r)
    {
        var user = r.GetProperty("User");
        return new BareRow(
            r.GetProperty("AppName").GetString() ?? "",
            r.GetProperty("AppMenuItem") is { ValueKind: JsonValueKind.Object } item ? item.GetProperty("ApplicationId").GetString() : null,
            r.GetProperty("UserId").GetString() ?? "", user.GetProperty("Username").GetString() ?? "", user.GetProperty(NameField).GetString() ?? "",
            user.GetProperty("IsActive").GetBoolean(),
            user.GetProperty("Profile") is { ValueKind: JsonValueKind.Object } profile ? profile.GetProperty(NameField).GetString() : null,
            Moment(r.GetProperty("CreatedDate"))!.Value, Moment(r.GetProperty("LastUsedDate")),
            r.GetProperty("UseCount") is { ValueKind: JsonValueKind.Number } uses ? uses.GetInt32() : null, r.GetProperty("DeleteToken").GetString() ?? "");
    }

    private static DateTimeOffset? Moment(JsonElement value) => value.GetString() is { } text
        ? DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)
        : null;

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
