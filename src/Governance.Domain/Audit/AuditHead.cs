using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Audit;

/// <summary>A signed statement that the chain stood at this entry at this time (ECDSA P-256 with SHA-256).</summary>
public sealed class AuditHead
{
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
        head.Signature = Convert.ToBase64String(key.SignData(head.Signed(), HashAlgorithmName.SHA256));
        return head;
    }

    /// <summary>True when the key made this signature over these values.</summary>
    public bool IsSignedBy(ECDsa key) =>
        KeyId == KeyIdOf(key) && Convert.TryFromBase64String(Signature, new byte[256], out _)
        && key.VerifyData(Signed(), Convert.FromBase64String(Signature), HashAlgorithmName.SHA256);

    /// <summary>SHA-256 of the public part, hex.</summary>
    public static string KeyIdOf(ECDsa key) =>
        Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>The line kept at the anchor: canonical JSON with the signature.</summary>
    public string ToLine() => CanonicalJson.Write(Fields(withSignature: true));

    private byte[] Signed() => Encoding.UTF8.GetBytes(CanonicalJson.Write(Fields(withSignature: false)));

    private Dictionary<string, object?> Fields(bool withSignature)
    {
        var fields = new Dictionary<string, object?>
        {
            ["seq"] = Seq,
            ["hash"] = Hash,
            ["at"] = At.UtcDateTime.ToString(CanonicalJson.TimeFormat, CultureInfo.InvariantCulture),
            ["keyId"] = KeyId,
        };
        if (withSignature) fields["signature"] = Signature;
        return fields;
    }
}
