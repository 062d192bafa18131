using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.E2E;

/// <summary>The DeleteTokens of an org's rows, read as the portal reads them: by JWT bearer and SOQL.</summary>
public static class Handles
{
    /// <param name="ready">What the world said when it was ready.</param>
    /// <param name="app">Beginning of the apps' names.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(JsonNode ready, string app)
    {
        using var http = new HttpClient();
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(ready["jwtKeyFile"]!.GetValue<string>()));
        var handles = new List<string>();
        foreach (var org in ready["orgs"]!.AsArray())
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
                ["assertion"] = Assertion(key, org!),
            });
            using var signedIn = await http.PostAsync(new Uri($"{org!["loginUrl"]}/services/oauth2/token"), form);
            var session = (await signedIn.Content.ReadFromJsonAsync<JsonNode>())!;
            for (var next = $"/services/data/v62.0/query?q={Uri.EscapeDataString($"SELECT DeleteToken FROM OauthToken WHERE AppName LIKE '{app}%'")}"; next is not null;)
            {
                using var asking = new HttpRequestMessage(HttpMethod.Get, new Uri($"{session["instance_url"]}{next}"));
                asking.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session["access_token"]!.GetValue<string>());
                using var answer = await http.SendAsync(asking);
                answer.EnsureSuccessStatusCode();
                var page = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
                handles.AddRange(page["records"]!.AsArray().Select(r => r!["DeleteToken"]!.GetValue<string>()));
                next = page["nextRecordsUrl"]?.GetValue<string>();
            }
        }
        return handles;
    }

    private static string Assertion(RSA key, JsonNode org)
    {
        var claims = new JsonObject
        {
            ["iss"] = org["clientId"]!.GetValue<string>(),
            ["sub"] = org["username"]!.GetValue<string>(),
            ["aud"] = org["loginUrl"]!.GetValue<string>(),
            ["exp"] = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds(),
        };
        var signed = $"{Part("""{"alg":"RS256"}""")}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Part(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    private static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
