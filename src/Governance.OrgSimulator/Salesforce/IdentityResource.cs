using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, userinfo, identity URL, introspect and discovery (reference §7.1). Their members are recalled from the OAuth guide,
/// not documented in the reference.</summary>
public sealed class IdentityResource(Org org)
{
    private static readonly (string Name, string Path)[] Urls =
    [
        ("enterprise", "/services/Soap/c/{version}/ORG"), ("metadata", "/services/Soap/m/{version}/ORG"), ("partner", "/services/Soap/u/{version}/ORG"),
        ("rest", "/services/data/v{version}/"), ("sobjects", "/services/data/v{version}/sobjects/"), ("search", "/services/data/v{version}/search/"),
        ("query", "/services/data/v{version}/query/"), ("recent", "/services/data/v{version}/recent/"), ("tooling_soap", "/services/Soap/T/{version}/ORG"),
        ("tooling_rest", "/services/data/v{version}/tooling/"), ("profile", "/USER"), ("feeds", "/services/data/v{version}/chatter/feeds"),
        ("groups", "/services/data/v{version}/chatter/groups"), ("users", "/services/data/v{version}/chatter/users"),
        ("feed_items", "/services/data/v{version}/chatter/feed-items"), ("feed_elements", "/services/data/v{version}/chatter/feed-elements"), ("custom_domain", ""),
    ];

    public Task UserInfoAsync(HttpContext context, Session session) => Answer.JsonAsync(context, 200, json =>
    {
        var user = session.User;
        json.WriteStartObject();
        json.WriteString("sub", IdOf(user));
        json.WriteString("user_id", user.Id);
        json.WriteString("organization_id", org.Id);
        json.WriteString("preferred_username", user.Username);
        json.WriteString("nickname", user.Username.Split('@')[0]);
        json.WriteString("name", user.Name);
        json.WriteString("email", user.Email);
        json.WriteBoolean("email_verified", true);
        json.WriteString("given_name", First(user));
        json.WriteString("family_name", Last(user));
        json.WriteString("zoneinfo", "Europe/Berlin");
        json.WriteString("user_type", "STANDARD");
        json.WriteString("language", "en_US");
        json.WriteString("locale", "en_GB");
        json.WriteNumber("utcOffset", 3_600_000);
        json.WriteString("updated_at", Moment(user.Created));
        json.WriteBoolean("is_app_installed", session.App.IsInstalled);
        json.WriteBoolean("active", user.IsActive);
        WriteUrls(json, user);
        json.WriteEndObject();
    });

    public Task IdentityAsync(HttpContext context, Session session, string path)
    {
        var user = session.User;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !SalesforceId.Same(parts[1], org.Id) || !SalesforceId.Same(parts[2], user.Id)) return BadTokenAsync(context);
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(user));
            json.WriteBoolean("asserted_user", true);
            json.WriteString("user_id", user.Id);
            json.WriteString("organization_id", org.Id);
            json.WriteString("username", user.Username);
            json.WriteString("nick_name", user.Username.Split('@')[0]);
            json.WriteString("display_name", user.Name);
            json.WriteString("email", user.Email);
            json.WriteBoolean("email_verified", true);
            json.WriteString("first_name", First(user));
            json.WriteString("last_name", Last(user));
            json.WriteString("timezone", "Europe/Berlin");
            json.WriteStartObject("status");
            json.WriteNull("created_date");
            json.WriteNull("body");
            json.WriteEndObject();
            WriteUrls(json, user);
            json.WriteBoolean("active", user.IsActive);
            json.WriteString("user_type", "STANDARD");
            json.WriteString("language", "en_US");
            json.WriteString("locale", "en_GB");
            json.WriteNumber("utcOffset", 3_600_000);
            json.WriteString("last_modified_date", Moment(user.Created));
            json.WriteBoolean("is_app_installed", session.App.IsInstalled);
            json.WriteEndObject();
        });
    }

    /// <summary>What userinfo and the identity URL say to a token that they do not know.</summary>
    public static Task BadTokenAsync(HttpContext context) => Answer.TextAsync(context, 403, "text/html;charset=UTF-8", "Bad_OAuth_Token");

    /// <summary>An app asks about a token of its own; about any other, or none, it learns that it is not active.</summary>
    public async Task IntrospectAsync(HttpContext context)
    {
        var form = await RequestBody.ReadFormAsync(context);
        var (id, secret) = (form("client_id"), form("client_secret"));
        if (id is null && BasicCredentials.Of(context) is { } basic) (id, secret) = basic;
        if (id is null || !org.AppsByKey.TryGetValue(id, out var app))
        {
            await Answer.OauthErrorAsync(context, "invalid_client_id", "client identifier invalid", 401);
            return;
        }

        if (secret is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(app.ConsumerSecret)))
        {
            await Answer.OauthErrorAsync(context, "invalid_client", "invalid client credentials", 401);
            return;
        }

        if (form("token") is not { Length: > 0 } token)
        {
            await Answer.OauthErrorAsync(context, "invalid_request", "missing required parameter: token");
            return;
        }

        await Answer.JsonAsync(context, 200, json => WriteToken(json, app, token));
    }

    public Task DiscoveryAsync(HttpContext context) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("issuer", org.Origin);
        foreach (var name in (string[])["authorization:authorize", "token:token", "revocation:revoke", "introspection:introspect", "userinfo:userinfo"])
            json.WriteString(name.Split(':')[0] + "_endpoint", $"{org.Origin}/services/oauth2/{name.Split(':')[1]}");
        json.WriteEndObject();
    });

    private void WriteToken(Utf8JsonWriter json, ClientApp app, string token)
    {
        lock (org.Gate)
        {
            var session = org.FindSession(token) is { Hidden: false } found && found.App == app && found.User is { IsActive: true, IsFrozen: false } ? found : null;
            var grant = session is null && org.GrantByRefreshToken(token, out var isCurrent) is { } held && isCurrent && held.App == app && Org.IsListed(held, org.Now) ? held : null;
            json.WriteStartObject();
            json.WriteBoolean("active", session is not null || grant is not null);
            if ((session?.User ?? grant?.User) is { } user)
            {
                json.WriteString("scope", session?.Scope ?? grant!.Scope ?? string.Join(' ', app.Policy.Scopes));
                json.WriteString("client_id", app.ConsumerKey);
                json.WriteString("username", user.Username);
                json.WriteString("sub", IdOf(user));
                json.WriteString("token_type", session is null ? "refresh_token" : "access_token");
                if (session is not null) json.WriteNumber("exp", session.Modified + session.SecondsValid);
                json.WriteNumber("iat", session?.Created ?? grant!.Created);
                json.WriteNumber("nbf", session?.Created ?? grant!.Created);
            }

            json.WriteEndObject();
        }
    }

    private string IdOf(OrgUser user) => $"{org.Origin}/id/{org.Id}/{user.Id}";

    private static string First(OrgUser user) => user.Name.Contains(' ', StringComparison.Ordinal) ? user.Name[..user.Name.IndexOf(' ', StringComparison.Ordinal)] : "";

    private static string Last(OrgUser user) => user.Name[(user.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static string Moment(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void WriteUrls(Utf8JsonWriter json, OrgUser user)
    {
        json.WriteStartObject("urls");
        foreach (var (name, path) in Urls) json.WriteString(name, org.Origin + path.Replace("ORG", org.Id, StringComparison.Ordinal).Replace("USER", user.Id, StringComparison.Ordinal));
        json.WriteEndObject();
    }
}
