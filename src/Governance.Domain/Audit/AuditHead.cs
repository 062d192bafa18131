using System.Security.Cryptography;

namespace Governance.Domain.Audit;

/// <summary>A signed statement that the chain stood at this entry at this time (ECDSA P-256 with SHA-256).</summary>
public sealed class AuditHead
{
    /// <summary>Longest time without a head, also when nothing happened.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Most entries without a head.</summary>
    public const int EntryLimit = 1000;

    /// <summary>Longest time the newest head may lie back before the tail counts as not proven.</summary>
    public static readonly TimeSpan TailMaxAge = 2 * Interval;

    /// <summary>Most entries after the newest head before the tail counts as not proven.</summary>
    public const int TailMaxLength = 2 * EntryLimit;

    /// <summary>Two instances read their clocks before they wait for the chain's lock; beyond this a head is out of order.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    private AuditHead() { }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Last entry covered; 0 for an empty chain.</summary>
    public long Seq { get; private set; }

    /// <summary>Its hash; the genesis value for an empty chain.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>UTC, to the millisecond.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo), hex.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>IEEE P1363 form, Base64.</summary>
    public string Signature { get; private set; } = "";

    /// <summary>Signs where the chain stands.</summary>
    public static AuditHead Sign(long seq, string hash, DateTimeOffset now, ECDsa key)
    {
        var head = new AuditHead
        {
            Id = Guid.CreateVersion7(),
            Seq = seq,
            Hash = hash,
            At = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
            KeyId = KeyIdOf(key),
        };
        head.Signature = AuditSignature.Make(head.Signed(), key);
        return head;
    }

    /// <summary>True when the key made this signature over these values.</summary>
    public bool IsSignedBy(ECDsa key) => KeyId == KeyIdOf(key) && AuditSignature.Fits(Signed(), Signature, key);

    /// <summary>SHA-256 of the public part, hex.</summary>
    public static string KeyIdOf(ECDsa key) =>
        Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>The line kept at the anchor: canonical JSON with the signature.</summary>
    public string ToLine() => CanonicalJson.Write(Fields(withSignature: true));

    /// <summary>Reads what <see cref="ToLine"/> wrote; the id is not on the line. Whether it is signed is another question.</summary>
    /// <returns>Null for anything else, also for another spelling of the same.</returns>
    public static AuditHead? FromLine(string line)
    {
        if (CanonicalJson.ReadFlat(line) is not { Count: 5 } fields) return null;
        if (fields.GetValueOrDefault("seq") is not long seq || fields.GetValueOrDefault("hash") is not string hash) return null;
        if (CanonicalJson.TimeOf(fields.GetValueOrDefault("at")) is not { } at) return null;
        if (fields.GetValueOrDefault("keyId") is not string keyId) return null;
        return fields.GetValueOrDefault("signature") is string signature
            ? new AuditHead { Seq = seq, Hash = hash, At = at, KeyId = keyId, Signature = signature }
            : null;
    }

    private string Signed() => CanonicalJson.Write(Fields(withSignature: false));

    private Dictionary<string, object?> Fields(bool withSignature)
    {
        var fields = new Dictionary<string, object?>
        {
            ["seq"] = Seq,
            ["hash"] = Hash,
            ["at"] = CanonicalJson.Moment(At),
            ["keyId"] = KeyId,
        };
        if (withSignature) fields["signature"] = Signature;
        return fields;
    }
}
