using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Web.Auth;

/// <summary>Adds the roles held now, for display only: the ticket has none, and nothing is decided by them.</summary>
public sealed class RoleClaims(HeldRights rights, IHttpContextAccessor http) : IClaimsTransformation
{
    public const string Type = "role";

    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        // Style sheets and sign-out show no role; somebody without one would leave a denial in the audit for each.
        if (http.HttpContext?.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return principal;
        if (principal.HasClaim(c => c.Type == Type) || await rights.OfAsync(principal) is not { } self) return principal;
        var copy = principal.Clone();
        copy.AddIdentity(new ClaimsIdentity(self.Roles.Select(r => new Claim(Type, r.ToString())), null, PrincipalActor.Name, Type));
        return copy;
    }
}
