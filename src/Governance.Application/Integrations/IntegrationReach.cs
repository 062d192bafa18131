using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>One thing of an org, or an add-on, that an integration claims.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Org">In which org; null for an add-on.</param>
/// <param name="Group">The org's group; null for an add-on.</param>
/// <param name="ThingId">Its id, as findings name it.</param>
/// <param name="Name">As the org calls it; org text.</param>
/// <param name="Key">The name in comparable form.</param>
/// <param name="Grants">Live grants of an app; 0 for others.</param>
/// <param name="Users">Users who own them.</param>
/// <param name="LastUsedAt">Latest use of a grant, UTC; null when none was ever used.</param>
internal sealed record IntegrationPiece(
    IntegrationPartKind Kind, OrgId? Org, OrgGroupId? Group, Guid ThingId, string Name, string Key, int Grants = 0, int Users = 0,
    DateTimeOffset? LastUsedAt = null)
{
    public bool IsClaimedBy(IntegrationPart part) => Org is { } org ? part.Claims(Kind, org, Key) : part.Kind == Kind && part.Key == Key;
}

/// <summary>Finds what integrations claim, within the actor's org groups.</summary>
internal static class IntegrationReach
{
    private static readonly Dictionary<IntegrationPartKind, ItemKind> Items = new()
    {
        [IntegrationPartKind.User] = ItemKind.User,
        [IntegrationPartKind.Certificate] = ItemKind.Certificate,
        [IntegrationPartKind.NamedCredential] = ItemKind.NamedCredential,
        [IntegrationPartKind.CatalogEntry] = ItemKind.Registration,
    };

    /// <summary>By integration: what is there of it now, in one order; of one name in an org what has most grants first.</summary>
    public static async Task<ILookup<IntegrationId, IntegrationPiece>> ReadAsync(
        GovernanceDb db, IReadOnlyCollection<Integration> integrations, CancellationToken ct)
    {
        var pieces = (await PiecesAsync(db, [.. integrations.SelectMany(i => i.Parts)], ct)).ToLookup(p => (p.Kind, p.Key));
        return (from integration in integrations
                from part in integration.Parts
                from piece in pieces[(part.Kind, part.Key)]
                where piece.IsClaimedBy(part)
                select (integration.Id, piece)).Distinct()
            .OrderBy(x => x.piece.Kind).ThenBy(x => x.piece.Key, StringComparer.Ordinal).ThenBy(x => x.piece.Org?.Value)
            .ThenByDescending(x => x.piece.Grants).ThenBy(x => x.piece.ThingId)
            .ToLookup(x => x.Id, x => x.piece);
    }

    /// <summary>What is there of the parts now, each once.</summary>
    public static async Task<IReadOnlyList<IntegrationPiece>> PiecesAsync(GovernanceDb db, IReadOnlyCollection<IntegrationPart> parts, CancellationToken ct)
    {
        var keys = parts.GroupBy(p => p.Kind).ToDictionary(g => g.Key, g => g.Select(p => p.Key).Distinct(StringComparer.Ordinal).ToArray());
        List<IntegrationPiece> pieces = [];
        if (keys.TryGetValue(IntegrationPartKind.App, out var apps)) pieces.AddRange(await AppsAsync(db, apps, ct));
        foreach (var (kind, item) in Items)
        {
            if (!keys.TryGetValue(kind, out var names)) continue;
            var found = await db.Items.AsNoTracking().Where(i => i.Kind == item && i.GoneAt == null && names.Contains(i.NameKey))
                .Select(i => new { i.OrgId, i.OrgGroupId, i.Id, i.Name, i.NameKey }).ToListAsync(ct);
            pieces.AddRange(found.Select(i => new IntegrationPiece(kind, i.OrgId, i.OrgGroupId, i.Id.Value, i.Name, i.NameKey)));
        }
        if (keys.TryGetValue(IntegrationPartKind.Addon, out var addons))
        {
            var found = await db.AppLinkAddons.AsNoTracking().Where(a => a.GoneAt == null && addons.Contains(a.Name))
                .Select(a => new { a.Id, a.Name }).ToListAsync(ct);
            pieces.AddRange(found.Select(a => new IntegrationPiece(IntegrationPartKind.Addon, null, null, a.Id.Value, a.Name, a.Name)));
        }
        return pieces;
    }

    private static async Task<IEnumerable<IntegrationPiece>> AppsAsync(GovernanceDb db, string[] keys, CancellationToken ct)
    {
        var apps = await db.AppControls.AsNoTracking().Where(c => keys.Contains(c.AppKey))
            .Select(c => new { c.OrgId, c.OrgGroupId, c.ThingId, c.AppName, c.AppKey, c.Grants }).ToListAsync(ct);
        var uses = (await db.AppUses.AsNoTracking().Where(u => keys.Contains(u.AppKey))
            .Select(u => new { u.OrgId, u.AppKey, u.Users, u.LastUsedAt }).ToListAsync(ct)).ToDictionary(u => (u.OrgId, u.AppKey));
        return apps.Select(a => new IntegrationPiece(
            IntegrationPartKind.App, a.OrgId, a.OrgGroupId, a.ThingId, a.AppName, a.AppKey, a.Grants,
            a.Grants > 0 ? uses.GetValueOrDefault((a.OrgId, a.AppKey))?.Users ?? 0 : 0, uses.GetValueOrDefault((a.OrgId, a.AppKey))?.LastUsedAt));
    }
}
