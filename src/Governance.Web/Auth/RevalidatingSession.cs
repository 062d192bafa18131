using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Governance.Web.Auth;

/// <summary>Looks every 4 s whether the circuit's session still runs; if not, the circuit goes on as nobody. While that cannot
/// be found out it goes on as somebody who may see nothing, until it can. Other roles than before, or none any more, make
/// the page load itself anew (<see cref="Components.Layout.RightsWatch"/>): what it showed by the former ones is gone within
/// 5 s.</summary>
public sealed class RevalidatingSession(ILoggerFactory loggers, SessionStore sessions, HeldRights rights, ILogger<RevalidatingSession> log)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(4);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        var held = await LookAsync(user, cancellationToken);
        if (held.IsUnknown)
        {
            if (!RoleClaims.IsUnchecked(user)) SetAuthenticationState(Task.FromResult(new AuthenticationState(RoleClaims.Without(user))));
            return true;
        }
        if (held.Self is not { } self) return false;
        var shown = user.FindFirst(RoleClaims.Lines)?.Value;
        // The page has had its time to load itself anew, and to say which role is missing.
        if (self.Roles.Count == 0 && shown == self.Lines) return false;
        if (shown != self.Lines)
            SetAuthenticationState(Task.FromResult(new AuthenticationState(RoleClaims.With(user, self))));
        return true;
    }

    private async Task<HeldRights.Held> LookAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        try
        {
            return await sessions.IsAliveAsync(user, isAct: false, ct) ? await rights.KnownNowAsync(user) : new HeldRights.Held(null);
        }
#pragma warning disable CA1031 // Whatever keeps it from being found out: nothing is shown, and it is asked again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "An open page's session could not be read; the page shows nothing until it can");
            return new HeldRights.Held(null, IsUnknown: true);
        }
    }
}
