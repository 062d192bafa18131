
namespace Governance.Domain.Heroku;

/// <summary>One AppLink add-on: whoever may use one of its apps has everything it holds. Kept after it vanished.</summary>
public sealed class AppLinkAddon
{
    private readonly List<AppLinkAttachment> _attachments = [];

    private AppLinkAddon() { }

    /// <summary>First sight.</summary>
    public AppLinkAddon(HerokuAccountId account, string key, DateTimeOffset seenAt) =>
        (Id, AccountId, Key, FirstSeenAt) = (AppLinkAddonId.New(), account, key, seenAt);

    /// <summary>Ours.</summary>
    public AppLinkAddonId Id { get; private set; }

    /// <summary>In which account.</summary>
    public HerokuAccountId AccountId { get; private set; }

    /// <summary>Heroku's id.</summary>
    public string Key { get; private set; } = "";

    /// <summary>As in applink-curved-10234.</summary>
    public string Name { get; private set; } = "";

    /// <summary>App it was created for.</summary>
    public string OwnerApp { get; private set; } = "";

    /// <summary>Apps that share it.</summary>
    public IReadOnlyList<AppLinkAttachment> Attachments => _attachments;

    /// <summary>How its surroundings are set up, as stored; null when never read.</summary>
    public string? PostureText { get; private set; }

    /// <summary>How its surroundings are set up; null when never read.</summary>
    public AddonPosture? Posture() => AddonPosture.Read(PostureText);

    /// <summary>Takes over how its surroundings are set up.</summary>
    public void Surround(AddonPosture posture) => PostureText = posture.Write();

    /// <summary>Why the last read of it was not complete; null when it was.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Start of the last complete read of its lists, UTC; null when there was none.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>Start of the complete read that no longer held it, UTC; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>Takes over what a read says of the add-on itself.</summary>
    public void Describe(string name, string ownerApp, IEnumerable<AppLinkAttachment> attachments)
    {
        (Name, OwnerApp, GoneAt) = (name, ownerApp, null);
        var now = attachments.Distinct().ToList();
        if (now.SequenceEqual(_attachments)) return;
        _attachments.Clear();
        _attachments.AddRange(now);
    }

    /// <summary>Its lists came whole, or not.</summary>
    public void Note(string? trouble, DateTimeOffset readStartedAt)
    {
        Trouble = trouble is null ? null : Text.Bounded(trouble, AppLinkRow.ErrorMaxLength);
        if (trouble is null) AsOf = readStartedAt;
    }

    /// <summary>A complete read, begun at that time, did not hold it.</summary>
    public void Vanish(DateTimeOffset readStartedAt) => GoneAt ??= readStartedAt;
}

/// <summary>One AppLink connection or authorization. Kept after it vanished.</summary>
public sealed class AppLinkRecord
{
    private AppLinkRecord() { }

    /// <summary>First sight.</summary>
    public AppLinkRecord(AppLinkAddonId addon, AppLinkRow row, DateTimeOffset seenAt)
    {
        (Id, AddonId, Kind, Key, FirstSeenAt) = (AppLinkRecordId.New(), addon, row.Kind, row.Key, seenAt);
        Update(row, seenAt);
    }

    /// <summary>Ours.</summary>
    public AppLinkRecordId Id { get; private set; }

    /// <summary>Of which add-on.</summary>
    public AppLinkAddonId AddonId { get; private set; }

    /// <summary>Connection or authorization.</summary>
    public AppLinkKind Kind { get; private set; }

    /// <summary>AppLink's id.</summary>
    public string Key { get; private set; } = "";

    /// <summary>connection_name or developer_name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>15-character id of the org; null until the org answered.</summary>
    public string? OrgKey { get; private set; }

    /// <summary>True for a Data Cloud org.</summary>
    public bool IsDataCloud { get; private set; }

    /// <summary>The Salesforce user; null until known.</summary>
    public string? Username { get; private set; }

    /// <summary>That user's id, 15 characters; null until known.</summary>
    public string? UserKey { get; private set; }

    /// <summary>AppLink's own word.</summary>
    public string StatusWord { get; private set; } = "";

    /// <summary>Start of the read that showed that word first, UTC; at first sight when AppLink says that it was changed last.</summary>
    public DateTimeOffset? StatusSince { get; private set; }

