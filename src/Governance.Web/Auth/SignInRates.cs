using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Governance.Web.Auth;

/// <summary>How often a network address may ask for what needs no sign-in. By path: the callback is no endpoint.</summary>
internal sealed class SignInRates(SignInLimits limits, OidcSettings settings, EmergencySettings emergency) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(PartitionOf);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            await PlainPage.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "Too many requests",
                "Your network address asked too often. Wait a minute, then try again.");
        };
    }

    private RateLimitPartition<string> PartitionOf(HttpContext context)
    {
        var path = context.Request.Path;
        var address = FailedCallbacks.AddressOf(context);
        if (path.Equals(SecurityHeaders.ReportPath, StringComparison.OrdinalIgnoreCase)) return PerMinute("report " + address, limits.PolicyReportsPerMinute);
        // Counted apart: a provider that signs many people out does not use up the sign-ins of its address.
        if (path.Equals(BackchannelLogout.Path, StringComparison.OrdinalIgnoreCase)) return PerMinute("logout " + address, limits.AnonymousPerMinute);
        return path.Equals(SignInEndpoints.SignInPath, StringComparison.OrdinalIgnoreCase)
            || path.Equals(StepUp.Path, StringComparison.OrdinalIgnoreCase)
            || path.Equals(SignInEndpoints.SignOutPath, StringComparison.OrdinalIgnoreCase)
            || path.Equals(SignInEndpoints.SignedOutPath, StringComparison.OrdinalIgnoreCase)
            // Elsewhere it is no page, and is not counted like one.
            || (path.Equals(EmergencySignIn.Path, StringComparison.OrdinalIgnoreCase) && emergency.IsOpenTo(context))
            || path.Equals(settings.CallbackPath, StringComparison.OrdinalIgnoreCase)
            || path.Equals(settings.SignedOutCallbackPath, StringComparison.OrdinalIgnoreCase)
                ? PerMinute("sign-in " + address, limits.AnonymousPerMinute)
                : RateLimitPartition.GetNoLimiter("");
    }

    private static RateLimitPartition<string> PerMinute(string key, int permits) =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
        });
}
