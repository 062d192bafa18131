using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads X.509 certificates out of text: PEM blocks, or base64 alone. Pure; nothing is looked up or trusted.</summary>
/// <remarks>Source: RFC 5280, RFC 7468 §2.</remarks>
public static partial class X509Reader
{
    /// <summary>Longest text read, characters.</summary>
    public const int MaxLength = 200_000;

    /// <summary>Most certificates read of one text.</summary>
    public const int MaxChain = 20;

    private const int DistinguishedNameLength = 400;

    /// <summary>Takes over what the certificate itself says: the leaf, which is the one that signed none of the others, and the
    /// earliest end of the others. What the text does not say stays; what cannot be read is said in Trouble.</summary>
    /// <param name="facts">What the org's row or file says.</param>
    /// <param name="text">PEM or base64, possibly a chain. Private keys in it are never parsed.</param>
    public static CertificateFacts Fill(CertificateFacts facts, string text)
    {
        if (text.Length > MaxLength) return facts with { Trouble = $"The certificate is longer than {MaxLength:N0} characters and was not read." };
        var blocks = Blocks(text);
        if (blocks.Count == 0) return facts with { Trouble = "No certificate was found in the text." };
        if (blocks.Count > MaxChain) return facts with { Trouble = $"The chain has {blocks.Count} certificates; at most {MaxChain} are read." };
        var chain = new List<X509Certificate2>();
        try
        {
            foreach (var block in blocks) chain.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(block)));
            return Of(facts, chain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or AsnContentException)
        {
            return facts with { Trouble = chain.Count == 0 ? "The certificate cannot be read." : $"Certificate {chain.Count + 1} of {blocks.Count} cannot be read." };
        }
        finally
        {
            foreach (var certificate in chain) certificate.Dispose();
        }
    }

    private static CertificateFacts Of(CertificateFacts facts, List<X509Certificate2> chain)
    {
        var leaf = chain.Find(c => !chain.Exists(other => other != c && Same(other.IssuerName, c.SubjectName))) ?? chain[0];
        DateTimeOffset Ends(X509Certificate2 c) => new(c.NotAfter.ToUniversalTime());
        var others = chain.Where(c => c != leaf).Select(Ends).ToList();
        var key = KeyOf(leaf);
        return facts with
        {
            Subject = Text.Bounded(leaf.Subject, DistinguishedNameLength),
            Issuer = Text.Bounded(leaf.Issuer, DistinguishedNameLength),
            Serial = leaf.SerialNumber,
            NotBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime()),
            NotAfter = Ends(leaf),
            ChainEndsAt = others.Count > 0 && others.Min() is var first && first < Ends(leaf) ? first : null,
            KeyAlgorithm = key.Algorithm,
            KeySize = key.Bits ?? facts.KeySize,
            SignatureAlgorithm = leaf.SignatureAlgorithm.FriendlyName ?? leaf.SignatureAlgorithm.Value,
            IsSelfSigned = Same(leaf.SubjectName, leaf.IssuerName),
            Thumbprint = leaf.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
            KeyHash = Convert.ToHexStringLower(SHA256.HashData(leaf.PublicKey.ExportSubjectPublicKeyInfo())),
            ChainLength = chain.Count,
            Trouble = null,
        };
    }

    private static (string? Algorithm, int? Bits) KeyOf(X509Certificate2 leaf)
    {
        try
        {
            using var rsa = leaf.GetRSAPublicKey();
            if (rsa is not null) return ("RSA", rsa.KeySize);
            using var ecdsa = leaf.GetECDsaPublicKey();
            if (ecdsa is not null) return ("ECDSA", ecdsa.KeySize);
        }
        catch (CryptographicException)
        {
            // A key that this machine knows no arithmetic for is still a certificate with an end.
        }
        return (leaf.PublicKey.Oid.FriendlyName ?? leaf.PublicKey.Oid.Value, null);
    }

    private static bool Same(X500DistinguishedName a, X500DistinguishedName b) => a.RawData.AsSpan().SequenceEqual(b.RawData);

    private static List<string> Blocks(string text)
    {
        var blocks = Pem().Matches(text).Select(m => m.Groups[1].Value).ToList();
        return blocks.Count > 0 || text.Contains("-----", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(text) ? blocks : [text.Trim()];
    }

    [GeneratedRegex("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END ")]
    private static partial Regex Pem();
}
