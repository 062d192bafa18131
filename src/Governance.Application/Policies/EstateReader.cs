using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Puts together what the rules look at beyond one org.</summary>
internal static class EstateReader
{
    /// <summary>Vendor as the rules see it.</summary>
    public static VendorStanding StandingOf(Vendor vendor)
    {
        var profile = vendor.Profile();
        return new(
            vendor.Id, vendor.Name, profile.Egress, profile.CallbackHosts, profile.SecurityContact, profile.NoticeHours, profile.EndedAt, profile.OffersAppLink);
    }

    /// <summary>Things that belong to no org, and for each the one org group it lies in wholly.</summary>
    public static async Task<(IReadOnlyList<JudgedThing> Things, IReadOnlyDictionary<Guid, OrgGroupId?> Groups)> ReadAsync(
        GovernanceDb db, DateTimeOffset now, CancellationToken ct)
    {
        List<JudgedThing> things = [];
        Dictionary<Guid, OrgGroupId?> groups = [];
        var integrations = await db.Integrations.AsNoTracking().ToListAsync(ct);
        var pieces = await IntegrationReach.ReadAsync(db, integrations, ct);
        var owners = await Owners.ReadAsync(db, ct);
        var orgs = await OrgsAsync(db, now, ct);
        foreach (var integration in integrations)
        {
            var held = pieces[integration.Id].ToList();
            if (held.Select(p => p.Group).Distinct().ToList() is [{ } only]) groups[integration.Id.Value] = only;
            things.Add(new(ThingKind.Integration, integration.Id.Value, integration.Name, ThingOf(integration, held, owners, orgs, now)));
        }
        var vendors = await db.Vendors.AsNoTracking().ToListAsync(ct);
        things.AddRange(vendors.Select(v => new JudgedThing(ThingKind.Vendor, v.Id.Value, v.Name, new VendorThing(StandingOf(v), now))));
        things.AddRange(await AppLinkReader.AddonsAsync(db, ct));
        foreach (var use in await db.EmergencyUses.AsNoTracking().ToListAsync(ct))
        {
            things.Add(new(ThingKind.BreakGlass, use.Id.Value, use.ClaimedName,
                new BreakGlassThing(use.Id, use.ClaimedName, use.At, use.EndsAt <= now ? use.EndsAt : null, use.ReviewedAt, now)));
        }
        return (things, groups);
    }

    /// <summary>One integration as the rules see it, within the actor's org groups, and the certificate slots in use in each org.</summary>
    public static async Task<(IntegrationThing Thing, IReadOnlyDictionary<OrgId, int?> Slots)> OneAsync(
        GovernanceDb db, Integration integration, DateTimeOffset now, CancellationToken ct)
    {
        var pieces = await IntegrationReach.ReadAsync(db, [integration], ct);
        var orgs = await OrgsAsync(db, now, ct);
        return (ThingOf(integration, [.. pieces[integration.Id]], await Owners.ReadAsync(db, ct), orgs, now), orgs.ToDictionary(o => o.Key, o => o.Value.Slots));
    }

    private static IntegrationThing ThingOf(
        Integration integration, List<IntegrationPiece> held, Owners owners, Dictionary<OrgId, OrgView> orgs, DateTimeOffset now)
    {
        var its = held.Select(p => p.Org).OfType<OrgId>().Distinct().Select(orgs.GetValueOrDefault).OfType<OrgView>().ToList();
        List<string> alive = [.. held.Where(p => p.Kind == IntegrationPartKind.App).Select(p => p.Grants > 0 ? $"{p.Grants} grants of {p.Name}" : $"client app {p.Name}")];
        return new IntegrationThing
        {
            Id = integration.Id.Value,
            Name = integration.Name,
            Facts = integration.Facts() with { Owner = owners.Of(integration) },
            Now = now,
            Orgs = [.. its.Select(o => o.Picture)],
            // What was not read could be alive.
            Alive = alive.Count == 0 && (its.Count == 0 ? [.. orgs.Values] : its).Any(o => o.Picture.Blind(Capability.Authorizations) is not null) ? null : alive,
            SlotsUsed = its.Any(o => o.Slots is null) ? null : its.Max(o => o.Slots) ?? 0,
        };
    }

    // Without grants and users: no rule of what belongs to no org looks at them.
    private static async Task<Dictionary<OrgId, OrgView>> OrgsAsync(GovernanceDb db, DateTimeOffset now, CancellationToken ct)
    {
        var orgs = await db.Orgs.AsNoTracking().ToListAsync(ct);
        var slots = (await db.Items.Where(i => i.Kind == ItemKind.Certificate && i.GoneAt == null).GroupBy(i => i.OrgId)
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(s => s.Key, s => s.Count);
        var connections = (await db.Connections.AsNoTracking().Where(c => c.OrgId != null).ToListAsync(ct)).ToLookup(c => c.OrgId!.Value);
        var states = (await db.Capabilities.AsNoTracking().ToListAsync(ct)).ToLookup(s => s.ConnectionId);
        return orgs.ToDictionary(o => o.Id, o =>
        {
            var connection = connections[o.Id].InUseFirst().FirstOrDefault();
            var capabilities = connection is null ? [] : states[connection.Id].Select(s => new CapabilityStanding(s.Capability, s.Status, s.Detail, s.AsOf)).ToList();
            var picture = new OrgPicture(
                new OrgStanding(o.Id, o.OrgGroupId, o.Label, o.Environment, o.Infrastructure, o.IsInfrastructureConfirmed), new Estate(now), [], capabilities, []);
            return new OrgView(picture, picture.Blind(Capability.Certificates) is null ? slots.GetValueOrDefault(o.Id) : null);
        });
    }

    private sealed record OrgView(OrgPicture Picture, int? Slots);
}
