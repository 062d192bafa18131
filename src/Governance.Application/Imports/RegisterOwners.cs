using Governance.Application.Certificates;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Who renews which certificate, out of and into a register.</summary>
internal static class RegisterOwners
{
    public static async Task<IReadOnlyList<OwnerRecord>> ReadAsync(GovernanceDb db, RegisterOrgs orgs, CancellationToken ct) =>
    [
        .. (await db.CertificateCare.AsNoTracking().Where(c => c.Owner != null)
                .Join(db.Items.Where(i => i.GoneAt == null), c => c.ItemId, i => i.Id, (c, i) => new { i.OrgId, i.Key, c.Owner, c.Deputy }).ToListAsync(ct))
            .Select(c => new OwnerRecord(orgs.NameOf(c.OrgId) ?? "", c.Key, c.Owner!, c.Deputy))
            .OrderBy(o => o.Org, StringComparer.Ordinal).ThenBy(o => o.Certificate, StringComparer.Ordinal).ThenBy(o => o.Owner, StringComparer.Ordinal),
    ];

    /// <returns>How many got other people; what no org has shown is left out.</returns>
    public static async Task<int> ApplyAsync(
        GovernanceDb db, IReadOnlyList<OwnerRecord> records, RegisterOrgs orgs, List<string> leftOut, DateTimeOffset now, CancellationToken ct)
    {
        if (records.Count == 0) return 0;
        var keys = records.Select(r => r.Certificate).Distinct(StringComparer.Ordinal).ToList();
        List<InventoryItem> found = [];
        foreach (var some in keys.Chunk(500))
        {
            found.AddRange(await db.Items.AsNoTracking().Where(i =>
                (i.Kind == ItemKind.Certificate || i.Kind == ItemKind.AppCertificate) && i.GoneAt == null && some.Contains(i.Key)).ToListAsync(ct));
        }
        // What the org itself showed goes before what a snapshot showed.
        var items = found.ToLookup(i => (i.OrgId, i.Key), i => i);
        var (named, done) = (0, new HashSet<ItemId>());
        foreach (var record in records)
        {
            var item = orgs.Find(record.Org) is { } org ? items[(org, record.Certificate)].OrderBy(i => i.Source).FirstOrDefault() : null;
            if (item is null)
            {
                leftOut.Add($"owner of the certificate “{Text.Bounded(record.Certificate, 80)}”: no org {Text.Bounded(record.Org, 40)} has shown it");
                continue;
            }
            if (!done.Add(item.Id))
            {
                leftOut.Add($"owner of the certificate “{Text.Bounded(record.Certificate, 80)}”: it comes twice, the first one counts");
                continue;
            }
            var care = await CertificateRegister.CareOfAsync(db, item.Id, ct);
            var (owner, deputy) = (Mail.Key(record.Owner), record.Deputy is { } mail ? Mail.Key(mail) : null);
            if ((care.Owner, care.Deputy) == (owner, deputy)) continue;
            care.Name(owner, deputy, now);
            db.Raise(new CertificateCareChanged(item.OrgId));
            named++;
        }
        return named;
    }
}
