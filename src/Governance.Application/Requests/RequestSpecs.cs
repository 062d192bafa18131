using Governance.Application.Catalog;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Specifications that requests ask to publish, as the actor sees them: their own while only handed in, then with the request.</summary>
internal sealed class RequestSpecs(GovernanceDb db)
{
    private readonly Dictionary<string, (string Text, Result<ApiSpec> Read)?> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<(OrgId Org, string Name), Held> _held = [];

    /// <summary>The text that a request names, and what it says; null when it names none, or it is not kept any more.</summary>
    public async Task<(string Text, Result<ApiSpec> Read)?> OfAsync(RequestContent content, CancellationToken ct)
    {
        if (content[RequestForms.Spec] is not { } hash) return null;
        if (_read.TryGetValue(hash, out var known)) return known;
        // A text that was changed in the database is not what its hash says: as good as gone.
        var kept = await db.RequestSpecs.AsNoTracking().FirstOrDefaultAsync(s => s.Hash == hash, ct) is { IsWhole: true } found ? found.Text : null;
        return _read[hash] = kept is null ? null : (kept, SpecReader.Read(kept));
    }

    /// <summary>What that specification says; null when there is none that can be read.</summary>
    public async Task<ApiSpec?> SpecAsync(RequestContent content, CancellationToken ct) => (await OfAsync(content, ct))?.Read.Value;

    /// <summary>A request has the text that it names from now on. What was decided on before stays with it; a draft has one text at a time.</summary>
    public async Task AttachAsync(Request request, CancellationToken ct)
    {
        var hash = request.Content[RequestForms.Spec];
        var has = await db.RequestSpecs.Where(s => s.RequestId == request.Id).ToListAsync(ct);
        // Before its first edit nobody was shown another text.
        if (request.Edits == 0) db.RequestSpecs.RemoveRange(has.Where(s => s.Hash != hash));
        if (hash is null || has.Any(s => s.Hash == hash)) return;
        var found = await db.RequestSpecs.Where(s => s.Hash == hash).OrderBy(s => s.RequestId != null).FirstOrDefaultAsync(ct);
        if (found is { RequestId: null }) found.BelongTo(request.Id);
        else if (found is not null) db.RequestSpecs.Add(new RequestSpec(found.Text, found.ById, found.At).BelongTo(request.Id));
    }

    /// <summary>What the catalog holds under the name that a request publishes to.</summary>
    /// <param name="Entry">Null when nothing is known there.</param>
    /// <param name="Spec">What the org, or a snapshot of it, said last; null when that can't be read, or there is none.</param>
    public sealed record Held(CatalogEntryId? Entry, ApiSpec? Spec);

    /// <summary>What is published under that name in that org today.</summary>
    public async Task<Held> HeldAsync(RequestContent content, Org? org, CancellationToken ct)
    {
        if (org is null || content[RequestForms.Api] is not { } name) return new Held(null, null);
        if (_held.TryGetValue((org.Id, name), out var known)) return known;
        var key = Text.Comparable(name, Domain.Inventory.InventoryItem.KeyMaxLength);
        var entry = await db.CatalogEntries.AsNoTracking().Where(e => e.OrgId == org.Id && e.NameKey == key && e.GoneAt == null)
            .Select(e => (CatalogEntryId?)e.Id).FirstOrDefaultAsync(ct);
        if (entry is null) return _held[(org.Id, name)] = new Held(null, null);
        var text = await db.SpecVersions.AsNoTracking().Where(v => v.EntryId == entry && v.Source != SpecSource.Declared)
            .OrderBy(v => v.Source).ThenByDescending(v => v.At).Select(v => v.Text).FirstOrDefaultAsync(ct);
        return _held[(org.Id, name)] = new Held(entry, text is null ? null : SpecReader.Read(text).Value);
    }

    /// <summary>What the risk of publishing it rests on; null when there is nothing to publish.</summary>
    public async Task<PublicationFacts?> FactsAsync(RequestContent content, Org? org, bool hasUnreadSet, CancellationToken ct)
    {
        if (await SpecAsync(content, ct) is not { } spec) return null;
        var held = await HeldAsync(content, org, ct);
        return new PublicationFacts(
            spec.Operations.Count(o => o.UserMode == ApiUserMode.UserPlus), spec.Operations.Count(o => o.UserMode == ApiUserMode.Unknown),
            spec.Operations.Count(o => o.IsAgentAction), spec.Operations.Count(o => o.IsPii), held.Entry is null,
            held.Spec is { } today ? SpecDiff.Between(today, spec).Kind : null)
        {
            HasUnreadSet = hasUnreadSet,
            NamesConnectedApp = spec.Operations.Any(o => o.ClientApps.Any(a => a.IsDeprecated)),
        };
    }

    /// <summary>Permission sets that its operations add, each once.</summary>
    public static IReadOnlyList<string> SetsOf(ApiSpec spec) => [.. spec.Operations.Select(o => o.PermissionSet).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>What reviewers see of it; null when the request carries none.</summary>
    public async Task<RequestView.PublicationPart?> ViewAsync(RequestContent content, Org? org, CancellationToken ct)
    {
        if (content[RequestForms.Spec] is not { } hash) return null;
        var spec = await SpecAsync(content, ct);
        var held = await HeldAsync(content, org, ct);
        var diff = spec is not null && held.Spec is { } today ? SpecDiff.Between(today, spec) : null;
        return new RequestView.PublicationPart(
            hash, spec is not null, [.. (spec?.Operations ?? []).Take(RequestView.PublicationPart.MostOperations)], spec?.Operations.Count ?? 0,
            held.Entry, diff?.Kind, [.. (diff?.Changes ?? []).Take(RequestView.PublicationPart.MostChanges)], diff?.Changes.Count ?? 0)
        {
            Servers = spec?.Servers ?? [],
            Notes = [.. (spec?.Notes ?? []).Take(RequestView.PublicationPart.MostNotes)],
        };
    }
}
