using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;
using static Governance.Application.Search.FindRecords;

namespace Governance.Application.Search;

/// <summary>What there are hundreds of, not thousands: names are read and compared here.</summary>
internal sealed class SmallRecords
{
    private const int MostRead = 10_000;

    private SmallRecords(IReadOnlyDictionary<OrgId, string> labels) => Labels = labels;

    /// <summary>What people call the orgs in scope.</summary>
    public IReadOnlyDictionary<OrgId, string> Labels { get; }

    public Group? Orgs { get; private set; }

    public Group? OrgGroups { get; private set; }

    public Group? Vendors { get; private set; }

    public Group? Integrations { get; private set; }

    public Group? Incidents { get; private set; }

    public Group? HerokuAddons { get; private set; }

    public static async Task<SmallRecords> ReadAsync(GovernanceDb db, CurrentActor current, SearchText text, CancellationToken ct)
    {
        var orgs = await db.Orgs.AsNoTracking().Select(o => new { o.Id, o.Label, o.SalesforceKey }).ToListAsync(ct);
        var found = new SmallRecords(orgs.ToDictionary(o => o.Id, o => o.Label));
        var groups = await db.OrgGroups.AsNoTracking().Select(g => new { g.Id, g.Name }).ToListAsync(ct);
        var keys = orgs.ToDictionary(o => o.Id, o => o.SalesforceKey);
        var connections = await db.Connections.AsNoTracking()
            .Select(c => new { c.Id, c.Name, c.OrgId, c.OrgGroupId, IsEnded = c.State == ConnectionState.Disconnected }).Take(MostRead).ToListAsync(ct);
        found.Orgs = Best(text, RecordKind.Org, connections.OrderBy(c => c.IsEnded), c => c.Id.Value,
            c => [c.Name, c.OrgId is { } org ? found.Labels.GetValueOrDefault(org) : null],
            c => new Hit(c.Id.Value, c.Name, null, groups.FirstOrDefault(g => g.Id == c.OrgGroupId)?.Name + (c.IsEnded ? ", disconnected" : "")),
            c => c.OrgId is { } org && text.SalesforceKey is { } key && keys.GetValueOrDefault(org) == key);
        found.OrgGroups = Best(text, RecordKind.OrgGroup, groups, g => g.Id.Value, g => [g.Name], g => new Hit(g.Id.Value, g.Name, null, null));
        await found.FindVendorsAsync(db, current, text, ct);
        await found.FindIntegrationsAsync(db, current, text, ct);
        var incidents = await db.Incidents.AsNoTracking().OrderByDescending(i => i.Number)
            .Select(i => new { i.Id, i.Number, i.Scope }).Take(MostRead).ToListAsync(ct);
        found.Incidents = Best(text, RecordKind.Incident, incidents, i => i.Id.Value, i => [$"INC-{i.Number:0000}", i.Scope],
            i => new Hit(i.Id.Value, $"INC-{i.Number:0000}", null, i.Scope));
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.GoneAt == null)
            .Select(a => new { a.Id, a.AccountId, a.Name, a.OwnerApp, a.Key }).Take(MostRead).ToListAsync(ct);
        found.HerokuAddons = Best(text, RecordKind.HerokuAddon, addons, a => a.Id.Value, a => [a.Name, a.OwnerApp],
            a => new Hit(a.AccountId.Value, a.Name, null, a.OwnerApp), a => a.Key == text.Exact);
        return found;
    }

    private async Task FindVendorsAsync(GovernanceDb db, CurrentActor current, SearchText text, CancellationToken ct)
    {
        var vendors = (await db.Vendors.AsNoTracking().Select(v => new { v.Id, v.Name }).Take(MostRead).ToListAsync(ct))
            .Where(v => text.Rank(v.Name) is not null || v.Id.Value == text.Id).ToList();
        // Whether a vendor of another org group exists must not show: only those that the list of vendors has.
        var hidden = await VendorRegister.HiddenAsync(db, current, [.. vendors.Select(v => v.Id)], ct);
        Vendors = Best(text, RecordKind.Vendor, vendors.Where(v => !hidden.Contains(v.Id)), v => v.Id.Value, v => [v.Name],
            v => new Hit(v.Id.Value, v.Name, null, null));
    }

    private async Task FindIntegrationsAsync(GovernanceDb db, CurrentActor current, SearchText text, CancellationToken ct)
    {
        var named = (await db.Integrations.AsNoTracking().Take(MostRead).ToListAsync(ct)).Where(i => text.Rank(i.Name) is not null || i.Id.Value == text.Id).ToList();
        Integrations = Best(text, RecordKind.Integration, await IntegrationRegister.SeenAmongAsync(db, current, named, ct), i => i.Id.Value, i => [i.Name],
            i => new Hit(i.Id.Value, i.Name, null, null));
    }

    private static Group? Best<T>(
        SearchText text, RecordKind kind, IEnumerable<T> all, Func<T, Guid> id, Func<T, string?[]> names, Func<T, Hit> hit, Func<T, bool>? isIt = null)
    {
        var matching = all.Select(t => (Thing: t, Rank: id(t) == text.Id || isIt?.Invoke(t) == true ? -1 : names(t).Min(text.Rank)))
            .Where(m => m.Rank is not null).OrderBy(m => m.Rank).ThenBy(m => names(m.Thing)[0], StringComparer.OrdinalIgnoreCase)
            .Take(MostPerKind + 1).ToList();
        return matching.Count == 0 ? null : new Group(kind, [.. matching.Take(MostPerKind).Select(m => hit(m.Thing))], matching.Count > MostPerKind);
    }
}
