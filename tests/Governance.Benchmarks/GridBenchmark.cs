using Governance.Application.Authorizations;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Benchmarks;

/// <summary>The list of authorizations through its use case, against the same page and count by ADO.NET on the same file.
/// A reviewer of two of four org groups asks, and one of all.</summary>
internal static class GridBenchmark
{
    private const double MostRatio = 1.5, MostMore = 3, MostP95 = 50;
    private const int WarmUps = 8;

    private sealed record Asked(string Name, ListAuthorizations.Query Query, GridBaseline Baseline, bool Everywhere = false);

    public static async Task<Report> RunAsync(Options options)
    {
        await using var portal = await BenchPortal.OpenAsync();
        var data = await GridData.FillAsync(portal, options.Rows ?? 1_000_000);
        OrgGroupId[] scope = [data.Groups[0].Id, data.Groups[3].Id];
        var (scoped, unscoped) = (await portal.SignInAsync(Role.SecurityReviewer, scope), await portal.SignInAsync(Role.SecurityReviewer));

        (Actor, OrgGroupId[]) WhoAsks(Asked asked) => asked.Everywhere ? (unscoped, []) : (scoped, scope);

        // A portal that has run for a while is measured, not the compilation of its code: both sides answer everything first.
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var asked in Cases(data))
            {
                var (actor, groups) = WhoAsks(asked);
                await DemandSameAsync(portal, asked, actor, groups);
            }
        }
        var (cases, all) = (new List<Case>(), new List<double>());
        foreach (var asked in Cases(data))
        {
            var (actor, groups) = WhoAsks(asked);
            var (ours, baseline) = (new List<double>(), new List<double>());
            for (var i = 0; i < (options.Rounds ?? 21); i++)
            {
                ours.Add((await Timing.OfAsync(() => portal.SendAsync(actor, asked.Query))).Milliseconds);
                baseline.Add((await Timing.OfAsync(() => asked.Baseline.RunAsync(portal.ConnectionString, groups))).Milliseconds);
            }
            // The first round warms up.
            var median = Timing.Median(baseline.Skip(1));
            cases.Add(new Case(asked.Name, Timing.Median(ours.Skip(1)), median, Math.Max(MostRatio, (median + MostMore) / median)));
            all.AddRange(ours.Skip(1));
            Report.Say(cases[^1].Line("ms"));
        }
        return new Report("grid", "ms", cases, [new Limit("p95 of all answers, ms", Timing.At(all, 0.95), MostP95)]);
    }

    private static async Task DemandSameAsync(BenchPortal portal, Asked asked, Actor actor, OrgGroupId[] groups)
    {
        var ours = await portal.SendAsync(actor, asked.Query);
        var (counted, rows) = await asked.Baseline.RunAsync(portal.ConnectionString, groups);
        if (rows.Count == 0) throw new BenchmarkFailedException($"{asked.Name}: nothing matches, so nothing is measured.");
        if (!ours.Rows.SequenceEqual(rows)) throw new BenchmarkFailedException($"{asked.Name}: the rows of the two sides differ.");
        if (ours.Total != Math.Min(counted, ListAuthorizations.Depth) || ours.TotalIsMore != counted > ListAuthorizations.Depth)
            throw new BenchmarkFailedException($"{asked.Name}: the counts of the two sides differ.");
    }

    private static IEnumerable<Asked> Cases(GridData data)
    {
        const string Newest = "a.LastUsedKey DESC, a.CreatedAt DESC, a.Id DESC";
        var any = new AuthorizationFilter();
        yield return new("first page", Query(any, "-lastUsed"), new("", Newest, 0));
        yield return new("first page, all org groups", Query(any, "-lastUsed"), new("", Newest, 0), Everywhere: true);
        yield return new("page 40", Query(any, "-lastUsed", 975), new("", Newest, 975));
        yield return new("last page", Query(any, "-lastUsed", 9_975), new("", Newest, 9_975));
        foreach (var (key, column) in new[] { ("app", "a.AppKey"), ("user", "a.UserKey"), ("created", "a.CreatedAt"), ("uses", "a.UsesKey") })
        {
            yield return new($"sort {key}", Query(any, key), new("", $"{column}, a.Id", 0));
            yield return new($"sort {key}, descending", Query(any, $"-{key}"), new("", $"{column} DESC, a.Id DESC", 0));
        }
        yield return new("sort lastUsed", Query(any, "lastUsed"), new("", "a.LastUsedKey, a.CreatedAt, a.Id", 0));
        yield return new("sort created, last page, all org groups", Query(any, "created", 9_975), new("", "a.CreatedAt, a.Id", 9_975), Everywhere: true);
        foreach (var skip in new[] { 0, 9_975 })
        {
            const string ByOrg = "Orgs o CROSS JOIN Authorizations a ON o.Id = a.OrgId";
            yield return new($"sort org, {skip} skipped", Query(any, "org", skip), new("", $"o.Label, o.Id, {Newest}", skip) { From = ByOrg });
            yield return new($"sort org, descending, {skip} skipped", Query(any, "-org", skip), new("", $"o.Label DESC, o.Id DESC, {Newest}", skip) { From = ByOrg });
            yield return new($"sort vendor, {skip} skipped", Query(any, "vendor", skip), new("", Newest, skip) { PageOnly = " AND a.VendorId IS NULL" });
            yield return new($"sort vendor, descending, {skip} skipped", Query(any, "-vendor", skip),
                new("", $"v.Name DESC, {Newest}", skip) { From = "Vendors v CROSS JOIN Authorizations a ON v.Id = a.VendorId" });
        }

        var vendor = data.AllVendors[7];
        yield return new("filter vendor", Query(any with { Vendor = vendor.Id }, "-lastUsed"),
            new(" AND a.VendorId = $v", Newest, 0, ("$v", GridData.Sql(vendor.Id.Value))));
        var org = data.AllOrgs[4];
        yield return new("filter org", Query(any with { Orgs = [org.Id] }, "-lastUsed"),
            new(" AND a.OrgId = $o", Newest, 0, ("$o", GridData.Sql(org.Id.Value))));
        yield return new("filter org and vendor, sort user", Query(any with { Orgs = [org.Id], Vendor = vendor.Id }, "user"),
            new(" AND a.OrgId = $o AND a.VendorId = $v", "a.UserKey, a.Id", 0, ("$o", GridData.Sql(org.Id.Value)), ("$v", GridData.Sql(vendor.Id.Value))));
        yield return new("filter never used, sort created", Query(any with { NeverUsed = true }, "-created"),
            new(" AND a.LastUsedKey = 0 AND a.Kind = 'OAuth'", "a.CreatedAt DESC, a.Id DESC", 0));
        yield return new("filter inactive owner", Query(any with { InactiveOwner = true }, "-lastUsed"), new(" AND a.UserIsActive = 0", Newest, 0));
        yield return Search("app", "app 12", "-lastUsed", Newest, many: true);
        yield return Search("app, one", "app 1234", "-lastUsed", Newest);
        yield return Search("user", "u123", "-lastUsed", Newest);
        yield return Search("user, few", "u0123", "-lastUsed", Newest);
        yield return Search("app, sort created", "app 07", "created", "a.CreatedAt, a.Id", many: true);
    }

    private static Asked Search(string name, string typed, string sort, string orderBy, bool many = false) => new(
        $"search {name}", Query(new AuthorizationFilter { Text = typed }, sort),
        new("", orderBy, 0, ("$t", typed), ("$e", typed[..^1] + (char)(typed[^1] + 1)), ("$l", typed + "%"))
        {
            Searches = [" AND a.AppKey >= $t AND a.AppKey < $e", " AND a.UserKey >= $t AND a.UserKey < $e"],
            Walks = many,
            PageOnly = " AND (a.AppKey LIKE $l OR a.UserKey LIKE $l)",
        });

    private static ListAuthorizations.Query Query(AuthorizationFilter filter, string sort, int skip = 0) => new(filter, sort, skip, 25);
}
