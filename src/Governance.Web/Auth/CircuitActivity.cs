using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Governance.Web.Auth;

/// <summary>Clicks and keys in a circuit keep the session from idling out; the connection's own pings do not.</summary>
public sealed class CircuitActivity(SessionStore sessions, AuthenticationStateProvider authentication, TimeProvider clock) : CircuitHandler
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private DateTimeOffset _notedAt;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            if (clock.GetUtcNow() - _notedAt >= Between)
            {
                _notedAt = clock.GetUtcNow();
                var state = await authentication.GetAuthenticationStateAsync();
                if (state.User.Identity?.IsAuthenticated == true) await sessions.IsAliveAsync(state.User, isAct: true, CancellationToken.None);
            }
            await next(context);
        };
}
