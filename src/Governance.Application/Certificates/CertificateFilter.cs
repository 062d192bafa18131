using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Application.Certificates;

/// <summary>Whose certificates.</summary>
public enum CertificateOwnership
{
    /// <summary>The actor is owner or deputy.</summary>
    Mine,

    /// <summary>No owner is named.</summary>
    Nobody,
}

/// <summary>Which certificates: every condition must hold. Equal by value.</summary>
public sealed record CertificateFilter
{
    private const string InboundKey = "inbound:";

    /// <summary>In this org; null for any.</summary>
    public OrgId? Org { get; init; }

    /// <summary>Ending before this moment, UTC, those that have ended among them; null for any. One whose end is unknown never
    /// matches.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Lying there; null for anywhere.</summary>
    public CertificatePlace? Place { get; init; }

    /// <summary>Whose; null for anybody's.</summary>
    public CertificateOwnership? Owned { get; init; }

    /// <summary>The certificates that are there, of the items given.</summary>
    internal static IQueryable<InventoryItem> Present(IQueryable<InventoryItem> items) =>
        items.Where(i => (i.Kind == ItemKind.Certificate || i.Kind == ItemKind.AppCertificate) && i.GoneAt == null);

    /// <param name="items">All.</param>
    /// <param name="cares">What is arranged for them.</param>
    /// <param name="mail">The actor's e-mail address in lower case; null when none is known: then nothing is theirs.</param>
    internal IQueryable<InventoryItem> Apply(IQueryable<InventoryItem> items, IQueryable<CertificateCare> cares, string? mail)
    {
        var all = Present(items);
        if (Org is { } org) all = all.Where(i => i.OrgId == org);
        if (Before is { } before) all = all.Where(i => i.EndsAt < before);
        if (Owned == CertificateOwnership.Nobody) all = all.Where(i => !cares.Any(c => c.ItemId == i.Id && c.Owner != null));
        if (Owned == CertificateOwnership.Mine)
            all = mail is null ? all.Where(i => false) : all.Where(i => cares.Any(c => c.ItemId == i.Id && (c.Owner == mail || c.Deputy == mail)));
        return Place switch
        {
            CertificatePlace.Org => all.Where(i => i.Kind == ItemKind.Certificate),
            CertificatePlace.Inbound => all.Where(i => i.Kind == ItemKind.AppCertificate && i.Key.StartsWith(InboundKey)),
            CertificatePlace.ClientApp => all.Where(i => i.Kind == ItemKind.AppCertificate && !i.Key.StartsWith(InboundKey)),
            _ => all,
        };
    }
}
