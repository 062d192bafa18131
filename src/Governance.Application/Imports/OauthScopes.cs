using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Metadata's words for scopes and policies, in OAuth's words and ours.</summary>
/// <remarks>Pairs by name: enumerations ConnectedAppOauthAccessScope and the ECA's. In ECA files SFAP is spelt SFApiPlatform.</remarks>
internal static class OauthScopes
{
    private static readonly Dictionary<string, string> Pairs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Basic"] = "id",
        ["Api"] = "api",
        ["Web"] = "web",
        ["Full"] = "full",
        ["Chatter"] = "chatter_api",
        ["CustomApplications"] = "visualforce",
        ["RefreshToken"] = "refresh_token",
        ["OfflineAccess"] = "offline_access",
        ["OpenID"] = "openid",
        ["Profile"] = "profile",
        ["Email"] = "email",
        ["Address"] = "address",
        ["Phone"] = "phone",
        ["CustomPermissions"] = "custom_permissions",
        ["Wave"] = "wave_api",
        ["Eclair"] = "eclair_api",
        ["Pardot"] = "pardot_api",
        ["Lightning"] = "lightning",
        ["Content"] = "content",
        ["Chatbot"] = "chatbot_api",
        ["CDP"] = "cdp_api",
        ["CDPIngest"] = "cdp_ingest_api",
        ["CDPProfile"] = "cdp_profile_api",
        ["CDPQuery"] = "cdp_query_api",
        ["CDPSegment"] = "cdp_segment_api",
        ["CDPIdentityResolution"] = "cdp_identityresolution_api",
        ["CDPCalculatedInsight"] = "cdp_calculated_insight_api",
        ["ForgotPassword"] = "forgot_password",
        ["UserRegistration"] = "user_registration_api",
        ["PwdlessLogin"] = "pwdless_login_api",
        ["SFAP"] = "sfap_api",
        ["SFApiPlatform"] = "sfap_api",
        ["Interaction"] = "interaction_api",
        ["EinsteinGPT"] = "einstein_gpt_api",
        ["MCP"] = "mcp_api",
        ["SCRT"] = "scrt_api",
        ["A2A"] = "a2a_api",
        ["DataCloudUserClaims"] = "data_cloud_user_claims",
        ["CmdbDiscovery"] = "cmdb_discovery_api",
        ["SemanticLayer"] = "semantic_layer_api",
    };

    /// <summary>In OAuth's words, ordered, each once; words without a known pair as they are.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> words) =>
        [.. words.Select(w => Pairs.GetValueOrDefault(w, w)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static IpRelaxation? Relaxation(string? word) => word?.ToUpperInvariant() switch
    {
        "ENFORCE" => IpRelaxation.Enforce,
        "ENFORCE_RELAXREFRESH" => IpRelaxation.EnforceRelaxRefresh,
        "BYPASS_2FACTOR" => IpRelaxation.BypassSecondFactor,
        "BYPASS" => IpRelaxation.Bypass,
        _ => null,
    };

    /// <summary>One policy from its three parts, in either spelling; null when the kind is none that is known.</summary>
    public static RefreshPolicy? Policy(string? kind, string? period, string? unit)
    {
        RefreshPolicyKind? known = kind?.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "INFINITE" => RefreshPolicyKind.Infinite,
            "ZERO" => RefreshPolicyKind.Zero,
            "SPECIFICLIFETIME" => RefreshPolicyKind.Lifetime,
            "SPECIFICINACTIVITY" => RefreshPolicyKind.Inactivity,
            _ => null,
        };
        if (known is not (RefreshPolicyKind.Lifetime or RefreshPolicyKind.Inactivity))
            return known is { } plain ? new RefreshPolicy(plain, null, null) : null;
        RefreshUnit? of = unit?.ToUpperInvariant() switch
        {
            "HOURS" => RefreshUnit.Hours,
            "DAYS" => RefreshUnit.Days,
            "MONTHS" => RefreshUnit.Months,
            _ => null,
        };
        return new RefreshPolicy(known.Value, int.TryParse(period, System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null, of);
    }
}
