using System.Globalization;
using System.Text;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>Text that people at an org or a vendor chose: what hides in it, reorders it or looks like another letter is spelled
/// out.</summary>
public static class Foreign
{
    /// <summary>No word needs more marks on one letter; a pile of them paints over the rows above and below.</summary>
    private const int MostMarks = 4;

    /// <summary>The text with control, format, bidi and look-alike characters written as <c>[U+202E]</c>, and piled-up marks counted: <c>[+9 marks]</c>.</summary>
    public static string Visible(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var seen = new StringBuilder(text.Length + 16);
        var marks = 0;
        foreach (var (rune, misleads) in Misleading.Read(text))
        {
            if (IsMark(rune) && ++marks > MostMarks) continue;
            if (!IsMark(rune)) marks = Counted(seen, marks);
            if (misleads) seen.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else seen.Append(rune.ToString());
        }

        Counted(seen, marks);
        return seen.ToString();
    }

    /// <summary>The text as a cell of its own direction. Not a component: a list shows hundreds, and each component keeps
    /// buffers for as long as its page is open.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="mono">For ids, hosts and scopes.</param>
    public static RenderFragment Shown(string? text, bool mono = false) => builder =>
    {
        builder.OpenElement(0, "bdi");
        if (mono) builder.AddAttribute(1, "class", "mono");
        builder.AddContent(2, Visible(text));
        builder.CloseElement();
    };

    private static int Counted(StringBuilder seen, int marks)
    {
        if (marks > MostMarks) seen.Append(CultureInfo.InvariantCulture, $"[+{marks - MostMarks} marks]");
        return 0;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
