using Governance.Application.Access;
using Governance.Application.Pipeline;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Web.Auth;

/// <summary>The provider says that somebody was signed out there (OpenID Connect Back-Channel Logout 1.0). Anybody can post
/// here: what is no sound token changes nothing, leaves an entry, and counts as a failed callback of its sender.</summary>
public sealed class BackchannelLogout(LogoutTokenCheck tokens, FailedCallbacks failures, Refusals refusals, UseCaseRunner runner, ILogger<BackchannelLogout> log)
{
    public const string Path = "/signout-backchannel";

    private const int MostBytes = 64 * 1024;

    public async Task TakeAsync(HttpContext context)
    {
        if (failures.Exhausted(context))
        {
            await refusals.AnswerTooManyAsync(context);
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        try
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
            var token = form?["logout_token"] is [{ Length: > 0 } one] ? one : null;
            var accepted = await tokens.AcceptAsync(token, context.RequestAborted);
            var answer = await runner.SendAsync(Refusals.ActorAt(context),
                new LogOutByProvider.Command(accepted.Subject, accepted.ProviderSession, accepted.TokenId, accepted.EndsAt), CancellationToken.None);
            if (answer.Problem is not { } problem)
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                return;
            }
            failures.Count(context);
            await AnswerAsync(context, problem.Kind == Domain.ProblemKind.Broken ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest, problem.Code);
        }
        catch (Exception fault) when (fault is SignInRefusedException or InvalidDataException or BadHttpRequestException)
        {
            await RefuseAsync(context, (fault as SignInRefusedException)?.Code ?? SignInCodes.BadToken, fault);
        }
    }

    private async Task RefuseAsync(HttpContext context, string refused, Exception fault)
    {
        var code = refused.Replace("sign-in.", "logout.", StringComparison.Ordinal);
        log.LogWarning(fault, "A logout token was refused: {Code}", code);
        // Without the provider's keys nobody can say that it is wrong.
        var silent = refused == SignInCodes.ProviderUnavailable;
        if (!silent) failures.Count(context);
        await runner.SendAsync(Refusals.ActorAt(context), new RefuseLogout.Command(code), CancellationToken.None);
        await AnswerAsync(context, silent ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest, code);
    }

    /// <summary>§2.8.</summary>
    private static Task AnswerAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = "invalid_request", error_description = code }, CancellationToken.None);
    }
}
