using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Policies;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>A waiver that somebody else asked for.</summary>
internal static class Waivers
{
    public static async Task<WaiverId> PutAsync(Portal portal, FindingId finding, string reason = "The vendor mends it soon.")
    {
        var waiver = new Waiver(
            await portal.ReadAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.Id == finding)), AskWaiver.EndOf(DateOnly.FromDateTime(portal.Clock.Now.UtcDateTime).AddDays(30)), reason,
            null, ("person:nobody", "Nobody"), portal.Clock.Now);
        await portal.WriteAsync(db => db.Waivers.Add(waiver));
        return waiver.Id;
    }
}
