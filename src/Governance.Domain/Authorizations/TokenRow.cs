namespace Governance.Domain.Authorizations;

/// <summary>Kind of client app behind a grant, told by the id prefix of AppMenuItem.ApplicationId.</summary>
public enum ClientAppKind
{
    /// <summary>No menu item: uninstalled or unknown app.</summary>
    Unknown,

    /// <summary>Prefix 0H4.</summary>
    ConnectedApp,

    /// <summary>Prefix 0xI.</summary>
    ExternalClientApp,
}

/// <summary>Identity of one OauthToken row: HMAC-SHA-256 of its handle, hex (contracts §2). Never the handle.</summary>
public readonly record struct TokenRowKey(string Value)
{
    /// <summary>Hex characters of a key.</summary>
    public const int Length = 64;
}

/// <summary>One OauthToken row as read from an org, without its handle.</summary>
/// <param name="Key">HMAC of the handle.</param>
/// <param name="AppName">Label of the app; not unique.</param>
/// <param name="ApplicationId">ConnectedApplication or ExternalClientApplication id; null when there is none.</param>
/// <param name="AppKind">By id prefix.</param>
/// <param name="UserId">Owner, 15 characters.</param>
/// <param name="Username">Owner's user name.</param>
/// <param name="OwnerName">Owner's display name.</param>
/// <param name="UserIsActive">False for a deactivated owner; null when the org did not say.</param>
/// <param name="ProfileName">Owner's profile; null when not readable.</param>
/// <param name="CreatedAt">UTC, to the second or millisecond the org gives.</param>
/// <param name="LastUsedAt">UTC; null when never used.</param>
/// <param name="UseCount">Null when the org did not say.</param>
public sealed record TokenRow(
    TokenRowKey Key, string AppName, string? ApplicationId, ClientAppKind AppKind, string UserId, string Username,
    string OwnerName, bool? UserIsActive, string? ProfileName, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt,
    int? UseCount);
