using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>What an org itself said last of the items it has.</summary>
internal static class PresentFacts
{
    /// <summary>Of one kind.</summary>
    public static async Task<List<T>> ReadAsync<T>(GovernanceDb db, OrgId org, ItemKind kind, CancellationToken ct) where T : ItemFacts =>
        [.. (await db.Items.Where(i => i.OrgId == org && i.Kind == kind && i.GoneAt == null && i.Source == ItemSource.Org)
            .Select(i => i.FactsText).ToListAsync(ct)).Select(FactsJson.Read<T>)];

    /// <summary>Registrations that need no reading while they did not move: their spec is kept, or they were read whole and have none.</summary>
    public static async Task<IReadOnlyCollection<RegistrationFacts>> KnownRegistrationsAsync(GovernanceDb db, OrgId org, CancellationToken ct)
    {
        var kept = await db.SpecVersions.Where(v => v.OrgId == org && v.Source == SpecSource.Org).Select(v => v.TextHash).Distinct().ToListAsync(ct);
        return [.. (await ReadAsync<RegistrationFacts>(db, org, ItemKind.Registration, ct)).Where(r => r.SpecHash is { } hash ? kept.Contains(hash) : r.ActiveOperations is not null)];
    }
}
