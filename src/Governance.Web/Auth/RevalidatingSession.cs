using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Governance.Web.Auth;

/// <summary>Looks every 4 s whether the circuit's session still runs; if not, or if that cannot be found out, the circuit
/// goes on as nobody. Other roles than before, or none any more, make the page load itself anew
/// (<see cref="Components.Layout.RightsWatch"/>): what it showed by the former ones is gone within 5 s.</summary>
public sealed class RevalidatingSession(ILoggerFactory loggers, SessionStore sessions, HeldRights rights)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(4);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        if (!await sessions.IsAliveAsync(user, isAct: false, cancellationToken) || await rights.KnownNowAsync(user) is not { } self) return false;
        var shown = user.FindFirst(RoleClaims.Lines)?.Value;
        // The page has had its time to load itself anew, and to say which role is missing.
        if (self.Roles.Count == 0 && shown == self.Lines) return false;
        if (shown != self.Lines)
            SetAuthenticationState(Task.FromResult(new AuthenticationState(RoleClaims.With(user, self))));
        return true;
    }
}
