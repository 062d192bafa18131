using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Governance.OrgSimulator.World;

/// <summary>Makes and recognises every secret of the world from one key, so that a million tokens need no stored text:
/// a token is its number plus a keyed hash of that number.</summary>
/// <remarks>All values are false: they open nothing outside this process.</remarks>
public sealed class TokenMint(int seed)
{
    private const string Letters = SalesforceId.Digits;
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes($"stand-in world, not a real secret, seed {seed}"));

    /// <summary>A value that is always the same for the same seed and purpose.</summary>
    public string Fixed(string purpose, int length, string prefix = "", string alphabet = Letters)
    {
        var text = new StringBuilder(prefix, length);
        for (var block = 0; text.Length < length; block++)
            foreach (var value in HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{purpose}#{block}")))
                if (text.Length < length)
                    text.Append(alphabet[value % alphabet.Length]);
        return text.ToString();
    }

    /// <summary>Writes a token: prefix, number, generation, keyed hash; <paramref name="length"/> characters in all.</summary>
    public string Token(string prefix, int org, int kind, long serial, int generation, int length)
    {
        Span<char> text = stackalloc char[length];
        prefix.CopyTo(text);
        var at = prefix.Length;
        WriteNumber(text.Slice(at, 6), serial);
        WriteNumber(text.Slice(at + 6, 4), generation);
        WriteHash(text[(at + 10)..], org, kind, serial, generation);
        return new string(text);
    }

    /// <summary>Reads a token that this mint made for the org and kind.</summary>
    public bool TryRead(ReadOnlySpan<char> token, string prefix, int org, int kind, int length, out long serial, out int generation)
    {
        serial = generation = 0;
        if (token.Length != length || !token.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var at = prefix.Length;
        if (!TryNumber(token.Slice(at, 6), out serial) || !TryNumber(token.Slice(at + 6, 4), out var wide)) return false;
        generation = (int)wide;
        Span<char> expected = stackalloc char[length - at - 10];
        WriteHash(expected, org, kind, serial, generation);
        return token[(at + 10)..].SequenceEqual(expected);
    }

    private void WriteHash(Span<char> into, int org, int kind, long serial, int generation)
    {
        Span<byte> input = stackalloc byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(input, org);
        BinaryPrimitives.WriteInt32LittleEndian(input[4..], kind);
        BinaryPrimitives.WriteInt64LittleEndian(input[8..], serial);
        BinaryPrimitives.WriteInt32LittleEndian(input[16..], generation);
        Span<byte> hash = stackalloc byte[32];
        var done = 0;
        while (done < into.Length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(input[20..], done);
            HMACSHA256.HashData(_key, input, hash);
            for (var i = 0; i < 32 && done < into.Length; i++) into[done++] = Letters[hash[i] % 62];
        }
    }

    private static void WriteNumber(Span<char> into, long number)
    {
        for (var i = into.Length - 1; i >= 0; i--)
        {
            into[i] = Letters[(int)(number % 62)];
            number /= 62;
        }
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        foreach (var letter in text)
        {
            var digit = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0) return false;
            number = (number * 62) + digit;
        }

        return true;
    }
}
