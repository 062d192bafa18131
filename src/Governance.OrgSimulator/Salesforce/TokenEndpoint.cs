using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, OAuth token endpoint (reference §7.1): web server with PKCE, refresh with rotation, JWT bearer, client credentials.</summary>
public sealed class TokenEndpoint(Org org, TestKey testKey)
{
    private readonly JwtBearer _jwt = new(org, testKey);

    public async Task HandleAsync(HttpContext context, OriginCall call, AuthorizePage consents)
    {
        var form = await RequestBody.ReadFormAsync(context);
        TokenAnswer answer;
        lock (org.Gate)
        {
            answer = form("grant_type") switch
            {
                "authorization_code" => FromCode(form, context, call, consents),
                "refresh_token" => FromRefreshToken(form, context, call),
                "urn:ietf:params:oauth:grant-type:jwt-bearer" => FromAssertion(form, call),
                "client_credentials" => FromClient(form, context, call),
                null => TokenAnswer.Refused("invalid_request", "missing required parameter: grant_type"),
                _ => TokenAnswer.Refused("unsupported_grant_type", "grant type not supported"),
            };
            call.Caller = answer.Session?.User.Username ?? answer.About;
            if (answer.Session is { } session) Note(session, answer.LoginSubType!);
        }

        context.Response.Headers.CacheControl = "no-cache, no-store";
        if (answer.Error is { } error) await Answer.OauthErrorAsync(context, error, answer.Description!, answer.Status);
        else await WriteAsync(context, answer);
    }

    private TokenAnswer FromCode(Func<string, string?> form, HttpContext context, OriginCall call, AuthorizePage consents)
    {
        var (app, refusal) = Client(form, context, secretNeeded: client => !client.Policy.SecretOptional);
        if (app is null) return refusal!;
        if (form("code") is not { } code) return TokenAnswer.Refused("invalid_request", "missing required parameter: code", app);
        if (consents.Redeem(code) is not { } consent || consent.App != app) return TokenAnswer.Refused("invalid_grant", "expired authorization code", app);
        if (form("redirect_uri") != consent.RedirectUri) return TokenAnswer.Refused("invalid_grant", "redirect_uri must match configuration", app);
        if (consent.Challenge is { } challenge && !Pkce.Answers(challenge, form("code_verifier"))) return TokenAnswer.Refused("invalid_grant", "invalid code verifier", app);
        if (Barred(app, consent.User, call) is { } barred) return barred;

        var keepsRefresh = consent.Scopes.Contains("refresh_token") || consent.Scopes.Contains("offline_access");
        var scope = string.Join(' ', consent.Scopes);
        Grant? grant = null;
        if (keepsRefresh && app.Policy.RefreshTokenPolicy != "zero")
        {
            grant = org.AddGrant(app, consent.User, org.Now, org.Now, 1, added: true, scope);
        }

        return Opened(consent.User, app, grant, call, scope, "OauthWebServer", handsRefresh: grant is not null);
    }

    private TokenAnswer FromRefreshToken(Func<string, string?> form, HttpContext context, OriginCall call)
    {
        var (app, refusal) = Client(form, context, secretNeeded: client => client.Policy.SecretRequiredForRefresh && !client.Policy.SecretOptional);
        if (app is null) return refusal!;
        if (form("refresh_token") is not { } token) return TokenAnswer.Refused("invalid_request", "missing required parameter: refresh_token", app);
        if (org.GrantByRefreshToken(token, out var isCurrent) is not { } grant || grant.App != app)
            return TokenAnswer.Refused("invalid_grant", "expired access/refresh token", app);
        if (!isCurrent)
        {
            // An old token of a rotated grant is a replay: the grant and its sessions end.
            if (!grant.Ended) org.End(grant);
            return TokenAnswer.Refused("invalid_grant", "expired access/refresh token", app);
        }

        if (!Org.IsLive(grant, org.Now)) return TokenAnswer.Refused("invalid_grant", "expired access/refresh token", app);
        if (!app.AdmitsAddress(call.SourceIp)) return TokenAnswer.Refused("invalid_grant", "ip restricted", app);
        if (Barred(app, grant.User, call, refreshes: true) is { } barred) return barred;
        grant.LastUsed = org.Now;
        grant.UseCount++;
        if (app.Policy.RotationEnabled) grant.Generation++;
        org.Touch(grant);
        return Opened(grant.User, app, grant, call, grant.Scope ?? string.Join(' ', app.Policy.Scopes), "OauthRefreshToken", handsRefresh: app.Policy.RotationEnabled);
    }

    private TokenAnswer FromAssertion(Func<string, string?> form, OriginCall call)
    {
        var (app, user, refusal) = _jwt.Read(form("assertion"));
        if (refusal is not null) return refusal;
        if (Barred(app!, user!, call, always: true) is { } barred) return barred;
        var approved = app!.Policy.AdminApproved || user!.Grants?.Exists(grant => grant.App == app && Org.IsLive(grant, org.Now)) == true;
        if (!approved) return TokenAnswer.Refused("invalid_grant", "user hasn't approved this consumer", app);
        if (!app.Policy.Scopes.Contains("refresh_token") && !app.Policy.Scopes.Contains("offline_access"))
            return TokenAnswer.Refused("invalid_request", "refresh_token scope is required and the connected app should be installed and preauthorized", app);
        return Opened(user!, app, null, call, string.Join(' ', app.Policy.Scopes.Where(scope => scope is not ("refresh_token" or "offline_access"))), "OauthJwtBearer", handsRefresh: false);
    }

