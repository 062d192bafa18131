using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>A read that shows a new key under the same name, as planned before: what it is now is as it should be, and the plan is
/// done.</summary>
internal sealed class ExpectRotation(GovernanceDb db) : IEventHandler<InventoryRecorded>
{
    private const string KeyField = "keyHash";

    public async Task HandleAsync(InventoryRecorded happened, CancellationToken ct)
    {
        if (happened.AreOnlyGrants) return;
        // What the read changed is not written yet: these are the same objects.
        var planned = await (from care in db.CertificateCare
                             join item in db.Items on care.ItemId equals item.Id
                             where item.OrgId == happened.Org && care.Way == RotationWay.SameName
                             select new { Care = care, Item = item }).ToListAsync(ct);
        foreach (var plan in planned.Where(p => HasOtherKey(p.Item)))
        {
            var changes = await db.ItemChanges.AsNoTracking().Where(c => c.ItemId == plan.Item.Id && c.At >= plan.Care.PlannedAt).ToListAsync(ct);
            var rotated = changes.Where(c => c.Fields().Any(f => f.Field == KeyField)).Max(c => (DateTimeOffset?)c.At);
            if (rotated is not { } seenAt || !plan.Care.Expects(seenAt)) continue;
            plan.Item.Approve();
            plan.Care.Rotated(seenAt);
        }
    }

    private static bool HasOtherKey(InventoryItem item) =>
        item.Approved<CertificateFacts>() is { KeyHash: { } before } && item.Facts<CertificateFacts>().KeyHash is { } now && before != now;
}
