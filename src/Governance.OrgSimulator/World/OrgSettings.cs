namespace Governance.OrgSimulator.World;

/// <summary>Org-wide OAuth, session and network settings that a scenario may set, and an administrator change in Setup.</summary>
public sealed record OrgSettings
{
    /// <summary>OauthOidcSettings: the username-password flow is allowed.</summary>
    public bool PasswordFlow { get; init; }

    /// <summary>OauthOidcSettings: the user-agent flow is allowed.</summary>
    public bool UserAgentFlow { get; init; }

    /// <summary>OauthOidcSettings.isPkceRequired.</summary>
    public bool PkceRequired { get; init; }

    /// <summary>ConnectedAppSettings.enableAdminApprovedAppsOnly.</summary>
    public bool ApprovedAppsOnly { get; init; }

    /// <summary>SecuritySettings.networkAccess: shown, and bars nobody here.</summary>
    public IReadOnlyList<IpRange> TrustedIpRanges { get; init; } = [];
}

/// <summary>What an org calls.</summary>
/// <param name="Url">Where it leads.</param>
/// <param name="Protocol">Of a legacy one, as in Password; without meaning where an external credential signs in.</param>
/// <param name="Certificate">API name of the client certificate; null for none.</param>
/// <param name="SigningCertificate">API name of the certificate that signs JWTs; null for none.</param>
/// <param name="ExternalCredential">API name of the external credential of the new model; null for a legacy one.</param>
public sealed record NamedCredential(
    string Name, string Label, string Url, string Protocol, string? Certificate, string? SigningCertificate, string? ExternalCredential);

/// <summary>An external credential with the principals that sets and profiles open.</summary>
public sealed record ExternalCredential(string Name, string Label, IReadOnlyList<CredentialPrincipal> Principals);

/// <summary>A principal of an external credential.</summary>
/// <param name="Id">Of its row of ExternalCredentialParameter.</param>
/// <param name="Credential">API name of the external credential.</param>
/// <param name="Name">As in Nightly.</param>
/// <param name="PermissionSets">API names of the sets that open it.</param>
/// <param name="Profiles">Names of the profiles that open it.</param>
public sealed record CredentialPrincipal(string Id, string Credential, string Name, IReadOnlyList<string> PermissionSets, IReadOnlyList<string> Profiles);
