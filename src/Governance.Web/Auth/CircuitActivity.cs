using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Governance.Web.Auth;

/// <summary>Clicks and keys in a circuit keep the session from idling out; the connection's own pings do not.</summary>
public sealed class CircuitActivity(
    SessionStore sessions, AuthenticationStateProvider authentication, TimeProvider clock, ILogger<CircuitActivity> log) : CircuitHandler
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private DateTimeOffset _notedAt;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            await NoteAsync();
            await next(context);
        };

    private async Task NoteAsync()
    {
        var now = clock.GetUtcNow();
        if (now - _notedAt < Between) return;
        try
        {
            var state = await authentication.GetAuthenticationStateAsync();
            if (state.User.Identity?.IsAuthenticated == true) await sessions.IsAliveAsync(state.User, isAct: true, CancellationToken.None);
            _notedAt = now;
        }
#pragma warning disable CA1031 // The pipeline refuses what the click sends; a circuit that broke instead would take the page along.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "An act could not be noted in its session");
        }
    }
}
