using System.Globalization;
using System.Security.Claims;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Web.Auth;

/// <summary>Signing in by a one-time code while the identity provider is down. Where it is not open, there is no such page.</summary>
internal sealed class EmergencySignIn(
    EmergencySettings settings, FailedCallbacks failures, Refusals refusals, SessionStore sessions, UseCaseRunner runner, IAntiforgery antiforgery,
    ILogger<EmergencySignIn> log)
{
    public const string Path = "/sign-in/emergency";

    private const string NameField = "name", CodeField = "code";

    private const int MostBytes = 16 * 1024;

    public void Map(WebApplication app)
    {
        if (settings.IsOn) app.Map(Path, AnswerAsync).AllowAnonymous();
    }

    /// <summary>Markup for pages on which somebody can't sign in; empty where it is not open.</summary>
    public static string LinkFor(HttpContext context) => context.RequestServices.GetRequiredService<EmergencySettings>().IsOpenTo(context)
        ? PlainPage.QuietLink(Path, "The identity provider is down: use an emergency code") : "";

    private Task AnswerAsync(HttpContext context)
    {
        // Routing also finds it with a slash at its end; what counts requests and hides older sessions does not.
        if (!settings.IsOpenTo(context) || !context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase)) return PlainPage.NotFoundAsync(context);
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsPost(method)) return PlainPage.NotFoundAsync(context);
        if (failures.Exhausted(context)) return refusals.AnswerTooManyAsync(context);
        return HttpMethods.IsPost(method) ? TakeAsync(context) : ShowAsync(context, StatusCodes.Status200OK, "", null);
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        try
        {
            if (!await antiforgery.IsRequestValidAsync(context))
            {
                await ShowAsync(context, StatusCodes.Status400BadRequest, "",
                    "This page was open too long, or it was not sent from here. Nothing was done, and your code still works. Type it again.");
                return;
            }
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await SignInAsync(context, form[NameField].ToString(), new Secret(form[CodeField].ToString()));
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, "", "What was sent is no form of this page. Nothing was done.");
        }
    }

    private async Task SignInAsync(HttpContext context, string name, Secret code)
    {
        var answer = await runner.SendAsync(Refusals.ActorAt(context), new SignInByEmergencyCode.Command(name, EmergencyCode.HashOf(code)), CancellationToken.None);
        if (answer.Problem is { } problem)
        {
            // What was typed as a code is never shown again, nor told to anybody.
            log.LogWarning("Emergency sign-in refused: {Code}", problem.Code);
            if (problem.Kind == ProblemKind.Forbidden) failures.Count(context);
            await ShowAsync(context, problem.Kind switch
            {
                ProblemKind.Invalid or ProblemKind.Forbidden => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status503ServiceUnavailable,
            }, name, problem.Message);
            return;
        }
        log.LogWarning("Emergency sign-in by a one-time code; the audit names it");
        if (context.Request.Cookies[SessionStore.Cookie] is { Length: > 0 } former) await sessions.RemoveAsync(former);
        await context.SignInAsync(SessionStore.Scheme, PrincipalOf(context, answer.Value!), new AuthenticationProperties { IsPersistent = false, AllowRefresh = false });
        // 303: what follows the form is a GET.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    private static ClaimsPrincipal PrincipalOf(HttpContext context, SignInByEmergencyCode.Receipt receipt) => new(new ClaimsIdentity(
        [
            new(PrincipalActor.Person, receipt.Id.Value.ToString("D")),
            new(PrincipalActor.Name, receipt.Name),
            new(PrincipalActor.Emergency, receipt.EndsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new(PrincipalActor.SourceIp, FailedCallbacks.AddressOf(context)),
            new(SessionClaims.Issuer, EmergencyUse.Issuer),
            new(SessionClaims.Subject, receipt.Id.Value.ToString("D")),
            new(SessionClaims.AuthTime, receipt.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        EmergencyUse.Issuer, PrincipalActor.Name, RoleClaims.Type));

    private Task ShowAsync(HttpContext context, int status, string name, string? problem)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return PlainPage.WriteAsync(context, status, "Emergency sign-in",
            "For the time while the identity provider is down. A code opens the portal once, as Incident responder of all org groups, for 4 hours. "
            + "Security reviewers, Incident responders and Portal admins are told, every act is recorded, and somebody else reviews it within 72 hours.",
            problem is null ? "" : PlainPage.Alert(problem),
            PlainPage.Form(Path, tokens.FormFieldName, tokens.RequestToken, "Sign in for 4 hours",
                PlainPage.Field(NameField, "Your name", "As your colleagues know you. It stands in the audit with everything you do.", name, EmergencyUse.NameMaxLength),
                PlainPage.Field(CodeField, "Code", "From your sealed sheet. Capitals, spaces and hyphens don’t matter.", "", EmergencyCode.TypedMaxLength, isMono: true)));
    }
}
