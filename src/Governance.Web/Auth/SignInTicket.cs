using System.Security.Claims;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Microsoft.AspNetCore.Authentication;

namespace Governance.Web.Auth;

/// <summary>Turns an accepted identity into the ticket that the session keeps. Roles are not in it.</summary>
public sealed class SignInTicket(UseCaseRunner runner, Refusals refusals)
{
    /// <summary>Ticket item: the provider left the groups out.</summary>
    public const string GroupsLeftOut = "groups-left-out";

    /// <summary>Ticket item that never is in a kept ticket: the refresh token, on its way to the session's row.</summary>
    public const string Grant = "grant";

    /// <summary>Ticket item: sid.</summary>
    public const string ProviderSession = "sid";

    /// <summary>Ticket token: proves at sign-out who leaves.</summary>
    public const string IdToken = "id_token";

    public async Task<AuthenticationTicket> MakeAsync(
        HttpContext context, AcceptedIdentity who, string idToken, string returnTo, string scheme, bool isStepUp)
    {
        var signedIn = await runner.SendAsync(Refusals.ActorAt(context),
            new SignIn.Command(who.Issuer, who.Subject, who.Name, who.Mail, who.Groups, isStepUp), context.RequestAborted);
        if (signedIn.Problem is { } refused)
            throw new SignInRefusedException(refused.Code == AccessProblems.Blocked.Code ? SignInCodes.Blocked : SignInCodes.NotRecorded);
        if (signedIn.Value!.Roles.Count == 0) await refusals.RecordAsync(context, SignInCodes.NoRole);

        var identity = new ClaimsIdentity(
            [
                new(PrincipalActor.Person, signedIn.Value.Person.Value.ToString("D")),
                new(PrincipalActor.Name, who.Name),
                .. who.Groups.Select(g => new Claim(PrincipalActor.Group, g)),
                new(PrincipalActor.SourceIp, FailedCallbacks.AddressOf(context)),
                new(SessionClaims.Issuer, who.Issuer),
                new(SessionClaims.Subject, who.Subject),
            ],
            scheme, PrincipalActor.Name, RoleClaims.Type);
        if (who.AuthTime is { } at) identity.AddClaim(new Claim(SessionClaims.AuthTime, at));

        // Fresh properties: state, nonce and verifier have done their work.
        var properties = new AuthenticationProperties { RedirectUri = returnTo, IsPersistent = false, AllowRefresh = false };
        properties.StoreTokens([new AuthenticationToken { Name = IdToken, Value = idToken }]);
        if (who.GroupsLeftOut) properties.Items[GroupsLeftOut] = "true";
        if (who.ProviderSession is { } sid) properties.Items[ProviderSession] = sid;
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, scheme);
    }
}
