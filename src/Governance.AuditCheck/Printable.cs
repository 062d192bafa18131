using System.Globalization;
using System.Text;

namespace Governance.AuditCheck;

/// <summary>Text of others, for a terminal: one line, nothing that acts, hides or reorders.</summary>
internal static class Printable
{
    /// <summary>Control, bidi and other invisible characters are spelled out as \u001b, a backslash as \\.</summary>
    public static string Of(string text, int max = 200)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= max) return shown.Append('…').ToString();
            if (rune.Value == '\\') shown.Append("\\\\");
            else if (Acts(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(rune.ToString());
        }
        return shown.ToString();
    }

    // Joiner and non-joiner belong to words in several scripts.
    private static bool Acts(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
