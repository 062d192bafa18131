using System.Threading.RateLimiting;

namespace Governance.Web.Auth;

/// <summary>Counts failed callbacks per network address: guessing states and codes is slowed, persons are never locked.</summary>
public sealed class FailedCallbacks(SignInLimits limits) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = limits.FailedCallbacks,
            Window = Window,
        }));

    public bool Exhausted(HttpContext context)
    {
        // Zero permits only ask whether any is left.
        using var lease = _limiter.AttemptAcquire(AddressOf(context), permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Count(HttpContext context) => _limiter.AttemptAcquire(AddressOf(context)).Dispose();

    public void Dispose() => _limiter.Dispose();

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
