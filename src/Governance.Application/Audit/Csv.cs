using System.Globalization;
using System.Text;

namespace Governance.Application.Audit;

/// <summary>CSV that a spreadsheet reads as text only: RFC 4180, every field quoted, nothing that could become a formula
/// or act on a terminal.</summary>
public static class Csv
{
    /// <summary>Between two records (RFC 4180 §2.1).</summary>
    public const string LineEnd = "\r\n";

    /// <summary>One record without its line end.</summary>
    public static string Line(params IReadOnlyList<string?> cells) => string.Join(',', cells.Select(Cell));

    /// <summary>One field, quoted. Control, bidi and other invisible characters are spelled out as \u001b; a cell that a
    /// spreadsheet could take for a formula gets a leading quote.</summary>
    public static string Cell(string? text)
    {
        var cell = new StringBuilder("\"", (text?.Length ?? 0) + 8);
        if (IsFormula(text)) cell.Append('\'');
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (rune.Value == '"') cell.Append("\"\"");
            else if (IsInvisible(rune)) cell.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else cell.Append(rune.ToString());
        }
        return cell.Append('"').ToString();
    }

    // Spreadsheets skip leading blanks, and some read full-width and small forms as the plain sign.
    internal static bool IsFormula(string? text)
    {
        if (string.IsNullOrEmpty(text)) return false;
        if (text[0] is '\t' or '\r' or '\n' or '\0') return true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || IsInvisible(rune) || rune.Value is 0x200C or 0x200D) continue;
            return rune.ToString().Normalize(NormalizationForm.FormKC)[0] is '=' or '+' or '-' or '@' or '\u2212';
        }
        return false;
    }

    // Joiner and non-joiner belong to words in several scripts.
    internal static bool IsInvisible(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
