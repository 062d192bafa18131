namespace Governance.OrgSimulator.World;

/// <summary>OAuth policy of a client app, in the words of its metadata.</summary>
public sealed record AppPolicy
{
    public bool AdminApproved { get; init; }

    public bool PkceRequired { get; init; }

    public bool RotationEnabled { get; init; }

    /// <summary>isEnforceRefreshTokenTTL: a refresh token that idled 30 days ends.</summary>
    public bool IdleTtlEnforced { get; init; }

    public bool SecretRequiredForRefresh { get; init; } = true;

    /// <summary>Public client: no secret is asked for in the web-server flow.</summary>
    public bool SecretOptional { get; init; }

    public bool ClientCredentialsEnabled { get; init; }

    public string? ClientCredentialsUser { get; init; }

    /// <summary>isDeviceFlowEnabled.</summary>
    public bool DeviceFlow { get; init; }

    /// <summary>LOW, STANDARD or HIGH_ASSURANCE; null for none of the app's own.</summary>
    public string? SessionLevel { get; init; }

    /// <summary><c>infinite</c>, <c>zero</c>, <c>specific_lifetime:N:UNIT</c> or <c>specific_inactivity:N:UNIT</c>.</summary>
    public string RefreshTokenPolicy { get; init; } = "infinite";

    public string IpRelaxation { get; init; } = "ENFORCE";

    public int? SessionMinutes { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = ["api", "refresh_token"];

    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    public IReadOnlyList<IpRange> TokenIpRanges { get; init; } = [];

    /// <summary>Trusted ranges of the web-server flow; they bar nobody.</summary>
    public IReadOnlyList<IpRange> TrustedIpRanges { get; init; } = [];

    /// <summary>Seconds after issue at which a refresh token ends; null means never.</summary>
    public long? LifetimeSeconds => Seconds("specific_lifetime");

    /// <summary>Seconds without use after which a refresh token ends; null means never.</summary>
    public long? IdleSeconds
    {
        get
        {
            const long thirtyDays = 30 * 86_400L;
            var stated = Seconds("specific_inactivity");
            return IdleTtlEnforced ? Math.Min(stated ?? thirtyDays, thirtyDays) : stated;
        }
    }

    private long? Seconds(string kind)
    {
        var parts = RefreshTokenPolicy.Split(':');
        if (parts.Length != 3 || parts[0] != kind || !long.TryParse(parts[1], out var count)) return null;
        return count * parts[2] switch { "HOURS" => 3_600, "DAYS" => 86_400, _ => 30 * 86_400L };
    }
}
