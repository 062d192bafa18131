using System.Text.RegularExpressions;

namespace Governance.Domain.Notifications;

/// <summary>Mail addresses that can stand in a header and in an SMTP command without changing either.</summary>
/// <remarks>A subset of RFC 5321 §4.1.2: dot-string local parts and host names, ASCII only.</remarks>
public static partial class MailAddress
{
    /// <summary>Longest, characters (RFC 5321 §4.5.3.1.3, less the brackets).</summary>
    public const int MaxLength = 254;

    /// <summary>True for one plain address.</summary>
    public static bool IsWellFormed(string? text) => text is { Length: <= MaxLength } && Plain().IsMatch(text);

    [GeneratedRegex(@"\A(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+\z", RegexOptions.None, 1000)]
    private static partial Regex Plain();
}
