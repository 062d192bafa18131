using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>The token endpoint (RFC 6749 §4.1.3 and §6, RFC 7636 §4.6) and userinfo (OpenID Connect Core §5.3).</summary>
internal sealed class TokenEndpoint(OidcProvider provider)
{
    public async Task ExchangeAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await OidcAnswer.ErrorAsync(context, 400, "invalid_request", "A form is expected.");
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (id, secret) = Basic(context.Request.Headers.Authorization.ToString()) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        if (!provider.IsClient(id, secret))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"token\"";
            await OidcAnswer.ErrorAsync(context, 401, "invalid_client", "The client is not known by this secret.");
            return;
        }
        await (form["grant_type"].ToString() switch
        {
            "authorization_code" => RedeemAsync(context, form),
            "refresh_token" => RefreshAsync(context, form),
            _ => OidcAnswer.ErrorAsync(context, 400, "unsupported_grant_type", "Only authorization_code and refresh_token are offered."),
        });
    }

    private Task RedeemAsync(HttpContext context, IFormCollection form)
    {
        var issued = provider.Redeem(form["code"]);
        if (issued is null || issued.Request.RedirectUri != form["redirect_uri"] || !Fits(form["code_verifier"].ToString(), issued.Request.CodeChallenge)
            || provider.PersonBySubject(issued.Session.Subject) is not { } person)
            return OidcAnswer.ErrorAsync(context, 400, "invalid_grant", "The code is unknown, used, too old, or not for this caller.");
        var (session, scope) = (issued.Session, issued.Request.Scope);
        // Core §11: offline_access asks for it.
        var refresh = scope.Split(' ').Contains("offline_access") ? provider.Grants.IssueRefreshToken(session, scope) : null;
        return AnswerAsync(context, session, scope, refresh, IdToken.Make(provider, person, session, issued.Request.Nonce));
    }

    /// <summary>RFC 6749 §6, OpenID Connect Core §12; the token is replaced at each use.</summary>
    private Task RefreshAsync(HttpContext context, IFormCollection form)
    {
        if (provider.Grants.Use(form["refresh_token"]) is not (var grant, var next) || provider.PersonBySubject(grant.Session.Subject) is not { } person)
            return OidcAnswer.ErrorAsync(context, 400, "invalid_grant", "The refresh token is unknown, was used, or its grant has ended.");
        return AnswerAsync(context, grant.Session, grant.Scope, next, IdToken.Make(provider, person, grant.Session, asked: null));
    }

    private Task AnswerAsync(HttpContext context, SignedInAt session, string scope, string? refresh, string idToken)
    {
        var answer = new JsonObject
        {
            ["access_token"] = provider.Grants.IssueAccessToken(session),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)GrantBook.AccessLifetime.TotalSeconds,
            ["scope"] = scope,
            ["id_token"] = idToken,
        };
        if (refresh is not null) answer["refresh_token"] = refresh;
        return OidcAnswer.JsonAsync(context, 200, answer);
    }

    public Task UserInfoAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var session = provider.Grants.BearerOf(header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..] : null);
        if (provider.PersonBySubject(session?.Subject) is not { } person)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return OidcAnswer.ErrorAsync(context, 401, "invalid_token", "The access token is unknown or has expired.");
        }
        return OidcAnswer.JsonAsync(context, 200, new JsonObject
        {
            ["sub"] = person.Subject,
            ["name"] = person.Name,
            ["preferred_username"] = person.Email,
            ["email"] = person.Email,
            ["groups"] = new JsonArray([.. person.Groups.Select(g => (JsonNode)g)]),
        });
    }

    private static bool Fits(string verifier, string challenge) => verifier.Length is >= 43 and <= 128
        && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;

    private static (string, string)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length)) return ("", "");
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? (WebUtility.UrlDecode(parts[0]), WebUtility.UrlDecode(parts[1])) : ("", "");
    }
}
