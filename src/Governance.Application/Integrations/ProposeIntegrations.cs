using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>Apps in use that belong to no integration, put together into what may be one: by consumer key, by name, by publisher's rules
/// and by the user they run as. Nothing is kept: a person confirms a proposal with <see cref="CreateIntegration"/>.</summary>
public static class ProposeIntegrations
{
    /// <summary>Most proposals shown.</summary>
    public const int Most = 200;

    /// <summary>A user with so few apps ties these together; one with more is a person, or a catch-all.</summary>
    private const int FewApps = 3;

    /// <summary>Asks for all of them.</summary>
    [Requires(Permission.EditIntegration)]
    public sealed record Query : IQuery<Proposals>;

    /// <param name="Rows">Most grants first; at most <see cref="Most"/>.</param>
    /// <param name="Total">How many in all.</param>
    public sealed record Proposals(IReadOnlyList<Proposal> Rows, int Total);

    /// <param name="Name">What it could be called: org text.</param>
    /// <param name="Because">Why these belong together, in words.</param>
    /// <param name="Vendor">Who runs the other end, by the vendors' rules; null when none claims it.</param>
    /// <param name="VendorName">Its name.</param>
    /// <param name="Parts">What would belong to it.</param>
    /// <param name="Orgs">In how many orgs.</param>
    /// <param name="Grants">Live grants.</param>
    /// <param name="LastUsedAt">Latest use, UTC; null when none was ever used.</param>
    public sealed record Proposal(
        string Name, IReadOnlyList<string> Because, VendorId? Vendor, string? VendorName, IReadOnlyList<IntegrationPartDraft> Parts, int Orgs, int Grants,
        DateTimeOffset? LastUsedAt);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Proposals>
    {
        public async Task<Result<Proposals>> Handle(Query request, CancellationToken cancellationToken)
        {
            var claimed = (await db.Integrations.AsNoTracking().ToListAsync(cancellationToken)).SelectMany(i => i.Parts)
                .Where(p => p.Kind == IntegrationPartKind.App).ToLookup(p => p.Key, StringComparer.Ordinal);
            var uses = (await db.AppUses.AsNoTracking().ToListAsync(cancellationToken))
                .Where(u => !claimed[u.AppKey].Any(p => p.Claims(IntegrationPartKind.App, u.OrgId, u.AppKey))).ToList();
            var vendors = await db.Vendors.AsNoTracking().ToListAsync(cancellationToken);
            var hidden = await VendorRegister.HiddenAsync(db, current, cancellationToken);
            var matcher = new VendorMatcher(vendors.Where(v => !hidden.Contains(v.Id)));
            var groups = new AppGroups(uses.Select(u => u.AppKey));
            await TieByKeyAsync(groups, cancellationToken);
            await TieByUserAsync(groups, uses.Select(u => u.AppKey).ToHashSet(StringComparer.Ordinal), cancellationToken);

            List<Proposal> rows =
            [
                .. uses.GroupBy(u => groups.Of(u.AppKey)).Select(group =>
                {
                    var names = group.GroupBy(u => u.AppKey, StringComparer.Ordinal).OrderByDescending(g => g.Sum(u => u.Grants)).ToList();
                    var vendor = names.Select(n => matcher.VendorOf(n.Key)).FirstOrDefault(v => v is not null);
                    return new Proposal(
                        names[0].First().AppName, groups.Why(group.Key), vendor, vendors.FirstOrDefault(v => v.Id == vendor)?.Name,
                        [.. names.Select(n => new IntegrationPartDraft(IntegrationPartKind.App, n.First().AppName))],
                        group.Select(u => u.OrgId).Distinct().Count(), group.Sum(u => u.Grants), group.Max(u => u.LastUsedAt));
                }).OrderByDescending(p => p.Grants).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase),
            ];
            return new Proposals([.. rows.Take(Most)], rows.Count);
        }

        // One consumer key is one registration at the vendor, whatever an org calls it.
        private async Task TieByKeyAsync(AppGroups groups, CancellationToken ct)
        {
            var policies = await db.Items.AsNoTracking().Where(i => i.Kind == ItemKind.AppPolicy && i.GoneAt == null)
                .Select(i => new { i.NameKey, i.FactsText }).ToListAsync(ct);
            var byKey = policies.Select(p => (p.NameKey, Key: FactsJson.Read<AppPolicyFacts>(p.FactsText).ConsumerKey)).Where(p => p.Key is not null)
                .GroupBy(p => p.Key!, p => p.NameKey, StringComparer.Ordinal);
            foreach (var same in byKey) groups.Tie([.. same.Distinct(StringComparer.Ordinal)], "same consumer key");
        }

        private async Task TieByUserAsync(AppGroups groups, HashSet<string> free, CancellationToken ct)
        {
            var ofIntegrationUsers = await (
                from grant in db.Authorizations.AsNoTracking()
                where grant.GoneAt == null && !grant.IsPortalOwn
                group grant by new { grant.OrgId, grant.UserId } into user
                where user.Select(g => g.AppKey).Distinct().Count() > 1 && user.Select(g => g.AppKey).Distinct().Count() <= FewApps
                select new { user.Key.OrgId, user.Key.UserId }).Take(2_000).ToListAsync(ct);
            var users = ofIntegrationUsers.Select(u => u.UserId).ToArray();
            var licensed = (await db.Items.AsNoTracking()
                    .Where(i => i.Kind == ItemKind.User && i.GoneAt == null && users.Contains(i.Key)).Select(i => new { i.OrgId, i.Key, i.FactsText }).ToListAsync(ct))
                .Where(i => FactsJson.Read<UserFacts>(i.FactsText).LicenseName?.Contains("Integration", StringComparison.Ordinal) == true)
                .Select(i => (i.OrgId, i.Key)).ToHashSet();
            string[] wanted = [.. licensed.Select(l => l.Key)];
            var grants = await db.Authorizations.AsNoTracking().Where(g => g.GoneAt == null && wanted.Contains(g.UserId))
                .Select(g => new { g.OrgId, g.UserId, g.AppKey, g.Username }).Distinct().ToListAsync(ct);
            foreach (var user in grants.Where(g => licensed.Contains((g.OrgId, g.UserId)) && free.Contains(g.AppKey)).GroupBy(g => (g.OrgId, g.UserId)))
                groups.Tie([.. user.Select(g => g.AppKey).Distinct(StringComparer.Ordinal)], $"same integration user {user.First().Username}");
        }
    }

    // Apps that were found to belong together, by any reason, are one group: the first of them names it.
    private sealed class AppGroups(IEnumerable<string> apps)
    {
        private readonly Dictionary<string, string> _first = apps.Distinct(StringComparer.Ordinal).ToDictionary(a => a, a => a, StringComparer.Ordinal);
        private readonly Dictionary<string, List<string>> _why = new(StringComparer.Ordinal);

        public string Of(string app) => _first[app];

        public List<string> Why(string group) => _why.GetValueOrDefault(group) ?? ["same app name"];

        public void Tie(IReadOnlyList<string> apps, string because)
        {
            var groups = apps.Where(_first.ContainsKey).Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (groups.Count < 2) return;
            var whys = groups.SelectMany(g => _why.GetValueOrDefault(g) ?? []).Append(because).Distinct(StringComparer.Ordinal).ToList();
            foreach (var app in _first.Where(p => groups.Contains(p.Value)).Select(p => p.Key).ToList()) _first[app] = groups[0];
            _why[groups[0]] = whys;
        }
    }
}
