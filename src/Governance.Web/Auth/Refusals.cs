using Governance.Application.Access;
using Governance.Application.Pipeline;

namespace Governance.Web.Auth;

/// <summary>Answers a refused sign-in: an audit entry, a status that is no success, a page in plain words.</summary>
public sealed class Refusals(UseCaseRunner runner, FailedCallbacks failures, ILogger<Refusals> log)
{
    /// <summary>The portal itself, on behalf of somebody not known yet, at this address.</summary>
    public static Actor ActorAt(HttpContext context) =>
        Actor.System("sign-in") with { SourceIp = FailedCallbacks.AddressOf(context) };

    public async Task AnswerAsync(HttpContext context, Exception? fault)
    {
        var code = CodeOf(fault);
        if (SignInCodes.StatusOf(code) == StatusCodes.Status400BadRequest) failures.Count(context);
        log.LogWarning(fault, "Sign-in refused: {Code}", code);
        await RecordAsync(context, code);
        var isStepUp = SignInCodes.IsStepUp(code);
        await PlainPage.WriteAsync(context, SignInCodes.StatusOf(code), isStepUp ? "You were not signed in again" : "You are not signed in",
            SignInCodes.TextOf(code), isStepUp ? PlainPage.Link("/", "Open the portal") : PlainPage.Link(SignInEndpoints.SignInPath, "Sign in again"),
            isStepUp ? "" : EmergencySignIn.LinkFor(context));
    }

    public Task AnswerTooManyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "300";
        return PlainPage.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many failed sign-ins",
            "Sign-ins from your network address failed too often. Wait five minutes, then try again.");
    }

    /// <summary>A refusal stays one when it cannot be recorded; the pipeline turns health red then.</summary>
    public Task RecordAsync(HttpContext context, string code) =>
        runner.SendAsync(ActorAt(context), new RefuseSignIn.Command(code), CancellationToken.None);

    private static string CodeOf(Exception? fault) => fault switch
    {
        SignInRefusedException refused => refused.Code,
        HttpRequestException or TaskCanceledException or TimeoutException or System.Text.Json.JsonException => SignInCodes.ProviderUnavailable,
        // What the framework itself refuses is an error answer of the token endpoint.
        _ => SignInCodes.ProviderRefused,
    };
}
