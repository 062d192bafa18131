using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Tells the application that somebody was signed out here (OpenID Connect Back-Channel Logout 1.0), honestly or
/// not. Where to: the origin that sign-ins were last sent back to, and <see cref="Path"/>.</summary>
internal sealed class BackchannelLogout(OidcProvider provider) : IDisposable
{
    public const string Path = "/signout-backchannel";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    // A forger knows everything but the key; the key id is one that nobody publishes.
    private readonly SigningKeys _forger = new();
    private readonly ConcurrentDictionary<string, string[]> _sent = new();

    /// <summary>Ends the person's sessions here and sends a token for each; forged, nothing ends here; replayed, what was
    /// sent before is sent once more.</summary>
    public async Task SendAsync(HttpContext context)
    {
        var body = await OidcControl.ReadAsync(context);
        if (provider.Find(OidcControl.TextOf(body, "user")) is not { } person)
        {
            await OidcAnswer.JsonAsync(context, 404, new JsonObject { ["message"] = "There is no such person." });
            return;
        }
        if (provider.LastRedirect is not { } redirect)
        {
            await OidcAnswer.JsonAsync(context, 409, new JsonObject { ["message"] = "No application has asked for a sign-in yet." });
            return;
        }
        var address = new Uri(new Uri(redirect), Path);
        var answers = new JsonArray();
        foreach (var token in Tokens(person, Is(body, "forged"), Is(body, "replayed")))
            answers.Add((JsonNode)await PostAsync(address, token, context.RequestAborted));
        await OidcAnswer.JsonAsync(context, 200, new JsonObject { ["user"] = person.Name, ["address"] = address.ToString(), ["statuses"] = answers });
    }

    public void Dispose()
    {
        _http.Dispose();
        _forger.Dispose();
    }

    private string[] Tokens(OidcPerson person, bool forged, bool replayed)
    {
        if (replayed && _sent.TryGetValue(person.Subject, out var before)) return before;
        var sessions = provider.SessionsOf(person.Subject).Select(s => (string?)s.SessionId).DefaultIfEmpty(null);
        string[] tokens = [.. sessions.Select(s => LogoutToken.Make(provider, person.Subject, s, forged ? _forger : provider.Keys))];
        if (forged) return tokens;
        provider.EndSessionsOf(person.Subject);
        _sent[person.Subject] = tokens;
        // Nothing to repeat yet: each one twice, then.
        return replayed ? [.. tokens, .. tokens] : tokens;
    }

    /// <summary>The status; 0 when nobody answered.</summary>
    private async Task<int> PostAsync(Uri address, string token, CancellationToken ct)
    {
        try
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
            using var answer = await _http.PostAsync(address, form, ct);
            return (int)answer.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static bool Is(JsonObject? body, string name) => body?[name]?.GetValueKind() == JsonValueKind.True;
}
