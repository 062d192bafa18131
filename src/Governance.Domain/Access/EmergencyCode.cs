using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Access;

/// <summary>A sealed one-time code, for signing in while the identity provider is down. A row is a code that still works:
/// only its hash is kept, and it goes with its use.</summary>
public sealed class EmergencyCode
{
    /// <summary>So many are made together; new ones replace all former ones.</summary>
    public const int Together = 2;

    /// <summary>Characters of a hash.</summary>
    public const int HashLength = 64;

    /// <summary>Longest text that is looked at as a code, characters.</summary>
    public const int TypedMaxLength = 200;

    // 32 letters and digits that nobody mixes up on paper; 52 of them are 260 random bits.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Characters = 52, GroupOf = 4;

    private EmergencyCode() { }

    /// <summary>A code that works from now on.</summary>
    /// <param name="number">1 or 2: which of the sheets.</param>
    /// <param name="hash">As <see cref="HashOf"/> gives it.</param>
    /// <param name="now">UTC.</param>
    public EmergencyCode(int number, string hash, DateTimeOffset now) => (Id, Number, Hash, MadeAt) = (Guid.CreateVersion7(), number, hash, now);

    /// <summary>Ours; says nothing about the code.</summary>
    public Guid Id { get; private set; }

    /// <summary>Which of the sheets, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>SHA-256, hex: enough for what is random and this long.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>A new code in groups of four, to be shown once.</summary>
    public static Secret New() => new(string.Join('-', RandomNumberGenerator.GetString(Alphabet, Characters).Chunk(GroupOf).Select(g => new string(g))));

    /// <summary>What the portal keeps and compares. Spaces, hyphens and capitals do not count; O is read as 0, I and L as 1.</summary>
    public static string HashOf(Secret typed)
    {
        var read = new StringBuilder(Characters);
        foreach (var character in Text.Bounded(typed.Reveal(), TypedMaxLength).ToUpperInvariant().Where(c => c != '-' && !char.IsWhiteSpace(c)))
            read.Append(character switch { 'O' => '0', 'I' or 'L' => '1', _ => character });
        return Text.Sha256(read.ToString());
    }

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public bool Is(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));
}
