using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>Registrations of an org that need no reading while they did not move.</summary>
internal static class KnownRegistrations
{
    /// <summary>Those whose spec is kept, or that were read whole and have none: the rest is read anew.</summary>
    public static async Task<IReadOnlyCollection<RegistrationFacts>> ReadAsync(GovernanceDb db, OrgId org, CancellationToken ct)
    {
        var kept = await db.SpecVersions.Where(v => v.OrgId == org && v.Source == SpecSource.Org).Select(v => v.TextHash).Distinct().ToListAsync(ct);
        var present = await db.Items.Where(i => i.OrgId == org && i.Kind == ItemKind.Registration && i.GoneAt == null && i.Source == ItemSource.Org)
            .Select(i => i.FactsText).ToListAsync(ct);
        return [.. present.Select(FactsJson.Read<RegistrationFacts>).Where(r => r.SpecHash is { } hash ? kept.Contains(hash) : r.ActiveOperations is not null)];
    }
}
