using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>What one version of a spec changes against another of the same entry, gravest first.</summary>
public static class GetSpecDiff
{
    /// <summary>Most changes that are listed.</summary>
    public const int MostChanges = 500;

    /// <param name="Before">The earlier, or the declared one.</param>
    /// <param name="After">The later, or the one held.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(SpecVersionId Before, SpecVersionId After) : IQuery<Diff>;

    /// <param name="Before">Which.</param>
    /// <param name="After">Which.</param>
    /// <param name="Kind">The gravest of the changes.</param>
    /// <param name="Changes">Gravest first, at most <see cref="MostChanges"/>. Sentences hold names from the specs: hostile until shown
    /// as text.</param>
    /// <param name="Total">How many there are.</param>
    public sealed record Diff(Side Before, Side After, SpecChangeKind Kind, IReadOnlyList<SpecChange> Changes, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Source">Who says so.</param>
    /// <param name="At">First seen or declared, UTC.</param>
    /// <param name="ApiVersion">Its author's.</param>
    public sealed record Side(SpecVersionId Id, SpecSource Source, DateTimeOffset At, string ApiVersion);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Diff>
    {
        public async Task<Result<Diff>> Handle(Query request, CancellationToken cancellationToken)
        {
            SpecVersionId[] asked = [request.Before, request.After];
            var found = await db.SpecVersions.AsNoTracking().Where(v => asked.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
            if (!found.TryGetValue(request.Before, out var before) || !found.TryGetValue(request.After, out var after)) return CatalogProblems.VersionNotFound;
            if (before.EntryId != after.EntryId) return CatalogProblems.NotOneEntry;
            if (SpecReader.Read(before.Text).Value is not { } was || SpecReader.Read(after.Text).Value is not { } now) return CatalogProblems.NotReadable;
            var diff = SpecDiff.Between(was, now);
            return new Diff(SideOf(before), SideOf(after), diff.Kind, [.. diff.Changes.Take(MostChanges)], diff.Changes.Count);
        }

        private static Side SideOf(SpecVersion version) => new(version.Id, version.Source, version.At, version.ApiVersion ?? "");
    }
}
