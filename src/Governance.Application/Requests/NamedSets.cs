using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Permission sets as requests name them, found as the org will find them: by API name, else by a label that only one has.</summary>
internal static class NamedSets
{
    /// <summary>Sets of an org that can be given to somebody, as it showed them last.</summary>
    public static async Task<IReadOnlyList<(string Label, PermissionSetFacts Facts)>> OfAsync(GovernanceDb db, OrgId org, CancellationToken ct)
    {
        var items = await db.Items.AsNoTracking().Where(i => i.OrgId == org && i.Kind == ItemKind.PermissionSet && i.GoneAt == null).OrderBy(i => i.NameKey).ThenBy(i => i.Id).ToListAsync(ct);
        return [.. items.Select(i => (i.Name, Facts: i.Facts<PermissionSetFacts>())).Where(s => s.Facts is { ProfileName: null, GroupId: null })];
    }

    /// <summary>The one meant; null when none was read, or several are called so.</summary>
    public static PermissionSetFacts? Find(IReadOnlyList<(string Label, PermissionSetFacts Facts)> sets, string name)
    {
        bool IsMeant(string by) => string.Equals(by, name, StringComparison.OrdinalIgnoreCase);
        var named = sets.Where(s => IsMeant(s.Facts.ApiName)).ToList();
        var meant = named.Count > 0 ? named : [.. sets.Where(s => IsMeant(s.Label))];
        return meant is [var one] ? one.Facts : null;
    }
}
