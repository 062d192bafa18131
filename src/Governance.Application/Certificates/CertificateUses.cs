using Governance.Application.Data;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>What certificates of some orgs are used for, found as the rules find it.</summary>
internal sealed class CertificateUses
{
    private readonly Dictionary<Domain.OrgId, OrgPicture> _pictures;

    private CertificateUses(Dictionary<Domain.OrgId, OrgPicture> pictures) => _pictures = pictures;

    public static async Task<CertificateUses> ReadAsync(GovernanceDb db, IReadOnlyCollection<Org> orgs, DateTimeOffset now, CancellationToken ct)
    {
        var ids = orgs.Select(o => o.Id).ToArray();
        var items = (await db.Items.AsNoTracking()
            .Where(i => ids.Contains(i.OrgId) && i.GoneAt == null && (i.Kind == ItemKind.NamedCredential
                || i.Kind == ItemKind.ExternalCredential || i.Kind == ItemKind.AppCertificate))
            .ToListAsync(ct)).ToLookup(i => i.OrgId);
        // Only what a use can be found in: the rest of the org is not asked about.
        return new CertificateUses(orgs.ToDictionary(o => o.Id, o => new OrgPicture(
            new OrgStanding(o.Id, o.OrgGroupId, o.Label, o.Environment, o.Infrastructure), new Estate(now), [.. items[o.Id]], [], [])));
    }

    public IReadOnlyList<CertificateUse> Of(InventoryItem item) => [.. CertificateUse.Of(
        _pictures[item.OrgId], new PictureItem<CertificateFacts>(item))
        .Distinct()];
}
