using Governance.Application.Data;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Vendors;

/// <summary>What a vendor holds within the actor's org groups: authorizations that are in their orgs.</summary>
internal sealed record VendorHolding(int Authorizations, int Orgs, DateTimeOffset? LastUsedAt)
{
    public static readonly VendorHolding Nothing = new(0, 0, null);

    public static async Task<IReadOnlyDictionary<VendorId, VendorHolding>> ReadAsync(GovernanceDb db, CancellationToken ct)
    {
        var perOrg = await db.Authorizations.Where(a => a.GoneAt == null && a.VendorId != null)
            .GroupBy(a => new { a.VendorId, a.OrgId })
            .Select(g => new { g.Key.VendorId, Count = g.Count(), Last = g.Max(a => a.LastUsedAt) })
            .ToListAsync(ct);
        return perOrg.GroupBy(p => p.VendorId!.Value)
            .ToDictionary(g => g.Key, g => new VendorHolding(g.Sum(p => p.Count), g.Count(), g.Max(p => p.Last)));
    }
}
