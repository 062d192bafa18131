namespace Governance.Domain.Inventory;

/// <summary>Where an item was read.</summary>
public enum ItemSource
{
    /// <summary>From the org itself.</summary>
    Org,

    /// <summary>From an imported snapshot of its metadata: nothing that came from one can revoke.</summary>
    Snapshot,
}

/// <summary>One thing of an org that the portal knows: a client app, a certificate, a permission set. Known by its natural key
/// within (org, kind); kept after it vanished.</summary>
public sealed class InventoryItem
{
    /// <summary>Longest key, characters.</summary>
    public const int KeyMaxLength = 255;

    /// <summary>Longest name kept, characters.</summary>
    public const int NameMaxLength = 255;

    private bool _readOtherwise;

    private InventoryItem() { }

    /// <summary>First sight.</summary>
    /// <param name="org">In which org.</param>
    /// <param name="group">The org's group.</param>
    /// <param name="read">As read.</param>
    /// <param name="source">Where.</param>
    /// <param name="seenAt">Start of the read, UTC.</param>
    public InventoryItem(OrgId org, OrgGroupId group, ItemRead read, ItemSource source, DateTimeOffset seenAt)
    {
        (Id, OrgId, OrgGroupId, Kind, Key, Source) = (ItemId.New(), org, group, read.Kind, read.Key, source);
        FirstSeenAt = ChangedAt = seenAt;
        Take(read);
    }

    /// <summary>Ours.</summary>
    public ItemId Id { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>What it is.</summary>
    public ItemKind Kind { get; private set; }

    /// <summary>Natural key within (org, kind); compared by code unit.</summary>
    public string Key { get; private set; } = "";

    /// <summary>As the org calls it; org text.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in comparable form.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>Where it was read.</summary>
    public ItemSource Source { get; private set; }

    /// <summary>Its facts as JSON; read them with <see cref="Facts{T}"/>.</summary>
    public string FactsText { get; private set; } = "{}";

    /// <summary>What was approved last, else what was seen first, as JSON; null while that is what it is now.</summary>
    public string? ApprovedText { get; private set; }

    /// <summary>When it ends by itself, UTC; null when it does not.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Start of the read that saw it first, UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>Start of the read that saw it as it is now first, UTC.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Start of the complete read that no longer held it, UTC; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>Its facts.</summary>
    public T Facts<T>() where T : ItemFacts => FactsJson.Read<T>(FactsText);

    /// <summary>What was approved last, else seen first; null while that is what it is now.</summary>
    public T? Approved<T>() where T : ItemFacts => ApprovedText is { } text ? FactsJson.Read<T>(text) : null;

    /// <summary>What it is now is as it should be: by an approved request, or by a person who looked at the change.</summary>
    public void Approve() => ApprovedText = null;

    /// <summary>A snapshot showed it first, and now its org does: what was kept of it goes on. The org's read follows by
    /// <see cref="Update"/>.</summary>
    /// <param name="key">As the org's read calls it. Under another key it was read in another way: what differs then is no drift.</param>
    public void ShowInOrg(string key)
    {
        (Source, Key, _readOtherwise) = (ItemSource.Org, key, key != Key);
    }

    /// <summary>Takes over what a later read says.</summary>
    /// <param name="read">As read.</param>
    /// <param name="readStartedAt">Start of the read, UTC.</param>
    /// <param name="isWhole">False when parts of the read failed: then what it leaves unknown is as it was.</param>
    /// <returns>What is to be kept in its history; null when nothing changed.</returns>
    public ItemChange? Update(ItemRead read, DateTimeOffset readStartedAt, bool isWhole = true)
    {
        if (!isWhole) read = read with { Facts = FactsJson.Fill(read.Facts, FactsText) };
        var changes = FactsJson.Compare(FactsText, read.Facts).ToList();
        var name = Text.Bounded(read.Name, NameMaxLength);
        if (name != Name) changes.Insert(0, new ItemFieldChange("name", Name, name));
        var returned = GoneAt is not null;
        if (ApprovedText is null && changes.Any(c => c.Field != "name")) ApprovedText = FactsText;
        else if (ApprovedText is { } approved && FactsJson.Compare(approved, read.Facts).Count == 0) ApprovedText = null;
        if (_readOtherwise) ApprovedText = null;
        Take(read);
        GoneAt = null;
        if (changes.Count == 0 && !returned) return null;
        ChangedAt = readStartedAt;
        return new ItemChange(this, returned ? ItemChangeKind.Returned : ItemChangeKind.Changed, readStartedAt, changes);
    }

    /// <summary>A complete read, begun at that time, did not hold it.</summary>
    public ItemChange Vanish(DateTimeOffset readStartedAt)
    {
        GoneAt = readStartedAt;
        return new ItemChange(this, ItemChangeKind.Vanished, readStartedAt, []);
    }

    private void Take(ItemRead read)
    {
        Name = Text.Bounded(read.Name, NameMaxLength);
        NameKey = Text.Comparable(read.Name, NameMaxLength);
        FactsText = FactsJson.Write(read.Facts);
        EndsAt = read.Facts.EndsAt();
    }
}

/// <summary>One item as read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Natural key within (org, kind), as the facts' type says; at most <see cref="InventoryItem.KeyMaxLength"/>
/// characters.</param>
/// <param name="Name">As the org calls it.</param>
/// <param name="Facts">What the org says about it; of the type that belongs to the kind.</param>
public sealed record ItemRead(ItemKind Kind, string Key, string Name, ItemFacts Facts);

/// <summary>What happened to an item.</summary>
public enum ItemChangeKind
{
    /// <summary>Seen for the first time.</summary>
    Appeared,

    /// <summary>Something about it changed.</summary>
    Changed,

    /// <summary>A complete read no longer held it.</summary>
    Vanished,

    /// <summary>It had vanished and is there again.</summary>
    Returned,
}

/// <summary>One line in the history of an item; never changed, never purged with the item.</summary>
public sealed class ItemChange
{
    private ItemChange() { }

    /// <summary>Something happened to an item.</summary>
    public ItemChange(InventoryItem item, ItemChangeKind kind, DateTimeOffset at, IReadOnlyList<ItemFieldChange> fields)
    {
        (Id, ItemId, OrgId, OrgGroupId) = (Guid.CreateVersion7(), item.Id, item.OrgId, item.OrgGroupId);
        (Kind, At, FieldsText) = (kind, at, FactsJson.Write(fields));
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>To what.</summary>
    public ItemId ItemId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>What happened.</summary>
    public ItemChangeKind Kind { get; private set; }

    /// <summary>Start of the read that showed it, UTC: it happened at that time or since the read before.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>What changed, as JSON.</summary>
    public string FieldsText { get; private set; } = "[]";

    /// <summary>What changed.</summary>
    public IReadOnlyList<ItemFieldChange> Fields() => FactsJson.ReadChanges(FieldsText);
}
