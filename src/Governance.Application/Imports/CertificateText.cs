using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads certificates from PEM, bare base64 or DER. Noise around PEM blocks is passed over; a private key is never
/// decoded.</summary>
/// <param name="Facts">What the leaf says; with a trouble and little else when there is none. Place and name are the caller's.</param>
/// <param name="HadKey">A private key lay in it.</param>
/// <remarks>Source: RFC 7468, RFC 5280. Chains are followed by name, signatures are not checked: whether to trust one is not
/// the question here.</remarks>
public sealed record CertificateText(CertificateFacts Facts, bool HadKey)
{
    private const int MostCertificates = 10;
    private const int MostRsaBits = 8_192;

    /// <summary>Takes over what the certificate itself says; what only the org's row says stays, and so does all of it when the
    /// text cannot be read.</summary>
    /// <param name="row">As the org's row says.</param>
    /// <param name="text">As for <see cref="Read"/>.</param>
    public static CertificateFacts Fill(CertificateFacts row, string text) => Read(text).Facts is { NotAfter: not null } said
        ? said with
        {
            Place = row.Place,
            ApiName = row.ApiName,
            KeySize = said.KeySize ?? row.KeySize,
            IsCaSigned = row.IsCaSigned,
            IsExportable = row.IsExportable,
        }
        : row with { Trouble = Read(text).Facts.Trouble };

    /// <summary>Reads text: PEM blocks among anything else, or base64 alone.</summary>
    public static CertificateText Read(string text)
    {
        if (text.Length > ReadLimits.Certificate) return Failed($"larger than {ReadLimits.Certificate / 1024} KB", false);
        var hadKey = text.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase);
        List<byte[]> found = [];
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var block))
        {
            if (rest[block.Label] is "CERTIFICATE" or "X509 CERTIFICATE")
                found.Add(Convert.FromBase64String(rest[block.Base64Data].ToString()));
            rest = rest[block.Location.End..];
        }
        if (found.Count == 0 && !text.Contains("-----", StringComparison.Ordinal))
        {
            var bytes = new byte[text.Length];
            if (Convert.TryFromBase64String(text, bytes, out var length) && length > 0) found.Add(bytes[..length]);
        }
        return found.Count == 0
            ? Failed(hadKey ? "a private key and no certificate" : "no PEM certificate", hadKey)
            : Of(found, hadKey);
    }

    /// <summary>Reads DER, or text in UTF-8.</summary>
    public static CertificateText ReadBytes(byte[] bytes) =>
        bytes is [0x30, ..] ? Of([bytes], false) : Read(Encoding.UTF8.GetString(bytes));

    private static CertificateText Of(List<byte[]> found, bool hadKey)
    {
        if (found.Count > MostCertificates) return Failed($"more than {MostCertificates} certificates", hadKey);
        List<X509Certificate2> all = [];
        try
        {
            foreach (var der in found) all.Add(X509CertificateLoader.LoadCertificate(der));
            return new CertificateText(Say(all), hadKey);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or FormatException or AsnContentException)
        {
            return Failed("what stands in its PEM block is no X.509 certificate", hadKey);
        }
        finally
        {
            foreach (var one in all) one.Dispose();
        }
    }

    private static CertificateFacts Say(List<X509Certificate2> all)
    {
        var leaf = all.Find(c => !all.Exists(other => other != c && Signs(c, other))) ?? all[0];
        var (algorithm, bits) = KeyOf(leaf.PublicKey);
        return new CertificateFacts
        {
            Place = CertificatePlace.Org,
            ApiName = "",
            Subject = Text.Bounded(leaf.Subject, 1_000),
            Issuer = Text.Bounded(leaf.Issuer, 1_000),
            Serial = leaf.SerialNumber,
            NotBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime()),
            NotAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime()),
            ChainEndsAt = EarlierEnd(leaf, all),
            KeyAlgorithm = algorithm,
            KeySize = bits,
            SignatureAlgorithm = leaf.SignatureAlgorithm.FriendlyName ?? leaf.SignatureAlgorithm.Value,
            IsSelfSigned = leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData),
            Thumbprint = Convert.ToHexStringLower(SHA256.HashData(leaf.RawDataMemory.Span)),
            KeyHash = Convert.ToHexStringLower(SHA256.HashData(leaf.PublicKey.ExportSubjectPublicKeyInfo())),
            ChainLength = all.Count,
            Trouble = algorithm == "RSA" && bits > MostRsaBits ? $"its key has more than {MostRsaBits} bits" : null,
        };
    }

    /// <summary>The first end among those that signed it, directly or not, when before its own.</summary>
    private static DateTimeOffset? EarlierEnd(X509Certificate2 leaf, List<X509Certificate2> all)
    {
        var (earliest, at, seen) = (leaf.NotAfter, leaf, new HashSet<X509Certificate2> { leaf });
        while (all.Find(c => !seen.Contains(c) && Signs(c, at)) is { } signer)
        {
            seen.Add(signer);
            if (signer.NotAfter < earliest) earliest = signer.NotAfter;
            at = signer;
        }
        return earliest < leaf.NotAfter ? new DateTimeOffset(earliest.ToUniversalTime()) : null;
    }

    private static bool Signs(X509Certificate2 signer, X509Certificate2 signed) =>
        signer.SubjectName.RawData.AsSpan().SequenceEqual(signed.IssuerName.RawData);

    /// <summary>From the encoding alone: no key object is made of what a stranger wrote, whatever its size or curve.</summary>
    private static (string Algorithm, int? Bits) KeyOf(PublicKey key)
    {
        switch (key.Oid.Value)
        {
            case "1.2.840.113549.1.1.1" or "1.2.840.113549.1.1.10":
                var modulus = new AsnReader(key.EncodedKeyValue!.RawData, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes().Span.TrimStart((byte)0);
                return ("RSA", (modulus.Length * 8) - (modulus.Length == 0 ? 0 : byte.LeadingZeroCount(modulus[0])));
            case "1.2.840.10045.2.1":
                return ("ECDSA", Curve(key.EncodedParameters!.RawData));
            case "1.3.101.112":
                return ("Ed25519", 256);
            case var other:
                return (key.Oid.FriendlyName ?? other ?? "unknown", null);
        }
    }

    private static int? Curve(byte[] parameters)
    {
        var reader = new AsnReader(parameters, AsnEncodingRules.DER);
        return reader.PeekTag() != Asn1Tag.ObjectIdentifier ? null : reader.ReadObjectIdentifier() switch
        {
            "1.2.840.10045.3.1.7" => 256,
            "1.3.132.0.34" => 384,
            "1.3.132.0.35" => 521,
            _ => null,
        };
    }

    private static CertificateText Failed(string trouble, bool hadKey) =>
        new(new CertificateFacts { Place = CertificatePlace.Org, ApiName = "", Trouble = trouble }, hadKey);
}
