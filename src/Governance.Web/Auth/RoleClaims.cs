using System.Security.Claims;
using Governance.Application.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Web.Auth;

/// <summary>Adds the roles held now, for display only: the ticket has none, and nothing is decided by them.</summary>
public sealed class RoleClaims(HeldRights rights, IHttpContextAccessor http) : IClaimsTransformation
{
    public const string Type = "role";

    /// <summary>Names exactly the roles held and where: a page made under another value is stale.</summary>
    public const string Lines = "lines";

    private const string Unchecked = "unchecked";

    /// <summary>What this person may see cannot be found out at the moment.</summary>
    public static bool IsUnchecked(ClaimsPrincipal principal) => principal.HasClaim(c => c.Type == Unchecked);

    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        // Style sheets and sign-out show no role; somebody without one would leave a denial in the audit for each.
        if (http.HttpContext?.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return principal;
        if (principal.HasClaim(c => c.Type == Type) || await rights.OfAsync(principal) is not { } self) return principal;
        return With(principal, self);
    }

    /// <summary>The person with the roles held now, in place of those held before.</summary>
    public static ClaimsPrincipal With(ClaimsPrincipal principal, WhoAmI.Self self) =>
        Instead(principal, [.. self.Roles.Select(r => new Claim(Type, r.ToString())), new Claim(Lines, self.Lines)]);

    /// <summary>The person without any role, until it can be found out which they hold.</summary>
    public static ClaimsPrincipal Without(ClaimsPrincipal principal) => Instead(principal, new Claim(Unchecked, "true"));

    private static ClaimsPrincipal Instead(ClaimsPrincipal principal, params Claim[] claims)
    {
        var copy = new ClaimsPrincipal(principal.Identities.Where(i => !i.HasClaim(c => c.Type is Lines or Unchecked)).Select(i => i.Clone()));
        copy.AddIdentity(new ClaimsIdentity(claims, null, PrincipalActor.Name, Type));
        return copy;
    }
}
