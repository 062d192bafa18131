using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Governance.Web.Auth;

/// <summary>Looks every 5 s whether the circuit's session still runs and still gives a role; if not, or if that cannot
/// be found out, the circuit goes on as nobody.</summary>
public sealed class RevalidatingSession(ILoggerFactory loggers, SessionStore sessions, HeldRights rights)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.IsAliveAsync(authenticationState.User, isAct: false, cancellationToken)
        && await rights.OfAsync(authenticationState.User) is not null;
}
