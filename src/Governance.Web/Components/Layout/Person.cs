using System.Security.Claims;
using Governance.Domain.Access;
using Governance.Web.Auth;

namespace Governance.Web.Components.Layout;

/// <summary>Who is signed in, as the bar shows it: read from the claims <c>name</c> and <c>role</c>.</summary>
/// <param name="Name">Shown name.</param>
/// <param name="Roles">Held now.</param>
/// <param name="EmergencyEndsAt">When an emergency session ends, UTC; null for every other one.</param>
public sealed record Person(string Name, IReadOnlyList<Role> Roles, DateTimeOffset? EmergencyEndsAt = null)
{
    public static readonly Person Nobody = new("", []);

    public bool IsSignedIn => Name.Length > 0;

    public static Person From(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated != true) return Nobody;
        var name = user.FindFirst("name")?.Value ?? user.Identity.Name;
        Role[] roles = [.. user.FindAll("role").Select(c => Enum.TryParse<Role>(c.Value, out var r) && Enum.IsDefined(r)
            ? r
            : (Role?)null).OfType<Role>().Distinct().Order()];
        return new Person(string.IsNullOrWhiteSpace(name) ? "Unnamed person" : name, roles, SessionClaims.TimeOf(user.FindFirst(PrincipalActor.Emergency)?.Value));
    }
}
