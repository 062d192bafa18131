using System.Globalization;
using System.Text;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>How names of a register are compared: two that look alike are one.</summary>
internal static class RegisterNames
{
    public static string Key(string name) => Text.Comparable(name, 256);

    public static string? Repeated(IEnumerable<string> names) => RepeatedAt(names)?.Name;

    /// <summary>The first name that was there already, and its place; null when each is there once.</summary>
    public static (int Index, string Name)? RepeatedAt(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in names.Index())
        {
            if (!seen.Add(Key(name))) return (index, name);
        }
        return null;
    }

    public static bool IsPlain(string name, int max) =>
        name.Length > 0 && name.Length <= max && name.Trim() == name && Text.Bounded(name, max) == name
        && !name.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
