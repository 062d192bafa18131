using Governance.Domain.Connections;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Policies.Rules;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>The certificate strategy of one org: how names are given, who owns what, when each is to be replaced, and how many slots
/// are left.</summary>
public static class GetCertificateStrategy
{
    /// <summary>How many days before its end a certificate is to be replaced.</summary>
    public const int ReplaceBefore = 30;

    /// <param name="Id">The org's connection, as its page is called.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ConnectionId Id) : IQuery<Strategy>;

    /// <param name="Org">What people call it.</param>
    /// <param name="Now">Moment of asking, UTC.</param>
    /// <param name="Infrastructure">Where it runs.</param>
    /// <param name="IsConfirmed">A person said so.</param>
    /// <param name="Reads">How much is known of its certificates, and how old that is.</param>
    /// <param name="Prefixes">Beginnings that names must have; empty when no convention is agreed.</param>
    /// <param name="Slots">Slots; null when they could not be read.</param>
    /// <param name="Lines">Its certificates, first end first.</param>
    public sealed record Strategy(
        string Org, DateTimeOffset Now, OrgInfrastructure Infrastructure, bool IsConfirmed, CertificateReads Reads, IReadOnlyList<string> Prefixes,
        SlotPlan? Slots, IReadOnlyList<Line> Lines);

    /// <param name="Used">In use.</param>
    /// <param name="Of">Slots of an org.</param>
    /// <param name="Most">Most that are wanted in use.</param>
    /// <param name="Unused">Of the certificates in slots, those that nothing known uses; null when uses could not be read.</param>
    /// <param name="Mergeable">Of them, those for mutual TLS alone: one shared or wildcard certificate could stand for them.</param>
    public sealed record SlotPlan(int Used, int Of, int Most, int? Unused, int? Mergeable)
    {
        /// <summary>Few are left.</summary>
        public bool AreFew => Used > Most;

        /// <summary>In use once what nothing uses is gone and mutual TLS shares one; null when uses could not be read.</summary>
        public int? After => Unused is { } unused && Mergeable is { } mergeable ? Used - unused - Math.Max(0, mergeable - 1) : null;
    }

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As the org calls it; org text.</param>
    /// <param name="ApiName">API name; of an app's, the app's.</param>
    /// <param name="Place">Where it lies.</param>
    /// <param name="EndsAt">UTC; null when unknown.</param>
    /// <param name="ReplaceBy">When the next one is to be in place, UTC; null when the end is unknown.</param>
    /// <param name="FollowsName">It follows the naming convention; null when none is agreed or its name is not ours to give.</param>
    /// <param name="Integration">To which integration it belongs; null when to none.</param>
    /// <param name="Owner">Who answers for that; null when nobody does.</param>
    /// <param name="Deputy">Who does when they do not; null when nobody.</param>
    /// <param name="Uses">What is known to use it.</param>
    public sealed record Line(
        ItemId Id, string Name, string ApiName, CertificatePlace Place, DateTimeOffset? EndsAt, DateTimeOffset? ReplaceBy, bool? FollowsName,
        string? Integration, string? Owner, string? Deputy, IReadOnlyList<CertificateUse> Uses);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Strategy>
    {
        public async Task<Result<Strategy>> Handle(Query request, CancellationToken cancellationToken)
        {
            var org = await (from connection in db.Connections.AsNoTracking()
                             join o in db.Orgs on connection.OrgId equals o.Id
                             where connection.Id == request.Id
                             select o).SingleOrDefaultAsync(cancellationToken);
            if (org is null) return ConnectionProblems.NotFound;
            var now = clock.GetUtcNow();
            var reads = (await CertificateReads.ReadAsync(db, [org], cancellationToken))[0];
            var settings = await PolicyStore.BoundAsync(db, org.OrgGroupId, cancellationToken);
            var naming = settings.Of(new CertNaming());
            var headroom = settings.Of(new CertHeadroom());
            var items = await CertificateFilter.Present(db.Items.AsNoTracking()).Where(i => i.OrgId == org.Id).ToListAsync(cancellationToken);
            var uses = await CertificateUses.ReadAsync(db, [org], now, cancellationToken);
            var owners = await Owners.ReadAsync(db, cancellationToken);
            var parts = (await db.Integrations.AsNoTracking().ToListAsync(cancellationToken))
                .SelectMany(i => i.Parts.Where(p => p.Kind == IntegrationPartKind.Certificate && (p.OrgId is null || p.OrgId == org.Id)).Select(p => (p.Key, Integration: i)))
                .ToLookup(p => p.Key, p => p.Integration, StringComparer.Ordinal);
            List<Line> lines = [.. items.Select(LineOf).OrderBy(l => l.EndsAt is null).ThenBy(l => l.EndsAt).ThenBy(l => l.Name, StringComparer.OrdinalIgnoreCase)];
            return new Strategy(
                org.Label, now, org.Infrastructure, org.IsInfrastructureConfirmed, reads, naming[CertNaming.Prefixes],
                reads.AsOf is null || reads.IsSnapshot ? null : SlotsOf(lines, headroom, reads.UsesUnknown is null), lines);

            Line LineOf(InventoryItem item)
            {
                var facts = item.Facts<CertificateFacts>();
                var integration = parts[item.NameKey].OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
                var follows = facts.Place != CertificatePlace.Org || naming[CertNaming.Prefixes].Count == 0 ? (bool?)null
                    : naming[CertNaming.Prefixes].Any(p => facts.ApiName.StartsWith(p, StringComparison.OrdinalIgnoreCase));
                return new Line(
                    item.Id, item.Name, facts.ApiName, facts.Place, item.EndsAt, item.EndsAt?.AddDays(-ReplaceBefore), follows, integration?.Name,
                    integration?.Owner is { } mail ? owners.NameOf(mail) : null, integration?.Facts().Deputy, uses.Of(item));
            }
        }

        private static SlotPlan SlotsOf(List<Line> lines, RuleSetting headroom, bool areUsesKnown)
        {
            var held = lines.Where(l => l.Place == CertificatePlace.Org).ToList();
            return new SlotPlan(
                held.Count, headroom[CertHeadroom.Slots], headroom[CertHeadroom.Most], areUsesKnown ? held.Count(l => l.Uses.Count == 0) : null,
                areUsesKnown ? held.Count(l => l.Uses.Count > 0 && l.Uses.All(u => u.Purpose == CertificatePurpose.MutualTls)) : null);
        }
    }
}
