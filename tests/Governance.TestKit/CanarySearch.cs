using System.Text;
#pragma warning disable IDE0005 // Compiled into e2e as well, where every file has it.
using Shouldly;
#pragma warning restore IDE0005

namespace Governance.TestKit;

/// <summary>False secrets of every kind, each findable by its own text. Fixtures use these and no others.</summary>
public static class Canaries
{
    /// <summary>Refresh token of a connection.</summary>
    public const string RefreshToken = "CANARY-refresh-token-5f0c1d7e92";

    /// <summary>Access token of an org.</summary>
    public const string AccessToken = "CANARY-access-token-b7aa20c94d";

    /// <summary>Consumer secret of a client app.</summary>
    public const string ClientSecret = "CANARY-consumer-secret-1e93bd6f07";

    /// <summary>Stands within a private key.</summary>
    public const string PrivateKey = "CANARY-private-key-c48d1f7a3e";

    /// <summary>Handle of a token row (DeleteToken).</summary>
    public const string DeleteToken = "CANARY-delete-token-9a61e0f58c";

    /// <summary>Authorization code.</summary>
    public const string Code = "CANARY-authorization-code-70fd2ab3e1";

    /// <summary>Reference of a portal session, or what is in its cookie.</summary>
    public const string Session = "CANARY-session-reference-4be7d0913a";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => [RefreshToken, AccessToken, ClientSecret, PrivateKey, DeleteToken, Code, Session];
}

/// <summary>Finds known secrets in files, streams and texts: raw (UTF-8 and UTF-16), Base64 and Base64url at every
/// alignment, URL-encoded, hex. A search over nothing fails.</summary>
public sealed class CanarySearch
{
    private readonly List<(string Canary, string Form, byte[] Bytes)> _needles = [];
    private readonly List<string> _found = [];
    private long _searched;

    /// <summary>A search for these; for all of <see cref="Canaries"/> when none is given.</summary>
    public CanarySearch(params IReadOnlyList<string> canaries)
    {
        foreach (var canary in canaries.Count == 0 ? Canaries.All : canaries)
        {
            if (canary.Length < 8) throw new ArgumentException("Too short to be found by accident only.", nameof(canaries));
            foreach (var (form, bytes) in FormsOf(canary)) _needles.Add((canary, form, bytes));
        }
    }

    /// <summary>Searches a text.</summary>
    public CanarySearch Text(string where, string? text) => Bytes(where, Encoding.UTF8.GetBytes(text ?? ""));

    /// <summary>Searches a file.</summary>
    public CanarySearch File(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Stream(path, stream);
    }

    /// <summary>Searches all files of a folder and below, names included. A file that ends between the listing and the
    /// look (SQLite's shared memory does) holds nothing any more.</summary>
    public CanarySearch Folder(string path, string pattern = "*")
    {
        foreach (var file in Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories))
        {
            Text(file, file);
            try
            {
                File(file);
            }
            catch (FileNotFoundException)
            {
            }
        }
        return this;
    }

    /// <summary>Searches a stream to its end.</summary>
    public CanarySearch Stream(string where, Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return Bytes(where, all.GetBuffer().AsSpan(0, (int)all.Length));
    }

    /// <summary>Searches bytes.</summary>
    public CanarySearch Bytes(string where, ReadOnlySpan<byte> bytes)
    {
        _searched += bytes.Length;
        foreach (var (canary, form, needle) in _needles)
        {
            if (bytes.IndexOf(needle) >= 0) _found.Add($"{canary} ({form}) in {where}");
        }
        return this;
    }

    /// <summary>Fails when anything was found, or nothing was searched.</summary>
    public void ShouldFindNothing()
    {
        _searched.ShouldBeGreaterThan(0, "the canary search looked at nothing");
        _found.ShouldBeEmpty();
    }

    /// <summary>Fails unless this canary was found: proves that a search can find.</summary>
    public void ShouldFind(string canary) => _found.ShouldContain(f => f.StartsWith(canary, StringComparison.Ordinal));

    private static IEnumerable<(string Form, byte[] Bytes)> FormsOf(string canary)
    {
        var utf8 = Encoding.UTF8.GetBytes(canary);
        yield return ("raw", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(canary));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        yield return ("HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)));
        foreach (var (form, source) in new[] { ("Base64", utf8), ("Base64 of UTF-16", Encoding.Unicode.GetBytes(canary)) })
        {
            for (var shift = 0; shift < 3; shift++)
            {
                var text = Base64At(source, shift);
                yield return ($"{form}+{shift}", Encoding.ASCII.GetBytes(text));
                yield return ($"{form}url+{shift}", Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_')));
            }
        }
        yield return ("URL", Encoding.ASCII.GetBytes(Uri.EscapeDataString(canary)));
        yield return ("URL, all escaped", Encoding.ASCII.GetBytes(string.Concat(utf8.Select(b => $"%{b:X2}"))));
        yield return ("URL, all escaped, lower", Encoding.ASCII.GetBytes(string.Concat(utf8.Select(b => $"%{b:x2}"))));
    }

    // The characters that do not depend on the neighbours: a secret may begin at any of three positions of a group.
    private static string Base64At(byte[] secret, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. secret]).TrimEnd('=');
        var first = shift == 0 ? 0 : shift + 1;
        var last = (shift + secret.Length) * 8 / 6;
        return text[first..last];
    }
}
