using Governance.Application.Certificates;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Overview;

/// <summary>What the overview says of findings, controls and certificates; each number is that of the list it leads to.</summary>
public sealed class OverviewPolicyTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Findings_WhenJudged_AreAsManyAsTheirLists()
    {
        var org = await GivenAsync(An.Org("Core"));
        await JudgedAsync(org, passed: 3, failed: 2);
        await FoundAsync(org, Severity.Critical, "app.pkce");
        await FoundAsync(org, Severity.High, "app.pkce", "app.rotation");
        await FoundAsync(org, Severity.High, closedAfter: TimeSpan.FromHours(1), rules: "app.idle-ttl");

        var trend = (await GetAsync(Auditor)).Findings!;

        trend.Open.ShouldBe(new Dictionary<Severity, int> { [Severity.Critical] = 1, [Severity.High] = 2, [Severity.Medium] = 0, [Severity.Low] = 0 }, ignoreOrder: true);
        foreach (var (severity, open) in trend.Open) open.ShouldBe(await ListedAsync(new FindingFilter { Severity = severity }));
        trend.Open.Values.Sum().ShouldBe(await ListedAsync(new FindingFilter()));
    }

    [Fact]
    public async Task Findings_OverThirtyDays_SayWhatOpenedAndClosedEachDay()
    {
        var org = await GivenAsync(An.Org("Core"));
        var start = Clock.Now;
        await FoundAsync(org, Severity.Low, "app.pkce");
        await FoundAsync(org, Severity.High, closedAfter: TimeSpan.FromDays(35), rules: ["app.rotation", "app.idle-ttl"]);
        Clock.Advance(TimeSpan.FromDays(33));
        await FoundAsync(org, Severity.High, "app.ip-allowlist");
        Clock.Advance(TimeSpan.FromDays(7));
        await JudgedAsync(org, 0, 0);

        var trend = (await GetAsync(Auditor)).Findings!;

        trend.Days.Count.ShouldBe(FindingTrend.Length);
        trend.Days[^1].Date.ShouldBe(DateOnly.FromDateTime(Clock.Now.UtcDateTime));
        var byDate = trend.Days.ToDictionary(d => d.Date);
        var (opened, closed) = (DateOnly.FromDateTime(start.AddDays(33).UtcDateTime), DateOnly.FromDateTime(start.AddDays(35).UtcDateTime));
        (byDate[opened].Opened, byDate[closed].Closed).ShouldBe((1, 2));
        trend.Days.Sum(d => d.Opened + d.Closed).ShouldBe(3);
        trend.Days.Select(d => d.Open[Severity.High]).ShouldBe(trend.Days.Select(d => d.Date < opened ? 2 : d.Date < closed ? 3 : 1));
        trend.Days.ShouldAllBe(d => d.Open[Severity.Low] == 1);
    }

    [Fact]
    public async Task Findings_WhenOneReturned_AreNeverFewerThanNone()
    {
        var org = await GivenAsync(An.Org("Core"));
        var finding = Made(org, Severity.High, "app.pkce");
        finding.Close(Clock.Now.AddDays(1));
        finding.Fail(Failure(Severity.High, finding.Key), Clock.Now.AddDays(3));
        await WriteAsync(db => db.Findings.Add(finding));
        Clock.Advance(TimeSpan.FromDays(5));
        await JudgedAsync(org, 0, 1);

        var trend = (await GetAsync(Auditor)).Findings!;

        trend.Days.ShouldAllBe(d => d.Open.Values.All(n => n >= 0));
        trend.Days.Sum(d => d.Opened).ShouldBe(1);
        trend.Days[^1].Open[Severity.High].ShouldBe(1);
    }

    [Fact]
    public async Task Controls_WhenJudged_TellUnknownAndWaivedFromPassed()
    {
        var org = await GivenAsync(An.Org("Core"));
        await JudgedAsync(org, passed: 3, failed: 2, unknown: 1, notApplicable: 4);
        await FoundAsync(org, Severity.High, "app.pkce");

        var control = (await GetAsync(Auditor)).Controls.Single(c => c.RuleId == "app.pkce");

        control.ShouldBe(new ControlRate("app.pkce", "PKCE", 3, 1, 1, 1, 4));
        control.Percent.ShouldBe(50);
        control.Open.ShouldBe(await ListedAsync(new FindingFilter { Rule = "app.pkce" }));
    }

    [Fact]
    public async Task Certificates_WhenSomeEnd_AreAsManyAsTheirList()
    {
        var org = await GivenAsync(An.Org("Core"));
        for (var n = 0; n < 3; n++) await Access.Certificates.PutAsync(Portal, org, $"cert_{n}");
        Clock.Advance(TimeSpan.FromDays(-200));
        await Access.Certificates.PutAsync(Portal, org, "ended");
        Clock.Advance(TimeSpan.FromDays(400));
        await Access.Certificates.PutAsync(Portal, org, "later");
        Clock.Advance(TimeSpan.FromDays(-295));

        var known = (await GetAsync(Auditor)).Certificates;

        (known.All, known.Ending).ShouldBe((5, 1));
        known.All.ShouldBe((await CertificatesAsync(new CertificateFilter())));
        known.Ending.ShouldBe((await CertificatesAsync(new CertificateFilter { Before = known.Before })));
    }

    [Fact]
    public async Task Get_WhenScoped_CountsTheirGroupOnlyAndNoVerdictAcrossOrgs()
    {
        var emea = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Field").InGroup("AMER"));
        await JudgedAsync(emea, passed: 1, failed: 1);
        await JudgedAsync(amer, passed: 7, failed: 5);
        await FoundAsync(emea, Severity.High, "app.pkce");
        await FoundAsync(amer, Severity.Critical, "app.pkce", "app.rotation");
        // Rests on orgs of other groups: no group's.
        await WriteAsync(db => db.Findings.Add(new Finding(emea.Org.Id, null, Failure(Severity.Medium, new FindingKey("app.unused", ThingKind.ClientApp, Guid.NewGuid())), Clock.Now)));
        await Access.Certificates.PutAsync(Portal, amer, "theirs");

        var limited = await GetAsync(Scoped(Role.Auditor, "EMEA"));
        var all = await GetAsync(Auditor);

        limited.Findings!.Open.Values.Sum().ShouldBe(1);
        limited.Controls.Single(c => c.RuleId == "app.pkce").ShouldBe(new ControlRate("app.pkce", "PKCE", 1, 1, 0, 0, 0));
        limited.Certificates.All.ShouldBe(0);
        all.Findings!.Open.Values.Sum().ShouldBe(4);
        all.Findings.Open[Severity.Medium].ShouldBe(1);
        all.Controls.Single(c => c.RuleId == "app.pkce").Passed.ShouldBe(8);
        limited.Findings.Open.Values.Sum().ShouldBe((await As(Scoped(Role.Auditor, "EMEA")).SendAsync(new ListFindings.Query(new FindingFilter(), default, false, 0, 50))).Value!.Total);
    }

    [Fact]
    public async Task Grants_BeyondTheDepthOfTheList_AreSaidAsTheListSaysThem()
    {
        Amount.Of(GetOverview.Depth).ShouldBe(new Amount(10_000, false));
        Amount.Of(GetOverview.Depth + 1).ShouldBe(new Amount(10_000, true));
        GetOverview.Depth.ShouldBe(Application.Authorizations.ListAuthorizations.Depth);
        (await GetAsync(Auditor)).Grants.ShouldBeNull();
    }

    private Task JudgedAsync(ConnectedOrg org, int passed, int failed, int unknown = 0, int notApplicable = 0)
    {
        var tally = new RuleTally(org.Org.Id, org.Org.OrgGroupId, "app.pkce");
        tally.Begin(Clock.Now);
        foreach (var (outcome, times) in new[] { (Outcome.Pass, passed), (Outcome.Fail, failed), (Outcome.Unknown, unknown), (Outcome.NotApplicable, notApplicable) })
        {
            for (var i = 0; i < times; i++) tally.Count(outcome);
        }
        return WriteAsync(db => db.RuleTallies.Add(tally));
    }

    private Task FoundAsync(ConnectedOrg org, Severity severity, params string[] rules) => FoundAsync(org, severity, null, rules);

    private Task FoundAsync(ConnectedOrg org, Severity severity, TimeSpan? closedAfter, params string[] rules) => WriteAsync(db =>
    {
        foreach (var rule in rules)
        {
            var finding = Made(org, severity, rule);
            if (closedAfter is { } after) finding.Close(Clock.Now + after);
            db.Findings.Add(finding);
        }
    });

    private Finding Made(ConnectedOrg org, Severity severity, string rule) =>
        new(org.Org.Id, org.Org.OrgGroupId, Failure(severity, new FindingKey(rule, ThingKind.ClientApp, Guid.NewGuid())), Clock.Now);

    private static Failure Failure(Severity severity, FindingKey key) => new(key, "Gainfold Sync", severity, "It is so.", null);

    private async Task<GetOverview.Posture> GetAsync(Actor actor) => (await As(actor).SendAsync(new GetOverview.Query())).Value!;

    private async Task<int> ListedAsync(FindingFilter filter) => (await As(Auditor).SendAsync(new ListFindings.Query(filter, default, false, 0, 50))).Value!.Total;

    private async Task<int> CertificatesAsync(CertificateFilter filter) =>
        (await As(Auditor).SendAsync(new ListCertificates.Query(filter, default, false, 0, 50))).Value!.Total;
}
