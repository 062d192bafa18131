using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using static Governance.Application.Search.FindRecords;

namespace Governance.Application.Search;

/// <summary>What there are very many of: names in comparable form are read from an index, those that begin with the text first.
/// Only when these leave room is every name of the kind looked into.</summary>
internal sealed class LargeRecords(GovernanceDb db, SearchText text, IReadOnlyDictionary<OrgId, string> labels)
{
    private const int Most = MostPerKind + 1;

    /// <summary>Client apps as judged last: those that only grants know are among them.</summary>
    public Task<Group?> ClientAppsAsync(CancellationToken ct)
    {
        var apps = db.AppControls.AsNoTracking();
        var id = text.Id ?? Guid.Empty;
        return FindAsync(RecordKind.ClientApp, Shaped(apps), Shaped(apps.Where(c => c.ThingId == id)), i => i, ct);

        static IQueryable<Match<Guid>> Shaped(IQueryable<AppControls> apps) => apps
            .Select(c => new Match<Guid> { Id = c.ThingId, Key = c.AppKey, Name = c.AppName, OrgId = c.OrgId });
    }

    public Task<Group?> UsersAsync(CancellationToken ct) => ItemsAsync(RecordKind.User, [ItemKind.User], ct);

    /// <summary>Permission sets as judged last.</summary>
    public Task<Group?> PermissionSetsAsync(CancellationToken ct)
    {
        var id = new ItemId(text.Id ?? Guid.Empty);
        var keys = Keys;
        var sets = db.SetStandings.AsNoTracking();
        return FindAsync(RecordKind.PermissionSet, Shaped(sets),
            Shaped(sets.Where(s => s.ItemId == id || db.Items.Any(i => i.Id == s.ItemId && i.GoneAt == null && keys.Contains(i.Key)))), i => i.Value, ct);

        static IQueryable<Match<ItemId>> Shaped(IQueryable<SetStanding> sets) => sets
            .Select(s => new Match<ItemId> { Id = s.ItemId, Key = s.NameKey, Name = s.Name, OrgId = s.OrgId });
    }

    public Task<Group?> CertificatesAsync(CancellationToken ct) => ItemsAsync(RecordKind.Certificate, [ItemKind.Certificate, ItemKind.AppCertificate], ct);

    public Task<Group?> CredentialsAsync(CancellationToken ct) =>
        ItemsAsync(RecordKind.Credential, [ItemKind.NamedCredential, ItemKind.ExternalCredential], ct);

    /// <summary>Published APIs that are still there.</summary>
    public Task<Group?> CatalogEntriesAsync(CancellationToken ct)
    {
        var id = new CatalogEntryId(text.Id ?? Guid.Empty);
        var entries = db.CatalogEntries.AsNoTracking().Where(e => e.GoneAt == null);
        return FindAsync(RecordKind.CatalogEntry, Shaped(entries), Shaped(entries.Where(e => e.Id == id)), i => i.Value, ct);

        static IQueryable<Match<CatalogEntryId>> Shaped(IQueryable<CatalogEntry> entries) => entries
            .Select(e => new Match<CatalogEntryId> { Id = e.Id, Key = e.NameKey, Name = e.Label, OrgId = e.OrgId });
    }

    /// <summary>Open findings: by rule, else by the thing they are about.</summary>
    public async Task<Group?> FindingsAsync(CancellationToken ct)
    {
        var open = db.Findings.AsNoTracking().Where(f => f.State == FindingState.Open || f.State == FindingState.Reopened);
        var (id, thing) = (new FindingId(text.Id ?? Guid.Empty), text.Id ?? Guid.Empty);
        // Every check's name is known here; only its findings are asked for.
        var rules = RuleCatalogue.All.Where(r => text.Rank(r.Id) is not null || text.Rank(r.Title) is not null).Select(r => r.Id).ToArray();
        var known = open.Where(f => f.Id == id || f.ThingId == thing || rules.Contains(f.RuleId)).OrderByDescending(f => f.Severity).ThenBy(f => f.Since).ThenBy(f => f.Id);
        var group = await FindAsync(RecordKind.Finding, Shaped(open), rules.Length == 0 && text.Id is null ? null : Shaped(known), i => i.Value, ct, isSorted: true);
        return group is null ? null : group with { Hits = [.. group.Hits.Select(h => h with { Name = RuleCatalogue.Find(h.Detail!)?.Title ?? h.Detail!, Detail = h.Name })] };

        static IQueryable<Match<FindingId>> Shaped(IQueryable<Finding> findings) => findings
            .Select(f => new Match<FindingId> { Id = f.Id, Key = f.ThingKey, Name = f.ThingName, OrgId = f.OrgId, Detail = f.RuleId });
    }

