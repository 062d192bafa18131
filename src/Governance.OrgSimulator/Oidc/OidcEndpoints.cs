using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Puts the provider on an application.</summary>
public static class OidcEndpoints
{
    /// <summary>Discovery, keys, authorize, token, userinfo, logout, and the control calls under /_control/oidc.</summary>
    public static void MapOidc(this IEndpointRouteBuilder app, OidcProvider provider)
    {
        var authorize = new AuthorizeEndpoint(provider);
        var token = new TokenEndpoint(provider);
        var control = new OidcControl(provider);
        var backchannel = new BackchannelLogout(provider);
        app.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(backchannel.Dispose);
        app.MapGet("/.well-known/openid-configuration", context => OidcAnswer.JsonAsync(context, 200, Discovery(provider)));
        app.MapGet("/jwks", context => OidcAnswer.JsonAsync(context, 200, provider.Keys.PublicSet()));
        app.MapMethods("/authorize", ["GET", "POST"], authorize.HandleAsync);
        app.MapPost("/token", token.ExchangeAsync);
        app.MapMethods("/userinfo", ["GET", "POST"], token.UserInfoAsync);
        app.MapMethods("/end-session", ["GET", "POST"], context => EndSessionAsync(context, provider));
        app.MapPost("/_control/oidc", control.AttackAsync);
        app.MapPost("/_control/oidc/rotate-keys", control.RotateAsync);
        app.MapPost("/_control/oidc/users/{name}", control.SetGroupsAsync);
        app.MapPost("/_control/oidc/backchannel-logout", backchannel.SendAsync);
    }

    /// <summary>OpenID Connect Discovery §3, RFC 9207 §3, RP-Initiated Logout §2.1, Back-Channel Logout §2.1.</summary>
    private static JsonObject Discovery(OidcProvider provider) => new()
    {
        ["issuer"] = provider.Issuer,
        ["authorization_endpoint"] = provider.Issuer + "/authorize",
        ["token_endpoint"] = provider.Issuer + "/token",
        ["userinfo_endpoint"] = provider.Issuer + "/userinfo",
        ["end_session_endpoint"] = provider.Issuer + "/end-session",
        ["jwks_uri"] = provider.Issuer + "/jwks",
        ["response_types_supported"] = new JsonArray("code"),
        ["response_modes_supported"] = new JsonArray("query"),
        ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["scopes_supported"] = new JsonArray("openid", "profile", "email", "groups", "offline_access"),
        ["claims_supported"] = new JsonArray("sub", "name", "email", "groups", "auth_time", "amr", "sid"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["authorization_response_iss_parameter_supported"] = true,
        ["backchannel_logout_supported"] = true,
        ["backchannel_logout_session_supported"] = true,
        ["request_parameter_supported"] = false,
        ["request_uri_parameter_supported"] = false,
        ["prompt_values_supported"] = new JsonArray("none", "login", "select_account"),
    };

    /// <summary>RP-Initiated Logout 1.0 §2: back to the application only when it proves itself by hint or id.</summary>
    private static async Task EndSessionAsync(HttpContext context, OidcProvider provider)
    {
        var form = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        string? Asked(string name) => (form is null ? context.Request.Query[name] : form[name]) is { Count: > 0 } value ? value[0] : null;

        provider.EndSession(context.Request.Cookies[AuthorizeEndpoint.SessionCookie]);
        context.Response.Cookies.Delete(AuthorizeEndpoint.SessionCookie, new CookieOptions { Path = "/" });
        var known = provider.Keys.Verifies(Asked("id_token_hint")) || Asked("client_id") == provider.ClientId;
        var back = Asked("post_logout_redirect_uri");
        if (known && OidcProvider.IsRegistered(back, "/signout-callback-oidc"))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = Asked("state") is { } state ? QueryHelpers.AddQueryString(back!, "state", state) : back;
            return;
        }
        await OidcAnswer.HtmlAsync(context, back is null ? 200 : 400, back is null
            ? SignInPage.Error("Signed out", "You are signed out of the stand-in provider.")
            : SignInPage.Error("invalid_request", "This post_logout_redirect_uri is not registered, or the application is not known."));
    }
}
