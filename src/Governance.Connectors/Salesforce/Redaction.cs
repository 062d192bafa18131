using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Makes a short excerpt of an org's own words that can be shown: no credential, no control or direction
/// character, bounded.</summary>
internal static partial class Redaction
{
    public const int LongestExcerpt = 160;
    private const string Gone = "[redacted]";

    /// <param name="text">What the org wrote.</param>
    /// <param name="sent">Credentials that this very call carried: an org may echo them.</param>
    public static string Excerpt(string? text, params ReadOnlySpan<Secret?> sent)
    {
        // Bounded before the patterns run, with room to see a credential that the final cut would halve.
        var clean = Printable(Text.Bounded(text, 4000));
        foreach (var secret in sent)
        {
            if (secret?.Reveal() is not { Length: > 3 } value) continue;
            clean = clean.Replace(value, Gone, StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(value), Gone, StringComparison.OrdinalIgnoreCase);
        }
        clean = Shapes().Replace(clean, Gone);
        return clean.Length <= LongestExcerpt ? clean : Text.Bounded(clean, LongestExcerpt - 1) + "…";
    }

    /// <summary>The text without anything that looks like a credential.</summary>
    public static string WithoutCredentials(string text) => Shapes().Replace(text, Gone);

    private static string Printable(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned);
            if (shown) kept.Append(rune);
            else if (kept.Length > 0 && kept[^1] != ' ' && Rune.IsWhiteSpace(rune)) kept.Append(' ');
        }
        return kept.ToString().Trim();
    }

    /// <summary>Access tokens (00D…!…), JWTs (eyJ…), refresh tokens (5Aep…) and Heroku tokens
    /// (HRKU-…).</summary>
    [GeneratedRegex("""00D[A-Za-z0-9]{9,15}(!|%21)[^\s"'&<>]*|eyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*)*|5Aep[^\s"'&<>]*|HRKU-[^\s"'&<>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex Shapes();
}
