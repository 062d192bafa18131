using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Governance.OrgSimulator.Oidc;

/// <summary>The authorization endpoint (OpenID Connect Core §3.1.2): code flow only, PKCE S256 always.</summary>
internal sealed class AuthorizeEndpoint(OidcProvider provider)
{
    public const string SessionCookie = "stand-in-provider";

    public async Task HandleAsync(HttpContext context)
    {
        var form = HttpMethods.IsPost(context.Request.Method) ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        if (form is not null && form.ContainsKey("request_id")) await ChooseAsync(context, form);
        else await AskAsync(context, name => (form is null ? context.Request.Query[name] : form[name]) is { Count: > 0 } value ? One(value) : null);
    }

    private async Task AskAsync(HttpContext context, Func<string, string?> asked)
    {
        if (asked("client_id") != provider.ClientId)
        {
            await OidcAnswer.HtmlAsync(context, 400, SignInPage.Error("invalid_client", "This client is not registered."));
            return;
        }
        if (asked("redirect_uri") is not { } redirect || !OidcProvider.IsRegistered(redirect, "/signin-oidc"))
        {
            await OidcAnswer.HtmlAsync(context, 400, SignInPage.Error("invalid_request", "This redirect_uri is not registered."));
            return;
        }
        var request = new AuthorizationRequest
        {
            RedirectUri = redirect,
            Scope = asked("scope") ?? "",
            CodeChallenge = asked("code_challenge") ?? "",
            State = asked("state"),
            Nonce = asked("nonce"),
            LoginHint = asked("login_hint"),
            At = provider.Clock.GetUtcNow(),
        };
        if (Refusal(asked, request) is var (error, description)) Back(context, request, ("error", error), ("error_description", description));
        else await ShowOrPassAsync(context, asked, request);
    }

    private static (string, string)? Refusal(Func<string, string?> asked, AuthorizationRequest request) =>
        asked("response_type") != "code" ? ("unsupported_response_type", "Only the code flow is offered.")
        : asked("response_mode") is not (null or "query") ? ("invalid_request", "Only response_mode query is offered.")
        : asked("request") is not null ? ("request_not_supported", "Request objects are not offered.")
        : asked("request_uri") is not null ? ("request_uri_not_supported", "Request objects are not offered.")
        : !request.Scope.Split(' ').Contains("openid") ? ("invalid_scope", "scope must contain openid.")
        : request.CodeChallenge.Length != 43 || asked("code_challenge_method") != "S256" ? ("invalid_request", "PKCE with S256 is required.")
        : null;

    private async Task ShowOrPassAsync(HttpContext context, Func<string, string?> asked, AuthorizationRequest request)
    {
        var prompts = (asked("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var session = provider.SessionOf(context.Request.Cookies[SessionCookie]);
        var tooOld = session is not null && int.TryParse(asked("max_age"), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            && provider.Clock.GetUtcNow() - session.AuthTime >= TimeSpan.FromSeconds(most);
        if (prompts.Contains("none"))
        {
            if (session is null || tooOld) Back(context, request, ("error", "login_required"), ("error_description", "Nobody is signed in."));
            else Grant(context, request, session);
        }
        else if (session is null || tooOld || prompts.Contains("login") || prompts.Contains("select_account"))
        {
            await OidcAnswer.HtmlAsync(context, 200, SignInPage.Render(provider, provider.Ask(request), request));
        }
        else
        {
            Grant(context, request, session);
        }
    }

    private async Task ChooseAsync(HttpContext context, IFormCollection form)
    {
        var request = provider.TakeAsked(One(form["request_id"]));
        var person = provider.PersonBySubject(One(form["person"]));
        if (request is null || (person is null && form["cancel"].Count == 0))
        {
            await OidcAnswer.HtmlAsync(context, 400, SignInPage.Error("invalid_request", "This page has ended. Start again at the application."));
            return;
        }
        if (person is null)
        {
            Back(context, request, ("error", "access_denied"), ("error_description", "The person cancelled."));
            return;
        }
        provider.EndSession(context.Request.Cookies[SessionCookie]);
        var (cookie, session) = provider.StartSession(person.Subject);
        context.Response.Cookies.Append(SessionCookie, cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        Grant(context, request, session);
    }

    private void Grant(HttpContext context, AuthorizationRequest request, SignedInAt session)
    {
        var replayed = provider.Attack == OidcAttack.ReplayedState ? provider.EarlierState : null;
        var code = provider.IssueCode(request, session);
        Back(context, replayed is null ? request : request with { State = replayed }, ("code", code));
    }

    private void Back(HttpContext context, AuthorizationRequest request, params (string Name, string Value)[] answer)
    {
        var query = answer.ToDictionary(a => a.Name, a => (string?)a.Value);
        if (request.State is { } state) query["state"] = state;
        query["iss"] = provider.Attack == OidcAttack.MixedIssuer ? "http://127.0.0.1:1/another-issuer" : provider.Issuer;
        context.Response.Headers.CacheControl = "no-store";
        // 303 also after the form: the callback is a GET.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = QueryHelpers.AddQueryString(request.RedirectUri, query);
    }

    private static string? One(StringValues value) => value.Count > 0 ? value[0] : null;
}
