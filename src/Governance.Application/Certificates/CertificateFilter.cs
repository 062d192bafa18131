using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Application.Certificates;

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

    /// <summary>The certificates that are there, of the items given.</summary>
    internal static IQueryable<InventoryItem> Present(IQueryable<InventoryItem> items) =>
        items.Where(i => (i.Kind == ItemKind.Certificate || i.Kind == ItemKind.AppCertificate) && i.GoneAt == null);

    internal IQueryable<InventoryItem> Apply(IQueryable<InventoryItem> items)
    {
        var all = Present(items);
        if (Org is { } org) all = all.Where(i => i.OrgId == org);
        if (Before is { } before) all = all.Where(i => i.EndsAt < before);
        return Place switch
        {
            CertificatePlace.Org => all.Where(i => i.Kind == ItemKind.Certificate),
            CertificatePlace.Inbound => all.Where(i => i.Kind == ItemKind.AppCertificate && i.Key.StartsWith(InboundKey)),
            CertificatePlace.ClientApp => all.Where(i => i.Kind == ItemKind.AppCertificate && !i.Key.StartsWith(InboundKey)),
            _ => all,
        };
    }
}
