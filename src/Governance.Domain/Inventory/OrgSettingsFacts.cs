namespace Governance.Domain.Inventory;

/// <summary>Org-wide OAuth, app and session settings. Item key: "settings"; item name: empty.</summary>
/// <remarks>Source: Metadata API, OauthOidcSettings, ConnectedAppSettings, ExternalClientAppSettings, SecuritySettings,
/// MyDomainSettings.</remarks>
public sealed record OrgSettingsFacts : ItemFacts
{
    /// <summary>PKCE demanded of every app.</summary>
    public bool? PkceRequired { get; init; }

    /// <summary>The username-password flow is blocked.</summary>
    public bool? PasswordFlowBlocked { get; init; }

    /// <summary>The user-agent flow is blocked.</summary>
    public bool? UserAgentFlowBlocked { get; init; }

    /// <summary>API Access Control: only admin-approved apps.</summary>
    public bool? OnlyApprovedApps { get; init; }

    /// <summary>The same for external users.</summary>
    public bool? OnlyApprovedAppsForExternalUsers { get; init; }

    /// <summary>Consumer secrets may be read by metadata.</summary>
    public bool? SecretsInMetadata { get; init; }

    /// <summary>Consumer secrets may be read by REST.</summary>
    public bool? SecretsInRest { get; init; }

    /// <summary>Sessions are locked to the address they began from.</summary>
    public bool? LocksSessionsToAddress { get; init; }

    /// <summary>IP ranges are enforced on every request.</summary>
    public bool? EnforcesRangesOnEveryRequest { get; init; }

    /// <summary>As the org writes it, as in TwoHours.</summary>
    public string? SessionTimeout { get; init; }

    /// <summary>Trusted addresses of the org.</summary>
    public IReadOnlyList<AddressRange>? TrustedIpRanges { get; init; }

    /// <summary>API logins must go to the org's own domain.</summary>
    public bool? ApiLoginNeedsOrgDomain { get; init; }
}
