using Governance.Domain.Authorizations;

namespace Governance.Domain.Inventory;

/// <summary>Who may use a client app.</summary>
public enum PermittedUsers
{
    /// <summary>Users authorize it themselves.</summary>
    SelfAuthorized,

    /// <summary>Only users whose profile or permission set is selected.</summary>
    AdminApproved,
}

/// <summary>How far IP restrictions bind a client app.</summary>
public enum IpRelaxation
{
    /// <summary>Always.</summary>
    Enforce,

    /// <summary>Except when refreshing.</summary>
    EnforceRelaxRefresh,

    /// <summary>Except after a second factor, or from a trusted range.</summary>
    BypassSecondFactor,

    /// <summary>Never.</summary>
    Bypass,
}

/// <summary>What ends a refresh token.</summary>
public enum RefreshPolicyKind
{
    /// <summary>Nothing but revocation.</summary>
    Infinite,

    /// <summary>It ends at once.</summary>
    Zero,

    /// <summary>A time after it was issued.</summary>
    Lifetime,

    /// <summary>A time without use.</summary>
    Inactivity,
}

/// <summary>Unit of a refresh policy.</summary>
public enum RefreshUnit
{
    /// <summary>Hours.</summary>
    Hours,

    /// <summary>Days.</summary>
    Days,

    /// <summary>Calendar months: up to 31 days each.</summary>
    Months,
}

/// <summary>The stored refresh policy of a client app.</summary>
/// <param name="Kind">What ends the token.</param>
/// <param name="Period">How many; null unless limited.</param>
/// <param name="Unit">Of what; null unless limited.</param>
public sealed record RefreshPolicy(RefreshPolicyKind Kind, int? Period, RefreshUnit? Unit)
{
    /// <summary>Longest time in days, a month counted as 31; 0 for zero, null when nothing ends it or the period is unknown.</summary>
    public double? Days => Kind switch
    {
        RefreshPolicyKind.Zero => 0,
        RefreshPolicyKind.Infinite => null,
        _ => Unit switch
        {
            RefreshUnit.Hours => Period / 24.0,
            RefreshUnit.Days => Period,
            RefreshUnit.Months => Period * 31.0,
            _ => null,
        },
    };
}

/// <summary>A range of addresses, IPv4 or IPv6, as the org wrote it.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Last address.</param>
/// <param name="Description">Org text.</param>
public sealed record AddressRange(string Start, string End, string? Description = null);

/// <summary>The OAuth policy of one client app, as stored in the org. Item key: "CA:" or "ECA:" and the API name; item name: the
/// label.</summary>
/// <remarks>Source: Metadata API, ConnectedApp and the ExternalClientApplication types. A switch that the file does not carry is
/// null: the manifest's version did not know it, or the org left it out.</remarks>
public sealed record AppPolicyFacts : ItemFacts
{
    /// <summary>Connected app or external client app.</summary>
    public required ClientAppKind Kind { get; init; }

    /// <summary>Full name in the metadata.</summary>
    public required string ApiName { get; init; }

    /// <summary>Version of the manifest it was read with, as in 62.0; decides what an absent switch means.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Public part of the app's credential: an identifier, not a secret.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>As the app lists them.</summary>
    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    /// <summary>In OAuth's words (api, refresh_token), ordered; words without a known pair as the file has them.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>PKCE demanded.</summary>
    public bool? PkceRequired { get; init; }

    /// <summary>Refresh tokens rotate.</summary>
    public bool? RotationEnabled { get; init; }

    /// <summary>The 30-day idle limit is enforced whatever the stored policy says.</summary>
    public bool? IdleTtlEnforced { get; init; }

    /// <summary>Refresh tokens are bound to addresses (connected apps).</summary>
    public bool? IpBindingEnabled { get; init; }

    /// <summary>The refresh-token IP allow-list (external client apps); null when its file was not there.</summary>
    public IReadOnlyList<AddressRange>? TokenIpRanges { get; init; }

    /// <summary>Trusted ranges of the web-server flow; they bar nobody.</summary>
    public IReadOnlyList<AddressRange> TrustedIpRanges { get; init; } = [];

    /// <summary>Secret demanded when refreshing.</summary>
    public bool? SecretRequiredForRefresh { get; init; }

    /// <summary>True for a public client.</summary>
    public bool? SecretOptional { get; init; }

    /// <summary>Client-credentials flow, as the developer set it.</summary>
    public bool? ClientCredentialsEnabled { get; init; }

    /// <summary>The admin's switch for the same flow (external client apps).</summary>
    public bool? ClientCredentialsAllowed { get; init; }

    /// <summary>User name the client-credentials flow runs as.</summary>
    public string? ClientCredentialsUser { get; init; }

    /// <summary>Headless identity flow.</summary>
    public bool? CodeCredentialEnabled { get; init; }

    /// <summary>Device flow.</summary>
    public bool? DeviceFlowEnabled { get; init; }

    /// <summary>Token exchange flow.</summary>
    public bool? TokenExchangeEnabled { get; init; }

    /// <summary>Access tokens are JWTs.</summary>
    public bool? IssuesJwtTokens { get; init; }

    /// <summary>May introspect any token.</summary>
    public bool? IntrospectsAllTokens { get; init; }

    /// <summary>Proof of possession (DPoP).</summary>
    public bool? DPopEnabled { get; init; }

    /// <summary>Client authentication by mutual TLS.</summary>
    public bool? MutualTlsEnabled { get; init; }

    /// <summary>Who may use it.</summary>
    public PermittedUsers? PermittedUsers { get; init; }

    /// <summary>Selected permission sets, by name or, as some files have it, id.</summary>
    public IReadOnlyList<string> PermissionSets { get; init; } = [];

    /// <summary>Selected profiles, by name.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>How far IP restrictions bind it.</summary>
    public IpRelaxation? IpRelaxation { get; init; }

    /// <summary>What ends its refresh tokens, as stored.</summary>
    public RefreshPolicy? RefreshPolicy { get; init; }

    /// <summary>Length of an access session; null when the org's own length holds.</summary>
    public int? SessionMinutes { get; init; }

    /// <summary>LOW, STANDARD or HIGH_ASSURANCE.</summary>
    public string? SessionLevel { get; init; }

    /// <summary>SHA-256 of the certificate inside the app, hex; it is an item of its own.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The app is switched on (external client apps).</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Its OAuth part is switched on (external client apps).</summary>
    public bool? IsOauthEnabled { get; init; }

    /// <summary>The file carried a consumer secret, which was dropped unread.</summary>
    public bool SecretWasReadable { get; init; }

    /// <summary>What could not be read, in words: an unresolved placeholder, a part that was refused.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
