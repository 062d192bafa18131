using Governance.Application.Access;
using Governance.Application.Pipeline;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Web.Auth;

/// <summary>Sign-in and sign-out: plain endpoints, since a cookie cannot be set from a circuit.</summary>
internal sealed class SignInEndpoints(OidcSettings settings, ProviderMetadata metadata, UseCaseRunner runner, IAntiforgery antiforgery, BackchannelLogout logouts)
{
    public const string SignInPath = "/sign-in", SignOutPath = "/sign-out", SignedOutPath = "/signed-out";

    private const string ClearSiteData = "\"cache\", \"storage\"";

    public void Map(WebApplication app)
    {
        app.MapGet(SignInPath, SignInAsync).AllowAnonymous();
        app.MapGet(StepUp.Path, (Delegate)StepUp.StartAsync).AllowAnonymous();
        app.MapPost(SignOutPath, SignOutAsync).AllowAnonymous();
        app.MapGet(settings.SignedOutCallbackPath, GoToSignedOutAsync).AllowAnonymous();
        app.MapGet(SignedOutPath, SignedOutAsync).AllowAnonymous();
        app.MapPost(BackchannelLogout.Path, logouts.TakeAsync).AllowAnonymous();
        app.MapPost(SecurityHeaders.ReportPath, PolicyReports.TakeAsync).AllowAnonymous();
    }

    private static Task SignInAsync(HttpContext context)
    {
        // A link or image on another site may not start a sign-in: the button is on our own page.
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site") return AccessPages.SignInFirstAsync(context);
        var returnTo = LocalAddress.Of(context.Request.Query["returnUrl"]);
        return context.ChallengeAsync(OidcHandler.Name, new AuthenticationProperties { RedirectUri = returnTo });
    }

    private async Task SignOutAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync();
        if (ticket.Succeeded && !await antiforgery.IsRequestValidAsync(context))
        {
            await PlainPage.WriteAsync(context, StatusCodes.Status400BadRequest, "You are still signed in",
                "The page you used is too old, or another site sent this. Open the portal and sign out there.", PlainPage.Link("/", "Open the portal"));
            return;
        }
        await context.SignOutAsync(SessionStore.Scheme);
        DeleteCookies(context);
        context.Response.Headers["Clear-Site-Data"] = ClearSiteData;
        if (ticket.Principal is { } user && PrincipalActor.Of(user) is { Session: not null } actor)
        {
            var by = Refusals.ActorAt(context) with { Session = actor.Session, OnBehalfOf = actor.Id };
            await runner.SendAsync(by, new SignOut.Command(user.FindFirst(PrincipalActor.Person)!.Value, actor.Name), CancellationToken.None);
        }
        // 303: what follows the form is a GET.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = await WhereToAsync(context, ticket.Properties?.GetTokenValue(SignInTicket.IdToken));
    }

    /// <summary>The provider's own sign-out (RP-Initiated Logout 1.0), or ours when it has none or does not answer.</summary>
    private async Task<string> WhereToAsync(HttpContext context, string? idToken)
    {
        if (idToken is null) return SignedOutPath;
        try
        {
            var provider = await metadata.GetAsync(context.RequestAborted);
            if (string.IsNullOrEmpty(provider.EndSessionEndpoint)) return SignedOutPath;
            return QueryHelpers.AddQueryString(provider.EndSessionEndpoint, new Dictionary<string, string?>
            {
                ["id_token_hint"] = idToken,
                ["client_id"] = settings.ClientId,
                ["post_logout_redirect_uri"] = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{settings.SignedOutCallbackPath}",
            });
        }
        catch (SignInRefusedException)
        {
            return SignedOutPath;
        }
    }

    private static void DeleteCookies(HttpContext context)
    {
        foreach (var name in context.Request.Cookies.Keys.Where(n => n.StartsWith("__Host-", StringComparison.Ordinal) && n != "__Host-ui"))
            context.Response.Cookies.Delete(name, new CookieOptions { Path = "/", Secure = true, HttpOnly = true });
    }

    private static Task GoToSignedOutAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = SignedOutPath;
        return Task.CompletedTask;
    }

    private static Task SignedOutAsync(HttpContext context) => PlainPage.WriteAsync(context, StatusCodes.Status200OK,
        "You are signed out", "Your session has ended here and at your identity provider.", PlainPage.Link(SignInPath, "Sign in"));
}
