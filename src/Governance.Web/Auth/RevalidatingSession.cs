using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Governance.Web.Auth;

/// <summary>Looks every 4 s whether the circuit's session still runs and still gives a role; if not, or if that cannot
/// be found out, the circuit goes on as nobody. With rights kept for 3 s, nothing lives on for more than 5 s.</summary>
public sealed class RevalidatingSession(ILoggerFactory loggers, SessionStore sessions, HeldRights rights)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(4);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.IsAliveAsync(authenticationState.User, isAct: false, cancellationToken)
        && await rights.OfAsync(authenticationState.User) is not null;
}
