namespace Governance.OrgSimulator.World;

/// <summary>One access token, and the row of AuthSession that it is.</summary>
public sealed class Session
{
    public required int Serial { get; init; }

    public required OrgUser User { get; init; }

    public required ClientApp App { get; init; }

    /// <summary>The grant it was issued from; null for JWT bearer, client credentials and grants without a refresh token.</summary>
    public Grant? Grant { get; init; }

    /// <summary>Seconds since 1970, UTC.</summary>
    public required long Created { get; init; }

    /// <summary>Seconds since 1970, UTC; the lifetime counts from here.</summary>
    public long Modified { get; set; }

    /// <summary>The org lies: the access token works although the row vanished.</summary>
    public bool Hidden { get; set; }

    public required int SecondsValid { get; init; }

    public required string SourceIp { get; init; }

    public required string Scope { get; init; }
}
