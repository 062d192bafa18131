using Governance.Domain.Heroku;
using Governance.Domain.Inventory;

namespace Governance.Domain.Catalog;

/// <summary>How registration and publication of a catalog entry stand to each other.</summary>
public enum CatalogLink
{
    /// <summary>A registration that AppLink did not make: there is nothing to join.</summary>
    Registered,

    /// <summary>Published by AppLink and registered in the org.</summary>
    Joined,

    /// <summary>The org holds a registration that AppLink made, and no add-on publishes it.</summary>
    NotPublished,

    /// <summary>An add-on publishes it, and the org holds no registration.</summary>
    NotRegistered,

    /// <summary>Published, over a connection that is gone or does not work.</summary>
    ConnectionGone,

    /// <summary>A registration that AppLink made; what add-ons publish was not read completely.</summary>
    PublicationUnknown,

    /// <summary>Published into an org whose registrations were not read.</summary>
    RegistrationUnknown,
}

/// <summary>What AppLink says of a publication.</summary>
/// <param name="Addon">Of which add-on.</param>
/// <param name="AddonName">Its name.</param>
/// <param name="ConnectionName">The connection it hangs on.</param>
/// <param name="ConnectionStatus">What that connection's word means; null when the add-on has no such connection.</param>
/// <param name="AppName">Heroku app behind it; null when not said.</param>
/// <param name="CreatedAt">UTC; null when not said.</param>
public sealed record CatalogPublication(
    AppLinkAddonId Addon, string AddonName, string ConnectionName, AppLinkStatus? ConnectionStatus, string? AppName, DateTimeOffset? CreatedAt);

/// <summary>An API published to an org: an External Service registration of any kind, the AppLink publication of it, or both
/// joined. Known by the org's id and its API name; kept after it vanished.</summary>
public sealed class CatalogEntry
{
    private CatalogEntry() { }

    /// <summary>First sight.</summary>
    /// <param name="orgKey">15-character id of the org; empty when AppLink does not say it.</param>
    /// <param name="name">API name.</param>
    /// <param name="seenAt">UTC.</param>
    public CatalogEntry(string orgKey, string name, DateTimeOffset seenAt)
    {
        (Id, OrgKey, Name, FirstSeenAt) = (CatalogEntryId.New(), orgKey, Text.Bounded(name, InventoryItem.KeyMaxLength), seenAt);
        (Label, NameKey) = (Name, Text.Comparable(Name, InventoryItem.KeyMaxLength));
    }

    /// <summary>Ours.</summary>
    public CatalogEntryId Id { get; private set; }

    /// <summary>15-character id of the org; empty when AppLink does not say it.</summary>
    public string OrgKey { get; private set; } = "";

    /// <summary>In which org; null while the portal does not know it.</summary>
    public OrgId? OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>API name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The API name in comparable form.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>As the org calls it; the API name where there is no registration. Org text.</summary>
    public string Label { get; private set; } = "";

    /// <summary>The registration; null when the org does not hold one.</summary>
    public ItemId? RegistrationId { get; private set; }

    /// <summary>As in Heroku, MuleSoft or Custom; null when not said.</summary>
    public string? ProviderType { get; private set; }

    /// <summary>How registration and publication stand to each other.</summary>
    public CatalogLink Link { get; private set; }

    /// <summary>Publications that claim it.</summary>
    public int Publications { get; private set; }

    /// <summary>Add-on of the first of them.</summary>
    public AppLinkAddonId? AddonId { get; private set; }

    /// <summary>That add-on's name.</summary>
    public string? AddonName { get; private set; }

    /// <summary>The AppLink connection it hangs on.</summary>
    public string? ConnectionName { get; private set; }

    /// <summary>What that connection's word means; null when there is none.</summary>
    public AppLinkStatus? ConnectionStatus { get; private set; }

    /// <summary>Heroku app behind it; null when not said.</summary>
    public string? AppName { get; private set; }

    /// <summary>Published, UTC; null when not said.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The latest readable spec of the org, else of a snapshot, else a declared one; null when there is none.</summary>
    public SpecVersionId? SpecId { get; private set; }

    /// <summary>The latest spec that the org or a snapshot holds cannot be read.</summary>
    public bool IsSpecBroken { get; private set; }

    /// <summary>What was declared is another text than what the org or a snapshot holds; false when there are not both.</summary>
    public bool DiffersFromDeclared { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>When it was neither registered nor published any more, UTC; null while it is.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>True for an orphan: one side without the other, or over a connection that does not work.</summary>
    public static bool IsOrphan(CatalogLink link) => link is CatalogLink.NotPublished or CatalogLink.NotRegistered or CatalogLink.ConnectionGone;

    /// <summary>Its org is known by another key now.</summary>
    public void MoveTo(string orgKey) => OrgKey = orgKey;

    /// <summary>It lies in an org that the portal knows.</summary>
    public void LieIn(OrgId org, OrgGroupId group) => (OrgId, OrgGroupId) = (org, group);

    /// <summary>Takes over both sides as they are now; one of them at least is there.</summary>
    /// <param name="registration">Null when the org does not hold one.</param>
    /// <param name="label">As the org calls it.</param>
    /// <param name="providerType">As in Heroku.</param>
    /// <param name="publications">Those that claim it.</param>
    /// <param name="blind">The other side was not read, so that its absence means nothing.</param>
    public void Lay(ItemId? registration, string? label, string? providerType, IReadOnlyList<CatalogPublication> publications, bool blind)
    {
        (RegistrationId, GoneAt, Publications) = (registration, null, publications.Count);
        Label = label is { Length: > 0 } ? Text.Bounded(label, InventoryItem.NameMaxLength) : Name;
        ProviderType = providerType is null ? null : Text.Bounded(providerType, 60);
        var first = publications.Count == 0 ? null : publications[0];
        (AddonId, AddonName, ConnectionName) = (first?.Addon, first?.AddonName, first?.ConnectionName);
        (ConnectionStatus, AppName, PublishedAt) = (first?.ConnectionStatus, first?.AppName, first?.CreatedAt);
        Link = (registration, first) switch
        {
            ({ }, null) when ProviderType != "Heroku" => CatalogLink.Registered,
            ({ }, null) => blind ? CatalogLink.PublicationUnknown : CatalogLink.NotPublished,
            (null, _) when !blind => CatalogLink.NotRegistered,
            (_, { ConnectionStatus: null or AppLinkStatus.Failed or AppLinkStatus.Ended }) => CatalogLink.ConnectionGone,
            (null, _) => CatalogLink.RegistrationUnknown,
            _ => CatalogLink.Joined,
        };
    }

    /// <summary>Neither registered nor published any more.</summary>
    public void Vanish(DateTimeOffset at) => GoneAt ??= at;

    /// <summary>What of its specs is in force.</summary>
    /// <param name="inForce">The latest readable one; null when there is none.</param>
    /// <param name="isBroken">The latest that was read cannot be parsed.</param>
    /// <param name="differsFromDeclared">The declared text is another than the one held.</param>
    public void Describe(SpecVersionId? inForce, bool isBroken, bool differsFromDeclared) =>
        (SpecId, IsSpecBroken, DiffersFromDeclared) = (inForce, isBroken, differsFromDeclared);
}
