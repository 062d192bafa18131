using System.Globalization;
using System.Security.Cryptography;

namespace Governance.Domain.Audit;

/// <summary>How an export of the whole chain is spelled: the signed header, then every entry, then every signed head, a
/// line each, UTF-8, LF after every line. What stands between <see cref="EntryBegin"/> and <see cref="EntryMiddle"/> is
/// the entry's canonical form: its SHA-256 is the hash, and anyone can recompute it.</summary>
public static class AuditExport
{
    /// <summary>Before an entry's canonical form.</summary>
    public const string EntryBegin = "{\"entry\":";

    /// <summary>Between the canonical form and the hash.</summary>
    public const string EntryMiddle = ",\"hash\":\"";

    /// <summary>After the hash.</summary>
    public const string EntryEnd = "\"}";

    /// <summary>Before a head's own line.</summary>
    public const string HeadBegin = "{\"head\":";

    /// <summary>The line of an entry.</summary>
    public static string LineOf(AuditEntry entry) => string.Concat(EntryBegin, entry.Canonical(), EntryMiddle, entry.Hash, EntryEnd);

    /// <summary>The line of a head.</summary>
    /// <param name="head">As signed.</param>
    /// <param name="number">Its place among the export's heads, from 1.</param>
    public static string LineOf(AuditHead head, long number) => string.Concat(HeadBegin, head.ToLine(), HeadEnd(number));

    /// <summary>After a head's own line.</summary>
    public static string HeadEnd(long number) => string.Create(CultureInfo.InvariantCulture, $",\"number\":{number}}}");
}

/// <summary>First line of an export: what the export holds, signed, so that nothing can be cut off, added or exchanged on
/// its way.</summary>
/// <param name="ToSeq">Last entry; 0 for an empty chain.</param>
/// <param name="Hash">Its hash; the genesis value for an empty chain.</param>
/// <param name="Heads">How many heads come after the entries.</param>
/// <param name="ExportedAt">UTC, to the millisecond.</param>
/// <param name="PublicKey">PEM of the signing key's public part. Told, not proof: who checks brings the key along.</param>
/// <param name="KeyId">See <see cref="AuditHead.KeyId"/>.</param>
/// <param name="Signature">See <see cref="AuditHead.Signature"/>.</param>
public sealed record AuditExportHeader(
    long ToSeq, string Hash, long Heads, DateTimeOffset ExportedAt, string PublicKey, string KeyId, string Signature)
{
    private const string Kind = "governance-audit";
    private const long Version = 1;

    /// <summary>Signs what the export holds.</summary>
    public static AuditExportHeader Sign(long toSeq, string hash, long heads, DateTimeOffset exportedAt, ECDsa key)
    {
        var header = new AuditExportHeader(toSeq, hash, heads,
            new DateTimeOffset(exportedAt.UtcTicks - exportedAt.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
            key.ExportSubjectPublicKeyInfoPem(), AuditHead.KeyIdOf(key), "");
        return header with { Signature = AuditSignature.Make(header.Signed(), key) };
    }

    /// <summary>Reads what <see cref="ToLine"/> wrote. Whether it is signed is another question.</summary>
    /// <returns>Null for anything else, also for another spelling of the same.</returns>
    public static AuditExportHeader? FromLine(string line)
    {
        if (CanonicalJson.ReadFlat(line) is not { Count: 10 } fields) return null;
        if (fields.GetValueOrDefault("toSeq") is not long toSeq || fields.GetValueOrDefault("heads") is not long heads) return null;
        if (CanonicalJson.TimeOf(fields.GetValueOrDefault("exportedAt")) is not { } at) return null;
        if (fields.GetValueOrDefault("hash") is not string hash || fields.GetValueOrDefault("keyId") is not string keyId) return null;
        if (fields.GetValueOrDefault("publicKey") is not string pem || fields.GetValueOrDefault("signature") is not string signature) return null;
        var header = new AuditExportHeader(toSeq, hash, heads, at, pem, keyId, signature);
        // Kind, version and first entry are the same in every header.
        return header.ToLine() == line ? header : null;
    }

    /// <summary>True when the key made this signature over these values.</summary>
    public bool IsSignedBy(ECDsa key) => KeyId == AuditHead.KeyIdOf(key) && AuditSignature.Fits(Signed(), Signature, key);

    /// <summary>The line: canonical JSON with the signature.</summary>
    public string ToLine() => CanonicalJson.Write(Fields(withSignature: true));

    private string Signed() => CanonicalJson.Write(Fields(withSignature: false));

    private Dictionary<string, object?> Fields(bool withSignature)
    {
        var fields = new Dictionary<string, object?>
        {
            ["kind"] = Kind,
            ["version"] = Version,
            ["exportedAt"] = CanonicalJson.Moment(ExportedAt),
            ["fromSeq"] = 1L,
            ["toSeq"] = ToSeq,
            ["hash"] = Hash,
            ["heads"] = Heads,
            ["publicKey"] = PublicKey,
            ["keyId"] = KeyId,
        };
        if (withSignature) fields["signature"] = Signature;
        return fields;
    }
}
