namespace Governance.Domain.Requests;

/// <summary>One thing in the OAuth policy of a client app, as the mandate wants it.</summary>
public enum AppPolicySetting
{
    /// <summary>Who signs in by the web server flow proves it with PKCE.</summary>
    Pkce,

    /// <summary>Each use of a refresh token gives a new one; an old one that is used ends the grant.</summary>
    Rotation,

    /// <summary>Refresh tokens end after 30 days without use.</summary>
    IdleEnd,

    /// <summary>Login IP ranges are enforced.</summary>
    IpEnforced,

    /// <summary>Only users whom an admin selected may authorize it.</summary>
    AdminApproved,

    /// <summary>What held before an earlier request changed it.</summary>
    AsBefore,
}

/// <summary>What is to be set on a client app.</summary>
/// <param name="ApiName">Of the app.</param>
/// <param name="IsExternal">An external client app, not a connected app.</param>
/// <param name="Setting">Which thing.</param>
public sealed record AppPolicyWish(string ApiName, bool IsExternal, AppPolicySetting Setting)
{
    /// <summary>What its file is to say of the setting again, as it was kept; null for what the mandate wants.</summary>
    public string? Back { get; init; }

    /// <summary>A file that holds it can be deployed. Whether an external client app asks for PKCE or rotates stands beside its consumer
    /// secret, which the portal does not retrieve.</summary>
    public bool CanBeDeployed => !IsExternal || Setting is not (AppPolicySetting.Pkce or AppPolicySetting.Rotation);
}