    /// <summary>What that word means.</summary>
    public AppLinkStatus Status { get; private set; }

    /// <summary>OAuth or JWT; null when not said.</summary>
    public string? Method { get; private set; }

    /// <summary>The Heroku app it was made through; null when not said.</summary>
    public string? AppName { get; private set; }

    /// <summary>UTC; null when not said.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }

    /// <summary>Heroku e-mail address; null when not said.</summary>
    public string? CreatedBy { get; private set; }

    /// <summary>Id of the last error; null when there is none.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>Its words; null when there is none.</summary>
    public string? ErrorText { get; private set; }

    /// <summary>The same grant in the list of authorizations; null for connections, and while the org is not connected to
    /// the portal.</summary>
    public AuthorizationId? AuthorizationId { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>Start of the complete read that no longer held it, UTC; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>The row's name in the list of authorizations and in the journal: SHA-256 over add-on and id, hex. Neither is
    /// a secret.</summary>
    public static string RowKeyOf(string addonKey, string key) =>
        Text.Sha256($"applink:{addonKey}:{key}");

    /// <summary>Takes over what a later read says; a record that came back is there again.</summary>
    /// <param name="row">As read.</param>
    /// <param name="readStartedAt">Start of the read, UTC.</param>
    public void Update(AppLinkRow row, DateTimeOffset readStartedAt)
    {
        // It has had the word at least since it was changed last, unless it was seen with another one since.
        if (row.Status != StatusWord) StatusSince = StatusWord.Length == 0 && row.ModifiedAt < readStartedAt ? row.ModifiedAt : readStartedAt;
        (Name, OrgKey, IsDataCloud, Username, UserKey) = (row.Name, row.OrgKey, row.IsDataCloud, row.Username, row.UserKey);
        (StatusWord, Status, Method, AppName) = (row.Status, AppLinkStatusWords.Of(row.Status), row.Method, row.AppName);
        (CreatedAt, CreatedBy, ErrorCode, ErrorText) = (row.CreatedAt, row.CreatedBy, row.ErrorCode, row.ErrorText);
        GoneAt = null;
    }

    /// <summary>Start of the first read since which nothing hangs on it, UTC; null while something does, or that could not be read.</summary>
    public DateTimeOffset? BareSince { get; private set; }

    /// <summary>Something hangs on it, or not.</summary>
    public void Note(bool isBare, DateTimeOffset readStartedAt) => BareSince = isBare ? BareSince ?? readStartedAt : null;

    /// <summary>Ties it to its line in the list of authorizations.</summary>
    public void ShowAs(AuthorizationId authorization) => AuthorizationId = authorization;

    /// <summary>A complete read, begun at that time, did not hold it.</summary>
    public void Vanish(DateTimeOffset readStartedAt) => GoneAt ??= readStartedAt;
}

/// <summary>A publication or a data action target, as last read: it ends with its connection.</summary>
public sealed class AppLinkDependent
{
    private AppLinkDependent() { }

    /// <summary>As read.</summary>
    public AppLinkDependent(AppLinkAddonId addon, AppLinkDependentRow row)
    {
        (Id, AddonId, Kind, Key, ConnectionName) = (Guid.CreateVersion7(), addon, row.Kind, row.Key, row.ConnectionName);
        (Name, AppKey, RegistrationId, OrgKey, Status, CreatedAt) =
            (row.Name, row.AppKey, row.RegistrationId, row.OrgKey, row.Status, row.CreatedAt);
    }

    /// <summary>Ours; a new one at every read.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of which add-on.</summary>
    public AppLinkAddonId AddonId { get; private set; }

    /// <summary>Which of the two.</summary>
    public AppLinkDependentKind Kind { get; private set; }

    /// <summary>AppLink's id; empty when not said.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The AppLink connection it hangs on.</summary>
    public string ConnectionName { get; private set; } = "";

    /// <summary>Name of the External Service registration, or label of the target.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Heroku's id of the app behind it; null when not said.</summary>
    public string? AppKey { get; private set; }

    /// <summary>External Service registration, 15 characters; null for targets.</summary>
    public string? RegistrationId { get; private set; }

    /// <summary>15-character id of the org; null when not said.</summary>
    public string? OrgKey { get; private set; }

    /// <summary>Of a target; null for publications.</summary>
    public string? Status { get; private set; }

    /// <summary>UTC; null when not said.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }
}
