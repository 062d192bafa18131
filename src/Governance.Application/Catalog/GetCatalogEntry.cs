using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>One published API: both its sides, its operations, who may invoke it, what is amiss, and the versions of its
/// spec. Who called an operation is not in it: no org keeps a list of that which the portal reads.</summary>
public static class GetCatalogEntry
{
    /// <summary>Most operations that are listed.</summary>
    public const int MostOperations = 300;

    /// <summary>Most versions that are listed.</summary>
    public const int MostVersions = 100;

    /// <summary>Most users that are listed.</summary>
    public const int MostUsers = 200;

    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(CatalogEntryId Id) : IQuery<Detail>;

    /// <param name="Entry">Both sides.</param>
    /// <param name="Source">How well the org's registrations are known; null when the portal does not know the org.</param>
    /// <param name="InForce">The version that <paramref name="Operations"/> are of; null when none can be read.</param>
    /// <param name="Operations">In the author's order, at most <see cref="MostOperations"/>.</param>
    /// <param name="OperationCount">How many there are; null when unknown.</param>
    /// <param name="Notes">What the reader noticed in the spec.</param>
    /// <param name="Invokers">Who may invoke it.</param>
    /// <param name="Mismatches">What is amiss between its sides; empty when nothing that was read is.</param>
    /// <param name="Versions">Latest first, at most <see cref="MostVersions"/>.</param>
    /// <param name="Declared">How the declared text differs from the one held; null when there are not both.</param>
    public sealed record Detail(
        Sides Entry, CapabilitySource? Source, SpecVersionId? InForce, IReadOnlyList<Operation> Operations, int? OperationCount, IReadOnlyList<SpecNote> Notes,
        InvokerList Invokers, IReadOnlyList<JoinMismatch> Mismatches, IReadOnlyList<Version> Versions, DeclaredDiff? Declared);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">API name; org text.</param>
    /// <param name="Label">As the org calls it; org text.</param>
    /// <param name="Link">How registration and publication stand to each other.</param>
    /// <param name="Registration">What the org holds; null when nothing.</param>
    /// <param name="Publications">How many publications claim it.</param>
    /// <param name="AddonName">Of the first of them, as the rest; null without any.</param>
    /// <param name="ConnectionName">The AppLink connection it hangs on.</param>
    /// <param name="ConnectionStatus">What that connection's word means; null when there is no such connection.</param>
    /// <param name="AppName">Heroku app behind it; null when not said.</param>
    /// <param name="PublishedAt">UTC; null when not said.</param>
    /// <param name="FirstSeenAt">UTC.</param>
    /// <param name="GoneAt">Neither registered nor published since, UTC; null while it is.</param>
    public sealed record Sides(
        CatalogEntryId Id, string Name, string Label, CatalogLink Link, RegistrationFacts? Registration, int Publications, string? AddonName,
        string? ConnectionName, AppLinkStatus? ConnectionStatus, string? AppName, DateTimeOffset? PublishedAt, DateTimeOffset FirstSeenAt, DateTimeOffset? GoneAt);

    /// <param name="Is">As the spec says.</param>
    /// <param name="IsOn">Switched on in the org; null when the org does not say.</param>
    public sealed record Operation(ApiOperation Is, bool? IsOn);

    /// <param name="Unknown">Why it is not known; null when it is.</param>
    /// <param name="Sets">Permission sets that let users invoke it: named like it, or opening its credential.</param>
    /// <param name="Total">Users who hold one of them; null when unknown.</param>
    /// <param name="Users">By user name, at most <see cref="MostUsers"/>.</param>
    public sealed record InvokerList(string? Unknown, IReadOnlyList<InvokeSet> Sets, int? Total, IReadOnlyList<Invoker> Users);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Org text.</param>
    /// <param name="IsSession">True when session-based; null when not said.</param>
    public sealed record InvokeSet(ItemId Id, string Name, bool? IsSession);

    /// <param name="UserId">In the org.</param>
    /// <param name="Username">Org text; null when the user is not among those read.</param>
    /// <param name="IsActive">False when deactivated or frozen; null when unknown.</param>
    public sealed record Invoker(string UserId, string? Username, bool? IsActive);

