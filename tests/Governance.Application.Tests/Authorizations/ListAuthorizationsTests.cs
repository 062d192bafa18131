using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Authorizations;

public sealed class ListAuthorizationsTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenFilled_SaysEverythingAboutARow()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(A.Vendor());
        var used = await GivenAsync(An.Authorization().In(org).By("ana@example.com").UsedDaysAgo(3));

        var page = await ListAsync(new AuthorizationFilter());

        var row = page.Rows.ShouldHaveSingleItem();
        (row.Id, row.AppName, row.Username, row.OrgLabel, row.VendorName).ShouldBe((used.Id, "Gainfold Sync", "ana@example.com", "Core", "Gainfold"));
        (row.LastUsedAt, row.UseCount, row.OwnerActive, row.IsPortalOwn).ShouldBe((used.LastUsedAt, 7, true, false));
        (page.Total, page.TotalIsMore).ShouldBe((1, false));
    }

    [Fact]
    public async Task List_WhenScoped_ShowsNoRowsOfOtherGroups()
    {
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("Core"))));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("US").InGroup("AMER"))));

        var page = (await As(Scoped(Role.Auditor)).SendAsync(new ListAuthorizations.Query(new(), "app", 0, 25))).Value!;

        page.Total.ShouldBe(1);
        page.Rows.Select(r => r.OrgLabel).ShouldBe(["Core"]);
    }

    [Fact]
    public async Task List_WhenPortalAdmin_IsDeniedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(new ListAuthorizations.Query(new(), "app", 0, 25));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListAuthorizations", by: PortalAdmin, on: "ListAuthorizations", outcome: AuditOutcome.Denied);
    }

    [Theory]
    [InlineData("colour", 0, 25)]
    [InlineData("", 0, 25)]
    [InlineData("--app", 0, 25)]
    [InlineData("app", -1, 25)]
    [InlineData("app", 0, 0)]
    [InlineData("app", 0, 201)]
    [InlineData("app", 9_976, 25)]
    public async Task List_WhenAskedWrongly_IsInvalid(string sort, int skip, int take) =>
        (await As(Auditor).SendAsync(new ListAuthorizations.Query(new(), sort, skip, take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

    [Fact]
    public async Task List_WhenFilterIsOutOfRange_IsInvalid()
    {
        AuthorizationFilter[] wrong =
        [
            new() { UnusedForDays = 0 }, new() { UnusedForDays = 3651 }, new() { NoVendor = true, Vendor = VendorId.New() },
            new() { Text = new string('a', 201) }, new() { Orgs = [.. Enumerable.Range(0, 101).Select(_ => OrgId.New())] },
        ];
        foreach (var filter in wrong)
        {
            (await As(Auditor).SendAsync(new ListAuthorizations.Query(filter, "app", 0, 25))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        }
    }

    [Theory]
    [InlineData("app")]
    [InlineData("user")]
    [InlineData("org")]
    [InlineData("vendor")]
    [InlineData("created")]
    [InlineData("lastUsed")]
    [InlineData("uses")]
    public async Task List_WhenPaged_ShowsEachRowOnce(string sort)
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(7, _ => An.Authorization().In(org).By("same@example.com").CreatedDaysAgo(9));

        List<AuthorizationId> seen = [];
        for (var skip = 0; skip < 8; skip += 3) seen.AddRange((await ListAsync(new(), $"-{sort}", skip, 3)).Rows.Select(r => r.Id));

        seen.Distinct().Count().ShouldBe(7);
        seen.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("org")]
    [InlineData("vendor")]
    [InlineData("-vendor")]
    public async Task List_WhenSortedByAName_GroupsItAndHasTheLatestUseFirst(string sort)
    {
        await GivenAsync(A.Vendor());
        var (b, a) = (await GivenAsync(An.Org("B")), await GivenAsync(An.Org("A")));
        foreach (var (org, app, days) in new[] { (b, "Gainfold Sync", 9), (a, "Homemade", 3), (a, "Gainfold Sync", 8), (b, "Homemade", 2) })
            await GivenAsync(An.Authorization().In(org).Of(app).UsedDaysAgo(days));
        string[] expected = sort switch
        {
            "org" => ["A Homemade", "A Gainfold Sync", "B Homemade", "B Gainfold Sync"],
            "vendor" => ["B Homemade", "A Homemade", "A Gainfold Sync", "B Gainfold Sync"],
            _ => ["A Gainfold Sync", "B Gainfold Sync", "B Homemade", "A Homemade"],
        };

        List<string> paged = [];
        foreach (var skip in new[] { 0, 3, 6 }) paged.AddRange((await ListAsync(new(), sort, skip, 3)).Rows.Select(r => $"{r.OrgLabel} {r.AppName}"));

        paged.ShouldBe(expected);
    }

    [Theory]
    [InlineData("50%", "50% off")]
    [InlineData("a_", "a_b")]
    [InlineData("\uD7FF", "\uD7FFx")]
    [InlineData("é", "élan")]
    [InlineData("🙂", "🙂 app")]
    [InlineData("z", "zz")]
    public async Task List_WhenSearched_FindsWhatBeginsSoAndNothingElse(string typed, string app)
    {
        var org = await GivenAsync(An.Org());
        foreach (var other in new[] { "50 off", "ab", "e", "🙃", "a", "\uE000", "y" }) await GivenAsync(An.Authorization().In(org).Of(other).By("0@example.com"));
        var sought = await GivenAsync(An.Authorization().In(org).Of(app).By("0@example.com"));
        var owned = await GivenAsync(An.Authorization().In(org).Of("0").By(app + "@example.com"));

        await ShouldFindAsync(new() { Text = typed }, sought, owned);
        await ShouldFindAsync(new() { Text = typed, Orgs = [org.Org.Id] }, sought, owned);
    }

    [Fact]
    public async Task List_WhenSortedByLastUse_HasNeverUsedAsTheOldest()
    {
        var org = await GivenAsync(An.Org());
        foreach (var days in new int?[] { 5, null, 40 })
            await GivenAsync(days is { } d ? An.Authorization().In(org).UsedDaysAgo(d) : An.Authorization().In(org).Unused());

        var down = (await ListAsync(new(), "-lastUsed")).Rows.Select(r => r.LastUsedAt).ToList();
        var up = (await ListAsync(new(), "lastUsed")).Rows.Select(r => r.LastUsedAt).ToList();

        down.ShouldBe([Clock.Now.AddDays(-5), Clock.Now.AddDays(-40), null]);
        up.ShouldBe([null, Clock.Now.AddDays(-40), Clock.Now.AddDays(-5)]);
    }

    [Fact]
    public async Task List_WhenFiltered_HoldsEveryCondition()
    {
        var (core, other) = (await GivenAsync(An.Org("Core")), await GivenAsync(An.Org("Other")));
        var vendor = await GivenAsync(A.Vendor());
        var stale = await GivenAsync(An.Authorization().In(core).UsedDaysAgo(60).OfInactiveOwner());
        var free = await GivenAsync(An.Authorization().In(other).Of("Homemade").By("zoe@example.com").OfKind(ClientAppKind.Unknown));
        var never = await GivenAsync(An.Authorization().In(core).Of("Homemade 2").Unused());
        var gone = await GivenAsync(An.Authorization().In(core).Gone());

        await ShouldFindAsync(new() { Vendor = vendor.Id }, stale);
        await ShouldFindAsync(new() { NoVendor = true }, free, never);
        await ShouldFindAsync(new() { Orgs = [other.Org.Id] }, free);
        await ShouldFindAsync(new() { UnusedForDays = 30 }, stale, never);
        await ShouldFindAsync(new() { NeverUsed = true }, never);
        await ShouldFindAsync(new() { InactiveOwner = true }, stale);
        await ShouldFindAsync(new() { AppKind = ClientAppKind.Unknown }, free);
        await ShouldFindAsync(new() { Presence = Presence.Gone }, gone);
        await ShouldFindAsync(new() { Presence = Presence.All }, stale, free, never, gone);
        await ShouldFindAsync(new() { Text = "HOMEmade" }, free, never);
        await ShouldFindAsync(new() { Text = "zoe" }, free);
        await ShouldFindAsync(new() { Text = "%" });
    }

    private async Task<ListAuthorizations.Page> ListAsync(AuthorizationFilter filter, string sort = "app", int skip = 0, int take = 25)
    {
        var answer = await As(Auditor).SendAsync(new ListAuthorizations.Query(filter, sort, skip, take));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    private async Task ShouldFindAsync(AuthorizationFilter filter, params Authorization[] expected) =>
        (await ListAsync(filter)).Rows.Select(r => r.Id).ShouldBe(expected.Select(a => a.Id), ignoreOrder: true, filter.ToString());
}
