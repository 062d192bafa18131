using System.Globalization;
using System.Text;

namespace Governance.Domain.Access;

/// <summary>Group ids of the identity provider: compared exactly, and no look-alike gets into the role map.</summary>
public static class ProviderGroup
{
    /// <summary>Characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Not empty, no space at an end, nothing invisible, normal form, letters of one script.</summary>
    public static bool IsWellFormed(string? group)
    {
        if (string.IsNullOrEmpty(group) || group.Length > MaxLength || group.Trim() != group || group == "*") return false;
        // Half a surrogate pair has no normal form.
        if (group.EnumerateRunes().Any(r => r == Rune.ReplacementChar) || !group.IsNormalized(NormalizationForm.FormKC)) return false;
        return group.EnumerateRunes().All(IsVisible) && !MixesScripts(group);
    }

    /// <summary>The known group that reads like this one without being it; null when there is none.</summary>
    public static string? LookAlikeOf(string group, IEnumerable<string> known)
    {
        var reads = Shape(group);
        return known.FirstOrDefault(k => !string.Equals(k, group, StringComparison.Ordinal) && Shape(k) == reads);
    }

    /// <summary>As in Admins, ADMINS, adm1ns and "ad-mins": case, accents, spaces and signs do not tell groups apart for a reader.</summary>
    private static string Shape(string group)
    {
        var shape = new StringBuilder(group.Length);
        foreach (var rune in Text.Comparable(group, MaxLength).Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune)) continue;
            shape.Append(rune.Value switch { '0' => "o", '1' or 'l' => "i", _ => rune.ToString() });
        }
        return shape.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.Surrogate);

    /// <summary>A plain Latin letter beside one that is none, as a Cyrillic "а" among Latin ones.</summary>
    private static bool MixesScripts(string group)
    {
        var letters = group.Normalize(NormalizationForm.FormD).EnumerateRunes().Where(Rune.IsLetter).ToArray();
        return letters.Any(l => l.IsAscii) && letters.Any(l => !l.IsAscii);
    }
}
