using System.Security.Claims;

namespace Governance.Web.Auth;

/// <summary>What the ticket holds beside <see cref="PrincipalActor"/>.</summary>
public static class SessionClaims
{
    public const string Issuer = "iss";

    public const string Subject = "sub";

    /// <summary>When the person proved themselves at the provider, Unix seconds; missing when it did not say.</summary>
    public const string AuthTime = "auth_time";

    /// <summary>Who a session belongs to, as its row keeps it.</summary>
    public static string SubjectOf(ClaimsPrincipal user)
    {
        var subject = $"{user.FindFirstValue(Issuer)} {user.FindFirstValue(Subject)}";
        return subject.Length <= MaxLength ? subject : subject[..MaxLength];
    }

    private const int MaxLength = 512;
}
