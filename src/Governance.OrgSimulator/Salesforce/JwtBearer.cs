using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, JWT bearer flow (reference §7.1): RS256 only, iss a consumer key, sub a user name, aud this service, exp within minutes.</summary>
public sealed class JwtBearer(Org org, TestKey testKey)
{
    private const int LongestSeconds = 180;
    private const int SkewSeconds = 60;

    public (ClientApp? App, OrgUser? User, TokenAnswer? Refusal) Read(string? assertion)
    {
        if (assertion is null) return (null, null, TokenAnswer.Refused("invalid_request", "missing required parameter: assertion"));
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Part(parts[0]) is not { } head || Part(parts[1]) is not { } claims) return Refuse("invalid assertion");
        using (head)
        using (claims)
        {
            if (Text(head, "alg") != "RS256") return Refuse("invalid assertion");
            if (Text(claims, "iss") is not { } issuer || !org.AppsByKey.TryGetValue(issuer, out var app))
                return (null, null, TokenAnswer.Refused("invalid_client_id", "client identifier invalid"));
            if (!IsSigned(app, parts)) return Refuse("invalid assertion", app);
            if (!Audiences(claims).Any(IsOurs)) return Refuse("audience is invalid", app);
            // The caller's clock is real, so its assertions are judged by real time, not by the advanced clock.
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            if (Expiry(claims) is not { } until || until < now - SkewSeconds || until > now + LongestSeconds + SkewSeconds) return Refuse("assertion has expired or its exp is missing or too far ahead", app);
            var name = Text(claims, "sub") ?? Text(claims, "prn");
            return name is not null && org.UsersByName.TryGetValue(name, out var user)
                ? (app, user, null)
                : Refuse("user hasn't approved this consumer", app);
        }
    }

    /// <summary>The Salesforce CLI sends exp in milliseconds, and is let in with it (stand-in contract; sfdx-core's authInfo).</summary>
    private static double? Expiry(JsonDocument claims)
    {
        const double firstThatIsMilliseconds = 100_000_000_000;
        if (!claims.RootElement.TryGetProperty("exp", out var exp) || exp.ValueKind != JsonValueKind.Number || !exp.TryGetDouble(out var until)) return null;
        return until >= firstThatIsMilliseconds ? until / 1_000 : until;
    }

    private bool IsSigned(ClientApp app, string[] parts)
    {
        var signature = new byte[parts[2].Length];
        return app.TrustsTestKey
            && Base64Url.IsValid(parts[2])
            && Base64Url.TryDecodeFromChars(parts[2], signature, out var length)
            && testKey.Verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature.AsSpan(0, length));
    }

    private bool IsOurs(string audience)
    {
        var trimmed = audience.TrimEnd('/');
        return trimmed == (org.IsSandbox ? "https://test.salesforce.com" : "https://login.salesforce.com")
            || trimmed.Equals(org.Origin, StringComparison.OrdinalIgnoreCase)
            || trimmed.Equals(org.Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            || trimmed.Equals(org.Origin + "/services/oauth2/token", StringComparison.OrdinalIgnoreCase);
    }

    private static List<string> Audiences(JsonDocument claims) =>
        !claims.RootElement.TryGetProperty("aud", out var audience) ? []
        : audience.ValueKind == JsonValueKind.String ? [audience.GetString()!]
        : audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList()
        : [];

    private static JsonDocument? Part(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        try
        {
            var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (ClientApp?, OrgUser?, TokenAnswer?) Refuse(string description, ClientApp? app = null) => (null, null, TokenAnswer.Refused("invalid_grant", description, app));
}
