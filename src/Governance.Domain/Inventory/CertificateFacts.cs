namespace Governance.Domain.Inventory;

/// <summary>Where a certificate lies.</summary>
public enum CertificatePlace
{
    /// <summary>In the org's certificate and key management: takes a slot.</summary>
    Org,

    /// <summary>Pasted into a client app: a copy of its own.</summary>
    ClientApp,

    /// <summary>An inbound client certificate for mutual TLS to the org.</summary>
    Inbound,
}

/// <summary>An X.509 certificate. Item key: of the org's its API name; otherwise "inbound:" and the API name, or "app:" and the key of
/// the app's policy. Item name: its label.</summary>
/// <remarks>Source: RFC 5280; Tooling API, Certificate; Metadata API, Certificate and InboundCertificate. What the certificate
/// itself says wins over what the org's row says.</remarks>
public sealed record CertificateFacts : ItemFacts
{
    /// <summary>Where it lies.</summary>
    public required CertificatePlace Place { get; init; }

    /// <summary>API name; of an app's certificate, the app's.</summary>
    public required string ApiName { get; init; }

    /// <summary>Distinguished name; null when only the org's row was read.</summary>
    public string? Subject { get; init; }

    /// <summary>Distinguished name of who signed it.</summary>
    public string? Issuer { get; init; }

    /// <summary>Hex.</summary>
    public string? Serial { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>UTC: the instant at which the leaf ends.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>UTC: the first end in the chain, when one of its signers ends before the leaf; null otherwise.</summary>
    public DateTimeOffset? ChainEndsAt { get; init; }

    /// <summary>RSA, ECDSA and so on.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>Bits.</summary>
    public int? KeySize { get; init; }

    /// <summary>As in sha256RSA.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary>True when signed by its own key.</summary>
    public bool? IsSelfSigned { get; init; }

    /// <summary>True when a certificate authority signed it, as the org's row says.</summary>
    public bool? IsCaSigned { get; init; }

    /// <summary>True when the private key may leave the org.</summary>
    public bool? IsExportable { get; init; }

    /// <summary>SHA-256 of the leaf, hex.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>SHA-256 of the leaf's public key (SubjectPublicKeyInfo), hex: the same key under any name.</summary>
    public string? KeyHash { get; init; }

    /// <summary>Certificates in the file, the leaf counted; 0 when none was read.</summary>
    public int ChainLength { get; init; }

    /// <summary>What could not be read, in words; null when nothing.</summary>
    public string? Trouble { get; init; }

    /// <inheritdoc />
    public override DateTimeOffset? EndsAt() => ChainEndsAt ?? NotAfter;
}
