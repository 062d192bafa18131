using System.Diagnostics.CodeAnalysis;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>Takes over a read of some kinds of items of one org: new ones appear, changed ones change, and what a complete
/// read no longer holds vanishes. Each of it becomes a line of history. An incomplete read makes nothing vanish.</summary>
internal static class ItemTakeOver
{
    /// <param name="Appeared">New, or there again.</param>
    /// <param name="Changed">Something about them is different.</param>
    /// <param name="Vanished">No longer there.</param>
    public sealed record Counts(int Appeared, int Changed, int Vanished)
    {
        public static Counts operator +(Counts a, Counts b) =>
            new(a.Appeared + b.Appeared, a.Changed + b.Changed, a.Vanished + b.Vanished);
    }

    // A set of a snapshot has no id and goes by its name.
    private static bool IsBrought(ItemRead row, Dictionary<(ItemKind, string), InventoryItem> brought, [NotNullWhen(true)] out InventoryItem? item)
    {
        var named = row.Facts switch
        {
            PermissionSetFacts { ProfileName: { } profile } => $"profile:{profile}",
            PermissionSetFacts { GroupId: null } set => $"set:{(set.Namespace is { } space ? $"{space}__" : "")}{set.ApiName}",
            PermissionSetGroupFacts group => $"group:{group.ApiName}",
            _ => row.Key,
        };
        if (!brought.Remove((row.Kind, row.Key), out item) && !brought.Remove((row.Kind, named), out item)) return false;
        item.ShowInOrg(row.Key);
        return true;
    }

    /// <param name="db">Within the current transaction.</param>
    /// <param name="org">Of which org.</param>
    /// <param name="group">Its group.</param>
    /// <param name="kinds">Kinds that the read covers; an item of another kind is refused.</param>
    /// <param name="read">What was read; of two with one key, the later counts.</param>
    /// <param name="isComplete">Absence from the read means absence from the org.</param>
    /// <param name="source">Where it was read.</param>
    /// <param name="startedAt">Start of the read, UTC.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="mayVanish">Of a complete read: to which items its completeness extends; null for all of its kinds.</param>
    public static async Task<Counts> RunAsync(
        GovernanceDb db, OrgId org, OrgGroupId group, IReadOnlyList<ItemKind> kinds, IReadOnlyList<ItemRead> read,
        bool isComplete, ItemSource source, DateTimeOffset startedAt, CancellationToken ct,
        Func<InventoryItem, bool>? mayVanish = null)
    {
        if (read.FirstOrDefault(r => !kinds.Contains(r.Kind)) is { } foreign)
            throw new ArgumentException($"{foreign.Kind} is no part of this read.", nameof(read));
        var all = await db.Items.Where(i => i.OrgId == org && kinds.Contains(i.Kind) && (i.Source == source || source == ItemSource.Org)).ToListAsync(ct);
        var known = all.Where(i => i.Source == source).ToDictionary(i => (i.Kind, i.Key));
        // An org that was known by snapshots before it was connected: what it shows now is the same thing, with its history.
        var brought = all.Where(i => i.Source != source).ToDictionary(i => (i.Kind, i.Key));
        List<InventoryItem> appeared = [];
        List<ItemChange> history = [];
        var seen = new HashSet<(ItemKind, string)>();
        foreach (var row in read.Reverse())
        {
            if (!seen.Add((row.Kind, row.Key))) continue;
            if (known.TryGetValue((row.Kind, row.Key), out var item) || IsBrought(row, brought, out item))
            {
                if (item.Update(row, startedAt, isComplete) is { } change) history.Add(change);
                continue;
            }
            item = new InventoryItem(org, group, row, source, startedAt);
            appeared.Add(item);
            history.Add(new ItemChange(item, ItemChangeKind.Appeared, startedAt, []));
        }
        foreach (var item in isComplete ? known.Values.Concat(brought.Values).Where(i => i.GoneAt is null && !seen.Contains((i.Kind, i.Key)) && mayVanish?.Invoke(i) != false) : [])
            history.Add(item.Vanish(startedAt));
        await BulkInsert.AddAsync(db, appeared, ct);
        await BulkInsert.AddAsync(db, history, ct);
        return new Counts(
            appeared.Count + history.Count(c => c.Kind == ItemChangeKind.Returned),
            history.Count(c => c.Kind == ItemChangeKind.Changed),
            history.Count(c => c.Kind == ItemChangeKind.Vanished));
    }
}
