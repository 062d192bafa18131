using System.Security.Claims;
using Governance.Application.Pipeline;

namespace Governance.Web.Auth;

/// <summary>Reads the actor out of the ticket that sign-in made. Roles are not in it: they are looked up at each message.</summary>
public static class PrincipalActor
{
    /// <summary>Our id of the person (GUID).</summary>
    public const string Person = "person";

    /// <summary>Only in an emergency session: when it ends, Unix seconds.</summary>
    public const string Emergency = "emergency";

    /// <summary>Shown name.</summary>
    public const string Name = "name";

    /// <summary>One claim per provider group.</summary>
    public const string Group = "group";

    /// <summary>First 16 hex characters of the session reference's hash.</summary>
    public const string Session = "session";

    /// <summary>Address the sign-in came from.</summary>
    public const string SourceIp = "ip";

    /// <summary>The signed-in person, or anonymous.</summary>
    public static Actor Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } && user.FindFirstValue(Person) is { } person
            ? new Actor($"{(user.HasClaim(c => c.Type == Emergency) ? "emergency" : "person")}:{person}", user.FindFirstValue(Name) ?? "Unnamed", [.. user.FindAll(Group).Select(c => c.Value)])
            {
                Session = user.FindFirstValue(Session),
                SourceIp = user.FindFirstValue(SourceIp),
            }
            : Actor.Anonymous;
}
