using Governance.Application.Certificates;
using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>Puts together what an architecture review rests on, within the actor's org groups: the inputs as the rules see them.</summary>
internal static class ArchitectureReader
{
    public static async Task<ReviewMaterial> ReadAsync(GovernanceDb db, Integration integration, DateTimeOffset now, CancellationToken ct)
    {
        var (thing, slots) = await EstateReader.OneAsync(db, integration, now, ct);
        var ids = thing.Orgs.Select(o => o.Org.Id).ToArray();
        var orgs = await db.Orgs.AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(ct);
        var reads = (await CertificateReads.ReadAsync(db, orgs, ct)).ToDictionary(r => r.OrgId);
        var vendor = thing.Facts.Vendor is { } id ? await db.Vendors.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) : null;
        var profile = vendor?.Profile();
        return new ReviewMaterial
        {
            Name = integration.Name,
            Facts = thing.Facts,
            Inputs = thing.Inputs,
            Deployment = thing.Deployment,
            SlotsUsed = thing.SlotsUsed,
            Orgs =
            [
                .. orgs.OrderBy(o => o.Label, StringComparer.OrdinalIgnoreCase).ThenBy(o => o.Id.Value).Select(o => new ReviewOrg(
                    o.Label, o.Infrastructure, o.InstanceName, o.InfrastructureConfirmedBy, o.InfrastructureConfirmedAt, slots[o.Id],
                    slots[o.Id] is null ? reads[o.Id].Blind ?? "not read yet" : null, reads[o.Id].AsOf)),
            ],
            Certificates = await CertificatesAsync(db, thing, orgs.ToDictionary(o => o.Id, o => o.Label), reads, ct),
            Egress = [.. (profile?.Egress ?? []).Select(VendorProfile.Words)],
            SecurityContact = profile?.SecurityContact,
        };
    }

    private static async Task<IReadOnlyList<ReviewCertificate>> CertificatesAsync(
        GovernanceDb db, IntegrationThing thing, Dictionary<OrgId, string> labels, Dictionary<OrgId, CertificateReads> reads, CancellationToken ct)
    {
        string[] named = [.. new[] { thing.Facts.TlsCertificate, thing.Facts.SigningCertificate }.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (named.Length == 0) return [];
        var ids = labels.Keys.ToArray();
        var found = await db.Items.AsNoTracking()
            .Where(i => ids.Contains(i.OrgId) && i.GoneAt == null && i.Kind == ItemKind.Certificate && named.Contains(i.Key))
            .Select(i => new { i.Key, i.OrgId, i.EndsAt }).ToListAsync(ct);
        return
        [
            .. found.Select(c => new ReviewCertificate(c.Key, labels[c.OrgId], c.EndsAt, reads[c.OrgId].AsOf))
                .OrderBy(c => c.ApiName, StringComparer.Ordinal).ThenBy(c => c.Org, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
