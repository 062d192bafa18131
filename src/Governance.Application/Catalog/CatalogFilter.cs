using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;

namespace Governance.Application.Catalog;

/// <summary>Whose rights the operations of an entry run with, taken together.</summary>
public enum CatalogMode
{
    /// <summary>The spec does not say, cannot be read, or there is none.</summary>
    Unknown,

    /// <summary>The calling user's own.</summary>
    User,

    /// <summary>Each adds a permission set.</summary>
    UserPlus,

    /// <summary>Not all of them alike.</summary>
    Mixed,
}

/// <summary>Who made the registration.</summary>
public enum CatalogProvider
{
    /// <summary>AppLink did, or an add-on says so.</summary>
    AppLink,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Which sides an entry has.</summary>
public enum CatalogStanding
{
    /// <summary>Registration and publication go together.</summary>
    Joined,

    /// <summary>One without the other, or over a connection that does not work.</summary>
    Orphan,

    /// <summary>The other side was not read.</summary>
    Unknown,
}

/// <summary>Which catalog entries: every condition must hold. Entries that are gone are in no list.</summary>
public sealed record CatalogFilter
{
    /// <summary>In this org; null for any.</summary>
    public OrgId? Org { get; init; }

    /// <summary>Null for any.</summary>
    public CatalogProvider? Provider { get; init; }

    /// <summary>Null for any.</summary>
    public CatalogStanding? Standing { get; init; }

    /// <summary>Null for any.</summary>
    public CatalogMode? Mode { get; init; }

    /// <summary>Only those with an operation that agents are offered.</summary>
    public bool Agent { get; init; }

    /// <summary>Only those with an operation whose author flags personal data.</summary>
    public bool Pii { get; init; }

    /// <summary>Beginning of the API name; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Applies the conditions.</summary>
    internal IQueryable<ListCatalog.Found> Apply(IQueryable<ListCatalog.Found> all)
    {
        all = all.Where(f => f.Entry.GoneAt == null);
        if (Org is { } org) all = all.Where(f => f.Entry.OrgId == org);
        if (Provider is { } provider) all = all.Where(f => (f.Entry.ProviderType == "Heroku" || f.Entry.Publications > 0) == (provider == CatalogProvider.AppLink));
        all = Standing switch
        {
            CatalogStanding.Joined => all.Where(f => f.Entry.Link == CatalogLink.Joined),
            CatalogStanding.Orphan => all.Where(f =>
                f.Entry.Link == CatalogLink.NotPublished || f.Entry.Link == CatalogLink.NotRegistered || f.Entry.Link == CatalogLink.ConnectionGone),
            CatalogStanding.Unknown => all.Where(f => f.Entry.Link == CatalogLink.PublicationUnknown || f.Entry.Link == CatalogLink.RegistrationUnknown),
            _ => all,
        };
        // As ModeOf says it for one row.
        all = Mode switch
        {
            CatalogMode.Unknown => all.Where(f => f.Spec == null || f.Spec.Operations == f.Spec.UnknownMode),
            CatalogMode.User => all.Where(f => f.Spec!.Operations > 0 && f.Spec.UserPlus == 0 && f.Spec.UnknownMode == 0),
            CatalogMode.UserPlus => all.Where(f => f.Spec!.Operations > 0 && f.Spec.UserPlus == f.Spec.Operations),
            CatalogMode.Mixed => all.Where(f =>
                f.Spec!.Operations > f.Spec.UnknownMode && f.Spec.UserPlus != f.Spec.Operations && f.Spec.UserPlus + f.Spec.UnknownMode > 0),
            _ => all,
        };
        if (Agent) all = all.Where(f => f.Spec!.Agent > 0);
        if (Pii) all = all.Where(f => f.Spec!.Pii > 0);
        if (Domain.Text.Comparable(Text, InventoryItem.KeyMaxLength) is { Length: > 0 } beginning) all = all.Where(f => f.Entry.NameKey.StartsWith(beginning));
        return all;
    }

    /// <summary>The mode of an entry by the counts of its spec.</summary>
    internal static CatalogMode ModeOf(int? operations, int userPlus, int unknown) => operations switch
    {
        null or 0 => CatalogMode.Unknown,
        var all when all == unknown => CatalogMode.Unknown,
        var all when all == userPlus => CatalogMode.UserPlus,
        _ => userPlus + unknown == 0 ? CatalogMode.User : CatalogMode.Mixed,
    };
}
