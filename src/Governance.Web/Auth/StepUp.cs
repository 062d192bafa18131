using System.Globalization;
using System.Security.Claims;
using Governance.Application.Data;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Auth;

/// <summary>The step-up before a grave act: a full sign-in at the provider by the same person, in the same browser and
/// session. The act is not carried along: it is confirmed anew under the new ticket.</summary>
public sealed class StepUp(IServiceScopeFactory scopes, OidcSettings settings, TimeProvider clock)
{
    public const string Path = "/step-up";

    /// <summary>Item of the sealed state: the session that asked.</summary>
    private const string AskedBy = "step-up";

    public static string AddressOf(string returnTo) => $"{Path}?returnUrl={Uri.EscapeDataString(returnTo)}";

    /// <summary>The endpoint. Whose session has ended meanwhile simply signs in.</summary>
    public static Task StartAsync(HttpContext context)
    {
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site") return AccessPages.SignInFirstAsync(context);
        var asked = new AuthenticationProperties { RedirectUri = LocalAddress.Of(context.Request.Query["returnUrl"]) };
        if (context.User.FindFirstValue(PrincipalActor.Session) is { } session) asked.Items[AskedBy] = session;
        return context.ChallengeAsync(OidcHandler.Name, asked);
    }

    public static bool IsAsked(AuthenticationProperties asked) => asked.Items.ContainsKey(AskedBy);

    /// <summary>Decides on the answer.</summary>
    /// <returns>The identity, with the time at which it was proved, and the hash of the session that goes on.</returns>
    /// <exception cref="SignInRefusedException">Another session or person, or not fresh; the session stays as it was, and
    /// ends after the fifth time.</exception>
    public async Task<(AcceptedIdentity Who, string Former)> CheckAsync(
        HttpContext context, AuthenticationProperties asked, AcceptedIdentity who)
    {
        var cookie = context.Request.Cookies[SessionStore.Cookie];
        var hash = cookie is null ? "" : SessionReference.HashOf(cookie);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        var (now, session) = (clock.GetUtcNow(), await db.Sessions.SingleOrDefaultAsync(s => s.ReferenceHash == hash, context.RequestAborted));
        if (session is null || hash[..SessionStore.ShortHash] != asked.Items[AskedBy]
            || PortalSession.HasEnded(session.LastActAt, session.EndsAt, now))
        {
            throw new SignInRefusedException(SignInCodes.OtherSession);
        }
        if (session.Subject != SessionClaims.SubjectOf(who.Issuer, who.Subject)) await FailAsync(db, session, SignInCodes.OtherPerson);

        // Without auth_time only prompt=login speaks for a fresh proof, and only where the operator says the provider obeys it.
        if (who.AuthTime is null && settings.AcceptFreshLoginWithoutAuthTime)
            who = who with { AuthTime = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        if (!PortalSession.IsFresh(SessionClaims.TimeOf(who.AuthTime), now)) await FailAsync(db, session, SignInCodes.NotFresh);
        return (who, hash);
    }

    private static async Task FailAsync(GovernanceDb db, PortalSession session, string code)
    {
        if (session.FailStepUp()) db.Sessions.Remove(session);
        await db.SaveChangesAsync(CancellationToken.None);
        throw new SignInRefusedException(code);
    }
}
