namespace Governance.Domain.Inventory;

/// <summary>A named credential. Item key and ApiName: its API name; item name: its label.</summary>
/// <remarks>Source: Metadata API, NamedCredential, in its two shapes. Passwords and tokens are dropped unread.</remarks>
public sealed record NamedCredentialFacts : ItemFacts
{
    /// <summary>API name.</summary>
    public required string ApiName { get; init; }

    /// <summary>Legacy, SecuredEndpoint, PrivateEndpoint or Standard.</summary>
    public string? Type { get; init; }

    /// <summary>Where it calls.</summary>
    public string? Url { get; init; }

    /// <summary>Of a legacy one: NoAuthentication, Password, Oauth, Jwt and so on.</summary>
    public string? Protocol { get; init; }

    /// <summary>Of a legacy one: Anonymous, NamedUser or PerUser.</summary>
    public string? PrincipalType { get; init; }

    /// <summary>External credential behind it, by API name.</summary>
    public string? ExternalCredential { get; init; }

    /// <summary>Client certificate, by API name.</summary>
    public string? Certificate { get; init; }

    /// <summary>Certificate that signs its JWTs, by API name.</summary>
    public string? SigningCertificate { get; init; }

    /// <summary>False when callouts are switched off.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>True when the file carried a password or a token, which was dropped unread.</summary>
    public bool SecretWasReadable { get; init; }
}

/// <summary>An external credential. Item key and ApiName: its API name; item name: its label.</summary>
public sealed record ExternalCredentialFacts : ItemFacts
{
    /// <summary>API name.</summary>
    public required string ApiName { get; init; }

    /// <summary>Oauth, Custom, AwsSv4, Basic and so on.</summary>
    public string? Protocol { get; init; }

    /// <summary>Names of its principals, ordered.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>True when one of them is per user.</summary>
    public bool? IsPerUser { get; init; }

    /// <summary>Certificate that signs for it, by API name.</summary>
    public string? SigningCertificate { get; init; }

    /// <summary>Auth provider or external identity provider behind it, by API name.</summary>
    public string? Provider { get; init; }
}

/// <summary>A remote site or CSP trusted site. Item key: "remote:" or "csp:" and its API name; item name: its API name.</summary>
public sealed record OutboundSiteFacts : ItemFacts
{
    /// <summary>True for a CSP trusted site.</summary>
    public required bool IsCsp { get; init; }

    /// <summary>Where it leads.</summary>
    public string? Url { get; init; }

    /// <summary>False when switched off.</summary>
    public bool? IsActive { get; init; }

    /// <summary>True when an HTTPS page may call it over HTTP.</summary>
    public bool? DisablesProtocolSecurity { get; init; }
}

/// <summary>An auth provider. Item key: its API name; item name: its friendly name.</summary>
public sealed record AuthProviderFacts : ItemFacts
{
    /// <summary>As in OpenIdConnect or Salesforce.</summary>
    public string? Type { get; init; }

    /// <summary>Where people consent.</summary>
    public string? AuthorizeUrl { get; init; }

    /// <summary>Where codes are exchanged.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>PKCE in use.</summary>
    public bool? PkceEnabled { get; init; }

    /// <summary>User its handler runs as.</summary>
    public string? ExecutionUser { get; init; }

    /// <summary>True when the file carried a consumer secret, which was dropped unread.</summary>
    public bool SecretWasReadable { get; init; }
}
