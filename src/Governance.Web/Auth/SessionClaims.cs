using System.Globalization;
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
    public static string SubjectOf(ClaimsPrincipal user) => SubjectOf(user.FindFirstValue(Issuer), user.FindFirstValue(Subject));

    /// <summary>As the row keeps it.</summary>
    public static string SubjectOf(string? issuer, string? sub)
    {
        var subject = $"{issuer} {sub}";
        return subject.Length <= MaxLength ? subject : subject[..MaxLength];
    }

    /// <summary>When, UTC; null when the provider did not say, or nothing that is a time.</summary>
    public static DateTimeOffset? TimeOf(string? authTime) =>
        long.TryParse(authTime, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private const int MaxLength = 512;
}