    private TokenAnswer FromClient(Func<string, string?> form, HttpContext context, OriginCall call)
    {
        var (app, refusal) = Client(form, context, secretNeeded: _ => true);
        if (app is null) return refusal!;
        if (!app.Policy.ClientCredentialsEnabled) return TokenAnswer.Refused("invalid_grant", "request not supported on this domain", app);
        if (app.Policy.ClientCredentialsUser is not { } name || !org.UsersByName.TryGetValue(name, out var user))
            return TokenAnswer.Refused("invalid_grant", "no client credentials user enabled", app);
        return Barred(app, user, call) ?? Opened(user, app, null, call, string.Join(' ', app.Policy.Scopes), "OauthClientCredentials", handsRefresh: false);
    }

    private (ClientApp? App, TokenAnswer? Refusal) Client(Func<string, string?> form, HttpContext context, Func<ClientApp, bool> secretNeeded)
    {
        var (id, secret) = (form("client_id"), form("client_secret"));
        if (id is null && BasicCredentials.Of(context) is { } basic) (id, secret) = basic;
        if (id is null) return (null, TokenAnswer.Refused("invalid_client_id", "client identifier invalid"));
        if (!org.AppsByKey.TryGetValue(id, out var app)) return (null, TokenAnswer.Refused("invalid_client_id", "client identifier invalid"));
        var given = secret is { Length: > 0 };
        if (!given && secretNeeded(app)) return (null, TokenAnswer.Refused("invalid_client", "invalid client credentials", app));
        if (given && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret!), Encoding.UTF8.GetBytes(app.ConsumerSecret)))
            return (null, TokenAnswer.Refused("invalid_client", "invalid client credentials", app));
        return (app, null);
    }

    /// <summary>Reasons that keep a user from any token of an app, whatever the flow.</summary>
    private static TokenAnswer? Barred(ClientApp app, OrgUser user, OriginCall call, bool refreshes = false, bool always = false) =>
        !app.IsEnabled ? TokenAnswer.Refused("invalid_app_access", "this app is blocked by admin", app)
        : !user.IsActive || user.IsFrozen ? TokenAnswer.Refused("invalid_grant", "inactive user", app)
        : !app.Admits(user) ? TokenAnswer.Refused("invalid_app_access", "user is not admin approved to access this app", app)
        : KeepsToProfileRanges(app, refreshes, always) && !user.Profile.AdmitsAddress(call.SourceIp) ? TokenAnswer.Refused("invalid_grant", "ip restricted", app)
        : null;

    /// <summary>Salesforce, ipRelaxation (reference §2.1): JWT bearer keeps to the ranges of the profile whatever it says. That the second factor
    /// BYPASS_2FACTOR asks for has been given is taken for granted here.</summary>
    private static bool KeepsToProfileRanges(ClientApp app, bool refreshes, bool always) =>
        always || app.Policy.IpRelaxation == "ENFORCE" || (app.Policy.IpRelaxation == "ENFORCE_RELAXREFRESH" && !refreshes);

    private TokenAnswer Opened(OrgUser user, ClientApp app, Grant? grant, OriginCall call, string scope, string subType, bool handsRefresh)
    {
        var session = org.OpenSession(user, app, grant, call.SourceIp, scope);
        return new TokenAnswer
        {
            Session = session,
            AccessToken = org.AccessTokenOf(session),
            RefreshToken = handsRefresh ? org.RefreshTokenOf(grant!) : null,
            LoginSubType = subType,
        };
    }

    private void Note(Session session, string subType)
    {
        var row = new LoginRow(session.Serial + OrgObjects.FirstLiveLogin, session.User.Id, org.Now, "Oauth2", subType, session.SourceIp, session.App.Name, "Success", "TLS 1.3");
        org.AddLogin(row);
        org.Note(new EventSeries { Kind = EventKind.Login, From = org.Now * 1000, User = session.User, App = session.App, SourceIp = session.SourceIp, Login = row });
    }

    private Task WriteAsync(HttpContext context, TokenAnswer answer)
    {
        var session = answer.Session!;
        var id = $"{org.Origin}/id/{org.Id}/{session.User.Id}";
        var issued = org.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(session.App.ConsumerSecret), Encoding.UTF8.GetBytes(id + issued)));
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", answer.AccessToken);
            if (answer.RefreshToken is { } refresh) json.WriteString("refresh_token", refresh);
            json.WriteString("signature", signature);
            json.WriteString("scope", session.Scope);
            json.WriteString("instance_url", org.Origin);
            json.WriteString("id", id);
            json.WriteString("token_type", "Bearer");
            json.WriteString("issued_at", issued);
            json.WriteEndObject();
        });
    }
}
