namespace Governance.Domain.Heroku;

/// <summary>Which of AppLink's two records of an org.</summary>
public enum AppLinkKind
{
    /// <summary>An AppLink connection: the add-on and a whole org trust each other.</summary>
    Connection,

    /// <summary>An AppLink authorization: the stored identity of one Salesforce user.</summary>
    Authorization,
}

/// <summary>What stands behind the word that AppLink gives as a status; both vocabularies, the one in use and the one
/// before June 2025.</summary>
/// <remarks>Source: Heroku AppLink plugin, status strings of connections and authorizations.</remarks>
public enum AppLinkStatus
{
    /// <summary>A word nobody has documented.</summary>
    Unknown,

    /// <summary>Waits for a person or for the org.</summary>
    UnderWay,

    /// <summary>Works.</summary>
    Active,

    /// <summary>Is being removed.</summary>
    Ending,

    /// <summary>Removed; may still be listed.</summary>
    Ended,

    /// <summary>Did not come about, or broke.</summary>
    Failed,
}

/// <summary>Reads AppLink's status words.</summary>
public static class AppLinkStatusWords
{
    /// <summary>The meaning of a word; anything unheard of is unknown, never active.</summary>
    public static AppLinkStatus Of(string? word) => word switch
    {
        "connecting" or "authorizing" or "pending" or "authenticating" or "authenticated" => AppLinkStatus.UnderWay,
        "connected" or "authorized" => AppLinkStatus.Active,
        "disconnecting" => AppLinkStatus.Ending,
        "disconnected" => AppLinkStatus.Ended,
        "failed" or "error" or "authentication_failed" or "connection_failed" or "disconnection_failed" =>
            AppLinkStatus.Failed,
        _ => AppLinkStatus.Unknown,
    };
}

/// <summary>One AppLink connection or authorization as a list gives it. Has no member for a token: an answer that holds
/// one loses it while it is read.</summary>
/// <param name="Kind">Connection or authorization.</param>
/// <param name="Key">AppLink's id.</param>
/// <param name="Name">connection_name or developer_name.</param>
/// <param name="OrgKey">15-character id of the org; null until the org answered.</param>
/// <param name="IsDataCloud">True for a Data Cloud org.</param>
/// <param name="Username">The Salesforce user; null until known.</param>
/// <param name="UserKey">That user's id, 15 characters; null until known.</param>
/// <param name="Status">AppLink's own word.</param>
/// <param name="Method">OAuth or JWT; null when not said.</param>
/// <param name="AppName">The Heroku app it was made through; null when not said.</param>
/// <param name="CreatedAt">UTC; null when not said.</param>
/// <param name="CreatedBy">Heroku e-mail address; null when not said.</param>
/// <param name="ErrorCode">Id of the last error; null when there is none.</param>
/// <param name="ErrorText">Its words, bounded; null when there is none.</param>
/// <param name="ModifiedAt">When it was changed last, UTC; null when not said.</param>
public sealed record AppLinkRow(
    AppLinkKind Kind, string Key, string Name, string? OrgKey, bool IsDataCloud, string? Username, string? UserKey,
    string Status, string? Method, string? AppName, DateTimeOffset? CreatedAt, string? CreatedBy, string? ErrorCode,
    string? ErrorText, DateTimeOffset? ModifiedAt = null)
{
    /// <summary>Longest name, user name or address kept, characters.</summary>
    public const int NameMaxLength = 255;

    /// <summary>Longest status word or error id kept, characters.</summary>
    public const int WordMaxLength = 60;

    /// <summary>Longest error text kept, characters.</summary>
    public const int ErrorMaxLength = 300;

    /// <summary>Characters of a Heroku id.</summary>
    public const int KeyLength = 36;
}

/// <summary>What hangs on an AppLink connection.</summary>
public enum AppLinkDependentKind
{
    /// <summary>An API published to the org.</summary>
    Publication,

    /// <summary>A Data Cloud data action target.</summary>
    DataActionTarget,
}

/// <summary>A publication or a data action target: it ends with its connection.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Key">AppLink's id, or for a publication the id of its record in the org.</param>
/// <param name="ConnectionName">The connection it hangs on.</param>
/// <param name="Name">Name of the External Service registration, or label of the target.</param>
/// <param name="AppKey">Heroku app behind it; null when not said.</param>
/// <param name="RegistrationId">External Service registration, 15 characters; null for targets.</param>
/// <param name="OrgKey">15-character id of the org; null when not said.</param>
/// <param name="Status">Of a target; null for publications.</param>
/// <param name="CreatedAt">UTC; null when not said.</param>
public sealed record AppLinkDependentRow(
    AppLinkDependentKind Kind, string Key, string ConnectionName, string Name, string? AppKey, string? RegistrationId,
    string? OrgKey, string? Status, DateTimeOffset? CreatedAt)
{
    /// <summary>Of a publication: when it was published last, UTC; null when not said.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}

/// <summary>One attachment of an add-on to an app.</summary>
/// <param name="AppKey">Heroku's id of the app.</param>
/// <param name="AppName">Its name.</param>
/// <param name="Name">Name of the attachment: prefix of the config vars.</param>
public sealed record AppLinkAttachment(string AppKey, string AppName, string Name);
