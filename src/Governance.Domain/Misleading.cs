using System.Globalization;
using System.Text;

namespace Governance.Domain;

/// <summary>Characters of a text from outside that could mislead whoever reads it: invisible ones, ones that turn its direction
/// round, and letters that look like Latin ones but are not. Names in one other script are left alone.</summary>
/// <remarks>Unicode UTS #39: mixed scripts within a word, and whole-script look-alikes.</remarks>
public static class Misleading
{
    // Letters that a reader takes for the Latin ones of the same look.
    private const string TakenForLatin = "АВЕЅІЈКМНОРСТУХЬаеорсухѕіјһԁԛԝԍѵӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιρυκαχτ";

    private enum Script
    {
        None,
        Latin,
        Mistakable,
        Styled,
        Other,
    }

    /// <summary>True when there is at least one.</summary>
    public static bool Any(string text) => Read(text).Any(r => r.Misleads);

    /// <summary>Every character of the text, and whether it is one of them.</summary>
    public static IReadOnlyList<(Rune Rune, bool Misleads)> Read(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var read = Array.ConvertAll(runes, r => (Rune: r, Misleads: Hides(r) || ScriptOf(r) == Script.Styled));
        // Another script that is really written here makes its look-alikes letters like any other.
        var isForeign = runes.Any(r => ScriptOf(r) == Script.Mistakable && !LooksLatin(r));
        for (var start = 0; start < runes.Length; start++)
        {
            if (!IsOfWord(runes[start])) continue;
            var end = start;
            while (end < runes.Length && IsOfWord(runes[end])) end++;
            MarkWord(read.AsSpan(start, end - start), isForeign);
            start = end;
        }
        return read;
    }

    private static void MarkWord(Span<(Rune Rune, bool Misleads)> word, bool isForeign)
    {
        var (hasLatin, allLookLatin) = (false, true);
        foreach (var (rune, _) in word)
        {
            var script = ScriptOf(rune);
            hasLatin |= script == Script.Latin;
            allLookLatin &= script != Script.Mistakable || LooksLatin(rune);
        }
        for (var i = 0; i < word.Length; i++)
        {
            if (ScriptOf(word[i].Rune) == Script.Mistakable && (hasLatin || (allLookLatin && !isForeign))) word[i].Misleads = true;
            // Joiners belong to words in several scripts and to emoji, never to these.
            if (IsJoiner(word[i].Rune) && ((i > 0 && IsAlphabetic(word[i - 1].Rune)) || (i + 1 < word.Length && IsAlphabetic(word[i + 1].Rune)))) word[i].Misleads = true;
        }
    }

    private static bool IsAlphabetic(Rune rune) => Rune.IsDigit(rune) || ScriptOf(rune) is Script.Latin or Script.Mistakable;

    private static bool LooksLatin(Rune rune) => rune.IsBmp && TakenForLatin.Contains((char)rune.Value, StringComparison.Ordinal);

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Hides(rune) || IsJoiner(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool Hides(Rune rune) => !IsJoiner(rune) && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;

    // Latin; Greek, Cyrillic, Armenian, Cherokee; letters that are Latin in another dress (full width, mathematical).
    private static Script ScriptOf(Rune rune) => rune.Value switch
    {
        _ when !Rune.IsLetter(rune) => rune.Value is >= 0x1D7CE and <= 0x1D7FF or >= 0xFF10 and <= 0xFF19 ? Script.Styled : Script.None,
        < 0x0250 or (>= 0x1E00 and <= 0x1EFF) => Script.Latin,
        (>= 0x0370 and <= 0x058F) or (>= 0x13A0 and <= 0x13FF) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x1F00 and <= 0x1FFF)
            or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) or (>= 0xAB70 and <= 0xABBF) => Script.Mistakable,
        (>= 0xFF21 and <= 0xFF5A) or (>= 0x1D400 and <= 0x1D7CD) => Script.Styled,
        _ => Script.Other,
    };
}
