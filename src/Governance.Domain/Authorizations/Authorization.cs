using Governance.Domain.Heroku;

namespace Governance.Domain.Authorizations;

/// <summary>Where an authorization comes from.</summary>
public enum AuthorizationKind
{
    /// <summary>An OauthToken row of an org.</summary>
    OAuth,

    /// <summary>An AppLink authorization: Heroku keeps the identity of one user of the org.</summary>
    AppLink,
}

/// <summary>A grant: one OAuth token row of (client app, user) in an org, or one AppLink authorization of a user of it. Kept
/// after it vanished.</summary>
public sealed class Authorization
{
    /// <summary>Longest app, user or profile name kept, characters.</summary>
    public const int NameMaxLength = 255;

    /// <summary>Stands for "never" where times are ordered.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;

    private Authorization() { }

    /// <summary>First sight of a row.</summary>
    public Authorization(OrgId org, OrgGroupId group, TokenRow row, DateTimeOffset seenAt)
    {
        Id = AuthorizationId.New();
        OrgId = org;
        OrgGroupId = group;
        Kind = AuthorizationKind.OAuth;
        FirstSeenAt = seenAt;
        UserId = SalesforceIds.Key(row.UserId);
        CreatedAt = row.CreatedAt;
        AppName = Text.Bounded(row.AppName, NameMaxLength);
        AppKey = Text.Comparable(row.AppName, NameMaxLength);
        Update(row);
    }

    /// <summary>First sight of an AppLink authorization.</summary>
    /// <param name="org">The org of its user.</param>
    /// <param name="group">The org's group.</param>
    /// <param name="addon">The add-on that holds it.</param>
    /// <param name="row">As read.</param>
    /// <param name="seenAt">Start of the read, UTC; stands for the moment of the grant when AppLink does not say it.</param>
    public Authorization(OrgId org, OrgGroupId group, AppLinkAddon addon, AppLinkRow row, DateTimeOffset seenAt)
    {
        Id = AuthorizationId.New();
        OrgId = org;
        OrgGroupId = group;
        Kind = AuthorizationKind.AppLink;
        FirstSeenAt = seenAt;
        CreatedAt = row.CreatedAt ?? seenAt;
        AppKind = ClientAppKind.Unknown;
        RowKey = AppLinkRecord.RowKeyOf(addon.Key, row.Key);
        Update(addon, row);
    }

    /// <summary>Ours.</summary>
    public AuthorizationId Id { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Source.</summary>
    public AuthorizationKind Kind { get; private set; }

    /// <summary>HMAC of the row's handle, hex; changes when the org changes the handle.</summary>
    public string RowKey { get; private set; } = "";

    /// <summary>Label of the client app; of an AppLink authorization, the Heroku app.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>The label in comparable form; vendor rules and filters look at this.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>Developer name of an AppLink authorization; null for an OAuth token row.</summary>
    public string? DeveloperName { get; private set; }

    /// <summary>By id prefix; unknown for an AppLink authorization.</summary>
    public ClientAppKind AppKind { get; private set; }

    /// <summary>Null when the app is uninstalled or unknown.</summary>
    public string? ApplicationId { get; private set; }

    /// <summary>Owner, 15 characters.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>Owner's user name.</summary>
    public string Username { get; private set; } = "";

    /// <summary>Owner's user name in comparable form.</summary>
    public string UserKey { get; private set; } = "";

    /// <summary>Owner's display name.</summary>
    public string OwnerName { get; private set; } = "";

    /// <summary>Null when the org did not say.</summary>
    public bool? UserIsActive { get; private set; }

    /// <summary>Null when not readable.</summary>
    public string? ProfileName { get; private set; }

    /// <summary>When the grant was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>UTC; null when never used.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>What lists are ordered by: when it was used last, <see cref="Never"/> when it was not. Databases place null
    /// differently, and none reads an index through the expression that would place it.</summary>
    public DateTimeOffset LastUsedKey { get; private set; } = Never;

    /// <summary>Null when the org did not say.</summary>
    public int? UseCount { get; private set; }

    /// <summary>What lists are ordered by: the count, −1 when the org did not say.</summary>
    public int UsesKey { get; private set; } = -1;

    /// <summary>Who runs the other end, by the vendors' match rules; null when no rule matches.</summary>
    public VendorId? VendorId { get; private set; }

    /// <summary>The portal's own grant: marked, and left out of every plan (contracts §2).</summary>
    public bool IsPortalOwn { get; private set; }

    /// <summary>Start of the read that saw it first, UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>Start of the complete read that no longer held it, UTC; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>Identity when the handle changed: (app, user, created) within the org.</summary>
    public (string App, string User, DateTimeOffset Created) Fallback => (AppKey, UserId, CreatedAt);

    /// <summary>Fallback identity of a row as read.</summary>
    public static (string App, string User, DateTimeOffset Created) FallbackOf(TokenRow row) =>
        (Text.Comparable(row.AppName, NameMaxLength), SalesforceIds.Key(row.UserId), row.CreatedAt);

    /// <summary>What rules look at beside its use.</summary>
    public Judged AsJudged() => new(AppName, ApplicationId, UserId, Username, UserIsActive, IsPortalOwn, GoneAt is not null);

    /// <summary>What rules look at beside its use: when it differs, app and owner are judged too.</summary>
    public readonly record struct Judged(string App, string? ApplicationId, string UserId, string Username, bool? UserIsActive, bool IsPortalOwn, bool IsGone);

    /// <summary>Takes over what a later read says; a row that came back is there again.</summary>
    public void Update(TokenRow row)
    {
        RowKey = row.Key.Value;
        AppKind = row.AppKind;
        ApplicationId = row.ApplicationId;
        Username = Text.Bounded(row.Username, NameMaxLength);
        UserKey = Text.Comparable(row.Username, NameMaxLength);
        OwnerName = Text.Bounded(row.OwnerName, NameMaxLength);
        UserIsActive = row.UserIsActive;
        ProfileName = row.ProfileName is null ? null : Text.Bounded(row.ProfileName, NameMaxLength);
        LastUsedAt = row.LastUsedAt;
        LastUsedKey = row.LastUsedAt ?? Never;
        UseCount = row.UseCount;
        UsesKey = row.UseCount ?? -1;
        GoneAt = null;
    }

    /// <summary>Takes over what a later read of AppLink says.</summary>
    public void Update(AppLinkAddon addon, AppLinkRow row)
    {
        AppName = Text.Bounded(row.AppName ?? addon.OwnerApp, NameMaxLength);
        AppKey = Text.Comparable(AppName, NameMaxLength);
        DeveloperName = Text.Bounded(row.Name, NameMaxLength);
        UserId = row.UserKey ?? "";
        Username = OwnerName = Text.Bounded(row.Username, NameMaxLength);
        UserKey = Text.Comparable(row.Username, NameMaxLength);
        GoneAt = null;
    }

    /// <summary>A complete read, begun at that time, did not hold it.</summary>
    public void Vanish(DateTimeOffset readStartedAt) => GoneAt ??= readStartedAt;

    /// <summary>Sets the vendor by match rule, or none.</summary>
    public void BelongTo(VendorId? vendor) => VendorId = vendor;

    /// <summary>Marks the portal's own grant.</summary>
    public void MarkPortalOwn(bool own) => IsPortalOwn = own;
}