    /// <param name="Id">Ours.</param>
    /// <param name="Source">Who says so.</param>
    /// <param name="TextHash">SHA-256, hex.</param>
    /// <param name="Bytes">Size of the text.</param>
    /// <param name="At">First seen or declared, UTC.</param>
    /// <param name="Title">Its author's; null when it cannot be read.</param>
    /// <param name="ApiVersion">Its author's; null when it cannot be read.</param>
    /// <param name="Operations">Null when it cannot be read.</param>
    /// <param name="Change">Against the readable one before it of the same source; null when there is none.</param>
    /// <param name="Problem">Why it cannot be read; null when it can.</param>
    /// <param name="Author">Who declared it; null for one that was read.</param>
    /// <param name="Reason">Why; null for one that was read.</param>
    public sealed record Version(
        SpecVersionId Id, SpecSource Source, string TextHash, int Bytes, DateTimeOffset At, string? Title, string? ApiVersion, int? Operations,
        SpecChangeKind? Change, string? Problem, string? Author, string? Reason);

    /// <param name="Declared">The latest declared one.</param>
    /// <param name="Held">The latest that the org or a snapshot holds.</param>
    /// <param name="IsSameText">They are one text.</param>
    /// <param name="Kind">What publishing what is held changed against what was declared; null when one cannot be read.</param>
    public sealed record DeclaredDiff(SpecVersionId Declared, SpecVersionId Held, bool IsSameText, SpecChangeKind? Kind);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.CatalogEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == request.Id, cancellationToken) is not { } entry)
                return CatalogProblems.EntryNotFound;
            var source = entry.OrgId is { } org ? (await CapabilitySources.ReadAsync(db, Capability.Registrations, org, cancellationToken)).Single() : null;
            var versions = await VersionsAsync(entry.Id, cancellationToken);
            var spec = await ReadAsync(entry.SpecId, cancellationToken);
            var around = await CatalogSurroundings.ReadAsync(db, entry, spec, clock.GetUtcNow(), cancellationToken);
            var on = around.Registration?.ActiveOperations?.ToHashSet(StringComparer.Ordinal);
            return new Detail(
                new Sides(
                    entry.Id, entry.Name, entry.Label, entry.Link, around.Registration, entry.Publications, entry.AddonName, entry.ConnectionName,
                    entry.ConnectionStatus, entry.AppName, entry.PublishedAt, entry.FirstSeenAt, entry.GoneAt),
                source, entry.SpecId, [.. (spec?.Operations ?? []).Take(MostOperations).Select(o => new Operation(o, o.OperationId is null ? null : on?.Contains(o.OperationId)))],
                spec?.Operations.Count, spec?.Notes ?? [], around.Invokers, around.Mismatches, versions, await DeclaredAsync(versions, cancellationToken));
        }

        private Task<List<Version>> VersionsAsync(CatalogEntryId entry, CancellationToken ct) =>
            db.SpecVersions.AsNoTracking().Where(v => v.EntryId == entry).OrderByDescending(v => v.At).ThenByDescending(v => v.Id).Take(MostVersions)
                .Select(v => new Version(
                    v.Id, v.Source, v.TextHash, v.Bytes, v.At, v.Title, v.ApiVersion, v.Operations, v.Change, v.Problem, v.AuthorName, v.Reason))
                .ToListAsync(ct);

        private async Task<ApiSpec?> ReadAsync(SpecVersionId? id, CancellationToken ct) => id is { } version
            && await db.SpecVersions.Where(v => v.Id == version).Select(v => v.Text).SingleOrDefaultAsync(ct) is { } text ? SpecReader.Read(text).Value : null;

        private async Task<DeclaredDiff?> DeclaredAsync(List<Version> versions, CancellationToken ct)
        {
            var declared = versions.FirstOrDefault(v => v.Source == SpecSource.Declared);
            var held = versions.FirstOrDefault(v => v.Source == SpecSource.Org) ?? versions.FirstOrDefault(v => v.Source == SpecSource.Snapshot);
            if (declared is null || held is null) return null;
            if (declared.TextHash == held.TextHash) return new DeclaredDiff(declared.Id, held.Id, true, SpecChangeKind.None);
            return new DeclaredDiff(
                declared.Id, held.Id, false,
                await ReadAsync(declared.Id, ct) is { } wanted && await ReadAsync(held.Id, ct) is { } found ? SpecDiff.Between(wanted, found).Kind : null);
        }
    }
}
