using Governance.Application.Overview;
using Governance.Application.Search;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>The overview over 1,000,000 authorizations, and the search over 100,000 other things, through their use cases; against
/// the same numbers by hand on the same file, and against one bare look into every name.</summary>
internal static class OverviewBenchmark
{
    private const int Things = 80_000, Findings = 20_000, WarmUps = 5;
    private const double MostRatio = 2, MostMore = 60, OverviewP95 = 100, SearchP95 = 150;

    private const string Numbers =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations WHERE GoneAt IS NULL LIMIT 10001)),
               (SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations WHERE GoneAt IS NULL AND LastUsedKey < $before LIMIT 10001)),
               (SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations WHERE GoneAt IS NULL AND LastUsedKey = 0 LIMIT 10001)),
               (SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations WHERE GoneAt IS NULL AND UserIsActive = 0 LIMIT 10001)),
               (SELECT COUNT(*) FROM Findings WHERE State IN ('Open', 'Reopened')),
               (SELECT COUNT(*) FROM InventoryItems WHERE GoneAt IS NULL AND Kind IN ('Certificate', 'AppCertificate') AND EndsAt < $before)
        """;

    private const string Names = "SELECT COUNT(*) FROM InventoryItems WHERE GoneAt IS NULL AND instr(NameKey, $typed) > 0";

    public static async Task<Report> RunAsync(Options options)
    {
        await using var portal = await BenchPortal.OpenAsync();
        var data = await GridData.FillAsync(portal, options.Rows ?? 1_000_000);
        await FillAsync(portal, data);
        OrgGroupId[] scope = [data.Groups[0].Id, data.Groups[3].Id];
        var (scoped, all) = (await portal.SignInAsync(Role.SecurityReviewer, scope), await portal.SignInAsync(Role.SecurityReviewer));
        var cases = new List<Case>();
        List<double> overview = [], search = [];
        foreach (var (name, actor) in new[] { ("overview, all org groups", all), ("overview, two of four", scoped) })
            cases.Add(await MeasureAsync(portal, options, name, overview, Numbers, () => portal.SendAsync(actor, new GetOverview.Query())));
        foreach (var (name, typed) in new[] { ("beginning", "user 0123"), ("part", "1234"), ("one letter", "u"), ("nothing", "no such thing"), ("a rule", "app.pkce"), ("an id", "005000000001234AAA") })
        {
            foreach (var (whose, actor) in new[] { ("", all), (", two of four", scoped) })
                cases.Add(await MeasureAsync(portal, options, $"search, {name}{whose}", search, Names, () => portal.SendAsync(actor, new FindRecords.Query(typed)), typed));
        }
        return new Report("overview", "ms", cases,
            [new Limit("p95 of the overview, ms", Timing.At(overview, 0.95), OverviewP95), new Limit("p95 of the search, ms", Timing.At(search, 0.95), SearchP95)]);
    }

    private static async Task<Case> MeasureAsync<T>(
        BenchPortal portal, Options options, string name, List<double> answers, string baseline, Func<Task<T>> act, string typed = "")
    {
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUps + (options.Rounds ?? 21); i++)
        {
            var taken = (await Timing.OfAsync(act)).Milliseconds;
            var by = (await Timing.OfAsync(() => BareAsync(portal, baseline, typed))).Milliseconds;
            if (i < WarmUps) continue;
            ours.Add(taken);
            bare.Add(by);
        }
        answers.AddRange(ours);
        var median = Timing.Median(bare);
        var measured = new Case(name, Timing.Median(ours), median, Math.Max(MostRatio, (median + MostMore) / median));
        Report.Say(measured.Line("ms"));
        return measured;
    }

    private static async Task<long> BareAsync(BenchPortal portal, string sql, string typed)
    {
        await using var connection = new SqliteConnection(portal.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$typed", typed);
        command.Parameters.AddWithValue("$before", TimeProvider.System.GetUtcNow().AddDays(-30).ToUnixTimeMilliseconds());
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task FillAsync(BenchPortal portal, GridData data)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var part in Enumerable.Range(0, Things).Chunk(10_000))
            await portal.WriteAsync(db => db.Items.AddRange(part.Select(n => Thing(data, n, now))));
        await portal.WriteAsync(db =>
        {
            foreach (var org in data.AllOrgs)
            {
                foreach (var rule in RuleCatalogue.All)
                {
                    var tally = new RuleTally(org.Id, rule.LooksAcrossOrgs ? null : org.OrgGroupId, rule.Id);
                    tally.Begin(now);
                    tally.Count(Outcome.Pass);
                    db.RuleTallies.Add(tally);
                }
            }
        });
        foreach (var part in Enumerable.Range(0, Findings).Chunk(10_000))
            await portal.WriteAsync(db => db.Findings.AddRange(part.Select(n => Found(data, n, now))));
    }

    private static InventoryItem Thing(GridData data, int n, DateTimeOffset now)
    {
        var org = data.AllOrgs[n % data.AllOrgs.Count];
        var read = (n % 10) switch
        {
            0 => new ItemRead(ItemKind.Certificate, $"cert_{n}", $"Cert {n:00000}", new CertificateFacts { Place = CertificatePlace.Org, ApiName = $"cert_{n}", NotAfter = now.AddDays(n % 900) }),
            1 => new ItemRead(ItemKind.NamedCredential, $"cred_{n}", $"Credential {n:00000}", new NamedCredentialFacts { ApiName = $"cred_{n}" }),
            2 => new ItemRead(ItemKind.Registration, $"reg_{n}", $"Registration {n:00000}", new RegistrationFacts { ApiName = $"reg_{n}" }),
            _ => new ItemRead(ItemKind.User, $"005{n:D12}", $"user {n:00000}@company.example", new UserFacts { IsActive = true }),
        };
        return new InventoryItem(org.Id, org.OrgGroupId, read, ItemSource.Org, now);
    }

    private static Finding Found(GridData data, int n, DateTimeOffset now)
    {
        var org = data.AllOrgs[n % data.AllOrgs.Count];
        var rule = RuleCatalogue.All[n % RuleCatalogue.All.Count];
        var finding = new Finding(org.Id, org.OrgGroupId,
            new Failure(new FindingKey(rule.Id, rule.Thing, Guid.CreateVersion7()), $"Thing {n:00000}", (Severity)(n % 4), "It is so.", null), now.AddHours(-n % 1_440));
        if (n % 5 == 0) finding.Close(now.AddHours(-n % 700));
        return finding;
    }
}
