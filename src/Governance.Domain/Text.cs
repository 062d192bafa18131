using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain;

/// <summary>Treatment of text that came from outside: bounded, well-formed, comparable, hashed.</summary>
public static class Text
{
    /// <summary>Cuts to a length without splitting a surrogate pair; lone surrogates become U+FFFD, NUL is dropped
    /// (PostgreSQL stores neither).</summary>
    public static string Bounded(string? text, int max)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Length <= max && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0')) return text;
        var clean = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0) continue;
            if (clean.Length + rune.Utf16SequenceLength > max) break;
            clean.Append(rune);
        }
        return clean.ToString();
    }

    /// <summary>Form in which names are compared and searched: NFKC, lower case, single spaces.</summary>
    public static string Comparable(string? text, int max) =>
        string.Join(' ', Words(Bounded(text, max))) is var joined && joined.Length > max ? joined[..max] : joined;

    /// <summary>The comparable words of a text, in order.</summary>
    public static string[] Words(string? text) =>
        Bounded(text, 4000).Normalize(NormalizationForm.FormKC).ToLowerInvariant()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>SHA-256 over its UTF-8, hex in lower case.</summary>
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
