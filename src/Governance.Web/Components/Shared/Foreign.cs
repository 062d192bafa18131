using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>Text that people at an org or a vendor chose: characters that hide or reorder it are spelled out.</summary>
public static class Foreign
{
    /// <summary>The text with control, format and bidi characters written as <c>[U+202E]</c>.</summary>
    public static string Visible(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.EnumerateRunes().Any(Hides)) return text;
        var seen = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Hides(rune)) seen.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else seen.Append(rune.ToString());
        }

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

    // Zero-width joiner and non-joiner belong to words in several scripts and to emoji.
    private static bool Hides(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;
}
