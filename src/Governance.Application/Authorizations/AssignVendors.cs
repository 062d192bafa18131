using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Gives every authorization the vendor whose rules claim it, app name by app name.</summary>
internal sealed class AssignVendors(GovernanceDb db) : IEventHandler<VendorRulesChanged>
{
    public async Task HandleAsync(VendorRulesChanged happened, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var matcher = new VendorMatcher(await db.Vendors.AsNoTracking().ToListAsync(ct));
        // Unfiltered on purpose: a rule holds for the company, whoever edits it; nothing of it is shown here.
        var all = db.Authorizations.IgnoreQueryFilters();
        foreach (var app in await all.Select(a => new { a.AppKey, a.VendorId }).Distinct().ToListAsync(ct))
        {
            var vendor = matcher.VendorOf(app.AppKey);
            if (vendor == app.VendorId) continue;
            await all.Where(a => a.AppKey == app.AppKey).ExecuteUpdateAsync(s => s.SetProperty(a => a.VendorId, vendor), ct);
        }
    }
}