    /// <summary>By the beginning of the app's or the owner's name only, as their list does: there may be a million.</summary>
    public async Task<Group?> AuthorizationsAsync(CancellationToken ct)
    {
        var present = db.Authorizations.AsNoTracking().Where(a => a.GoneAt == null);
        var id = new AuthorizationId(text.Id ?? Guid.Empty);
        var one = text.Id is null ? [] : await present.Where(a => a.Id == id)
            .Select(a => new Match<AuthorizationId> { Id = a.Id, Key = a.AppKey, Name = a.AppName, OrgId = a.OrgId, Detail = a.Username }).ToListAsync(ct);
        var byApp = await Beginning(present
            .Select(a => new Match<AuthorizationId> { Id = a.Id, Key = a.AppKey, Name = a.AppName, OrgId = a.OrgId, Detail = a.Username })).Take(Most).ToListAsync(ct);
        var byUser = await Beginning(present
            .Select(a => new Match<AuthorizationId> { Id = a.Id, Key = a.UserKey, Name = a.AppName, OrgId = a.OrgId, Detail = a.Username })).Take(Most).ToListAsync(ct);
        return GroupOf(RecordKind.Authorization, [.. one, .. InOrder(byApp, i => i.Value), .. InOrder(byUser, i => i.Value)], i => i.Value);
    }

    private string[] Keys => text.SalesforceKey is { } key ? [text.Exact, key] : [text.Exact];

    private async Task<Group?> ItemsAsync(RecordKind kind, ItemKind[] kinds, CancellationToken ct)
    {
        List<Match<ItemId>> found = [];
        foreach (var one in kinds) found.AddRange(await ItemsAsync(one, ct));
        return GroupOf(kind, [.. found.OrderBy(m => Order(m.Key)).ThenBy(m => m.Key, StringComparer.Ordinal).ThenBy(m => m.Id.Value)], i => i.Value);

        // What was found by its id or key alone comes first.
        int Order(string name) => name.StartsWith(text.Typed, StringComparison.Ordinal) ? 1 : name.Contains(text.Typed, StringComparison.Ordinal) ? 2 : 0;
    }

    // One kind at a time, and by id or by key: each is then served by one index on every database.
    private Task<List<Match<ItemId>>> ItemsAsync(ItemKind kind, CancellationToken ct)
    {
        var (id, keys) = (new ItemId(text.Id ?? Guid.Empty), Keys);
        var items = db.Items.AsNoTracking().Where(i => i.GoneAt == null && i.Kind == kind);
        var exact = text.Id is null ? items.Where(i => keys.Contains(i.Key)) : items.Where(i => i.Id == id);
        return MatchesAsync(Shaped(items), Shaped(exact.OrderBy(i => i.Key).ThenBy(i => i.Id)), i => i.Value, ct, isSorted: true);

        static IQueryable<Match<ItemId>> Shaped(IQueryable<InventoryItem> items) => items
            .Select(i => new Match<ItemId> { Id = i.Id, Key = i.NameKey, Name = i.Name, OrgId = i.OrgId });
    }

    private async Task<Group?> FindAsync<TId>(
        RecordKind kind, IQueryable<Match<TId>> all, IQueryable<Match<TId>>? exact, Func<TId, Guid> id, CancellationToken ct, bool isSorted = false) =>
        GroupOf(kind, await MatchesAsync(all, exact, id, ct, isSorted), id);

    private async Task<List<Match<TId>>> MatchesAsync<TId>(
        IQueryable<Match<TId>> all, IQueryable<Match<TId>>? exact, Func<TId, Guid> id, CancellationToken ct, bool isSorted = false)
    {
        List<Match<TId>> found = exact is null ? [] : await (isSorted ? exact : exact.OrderBy(m => m.Key)).Take(Most).ToListAsync(ct);
        if (found.Count < Most) found.AddRange(InOrder(await Beginning(all).Take(Most).ToListAsync(ct), id));
        if (found.DistinctBy(m => id(m.Id)).Count() < Most)
        {
            var typed = text.Typed;
            found.AddRange(InOrder(await all.Where(m => m.Key.Contains(typed)).OrderBy(m => m.Key).Take(Most + found.Count).ToListAsync(ct), id));
        }
        return found;
    }

    private IQueryable<Match<TId>> Beginning<TId>(IQueryable<Match<TId>> all)
    {
        // Compared by code unit on every database (GovernanceDb), so that a prefix is a range.
        var (typed, end) = (text.Typed, text.End);
#pragma warning disable CA1309 // The database compares; there is no ordinal overload it could translate.
        return all.Where(m => string.Compare(m.Key, typed) >= 0 && string.Compare(m.Key, end) < 0).OrderBy(m => m.Key);
#pragma warning restore CA1309
    }

    // Things of one name come in one order: the database sorts by the index that serves the range, and that ends with the name.
    private static IEnumerable<Match<TId>> InOrder<TId>(IEnumerable<Match<TId>> found, Func<TId, Guid> id) =>
        found.OrderBy(m => m.Key, StringComparer.Ordinal).ThenBy(m => id(m.Id));

    private Group? GroupOf<TId>(RecordKind kind, IReadOnlyList<Match<TId>> found, Func<TId, Guid> id)
    {
        var hits = found.DistinctBy(m => id(m.Id)).Take(Most)
            .Select(m => new Hit(id(m.Id), m.Name, m.OrgId is { } org ? labels.GetValueOrDefault(org) : null, m.Detail)).ToList();
        return hits.Count == 0 ? null : new Group(kind, [.. hits.Take(MostPerKind)], hits.Count > MostPerKind);
    }

    private sealed class Match<TId>
    {
        public required TId Id { get; init; }

        public required string Key { get; init; }

        public required string Name { get; init; }

        public OrgId? OrgId { get; init; }

        public string? Detail { get; init; }
    }
}
