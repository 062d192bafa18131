using Governance.Application.Policies;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Policies;

public sealed class PolicyListTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task Findings_ByFilterSortAndPage_AreThoseAskedFor()
    {
        var org = await JudgedAsync();

        var all = await ListAsync(new FindingFilter());
        all.Rows.Select(r => r.Severity).ShouldBe(all.Rows.Select(r => r.Severity).OrderDescending());
        all.Total.ShouldBe(all.Rows.Count);
        (await ListAsync(new FindingFilter { Rule = "auth.stale" })).Rows.ShouldAllBe(r => r.RuleId == "auth.stale");
        (await ListAsync(new FindingFilter { Rule = "auth.stale" })).Total.ShouldBe(2);
        (await ListAsync(new FindingFilter { Thing = ThingKind.Org, Org = org.Org.Id })).Rows.ShouldAllBe(r => r.Thing == ThingKind.Org && r.ThingName == "Core");
        (await ListAsync(new FindingFilter { Severity = Severity.Critical })).Rows.ShouldAllBe(r => r.Severity == Severity.Critical);
        (await ListAsync(new FindingFilter { Standing = FindingStanding.Closed })).Total.ShouldBe(0);
        var second = (await As(Auditor).SendAsync(new ListFindings.Query(new FindingFilter(), ListFindings.Order.Severity, true, 1, 1))).Value!;
        second.Rows.ShouldHaveSingleItem().Id.ShouldBe(all.Rows[1].Id);
    }

    [Fact]
    public async Task Finding_ByItsId_TellsEvidenceFixAndTheOthersOfItsThing()
    {
        await JudgedAsync();
        var row = (await ListAsync(new FindingFilter { Rule = "auth.stale" })).Rows[0];

        var detail = (await As(Auditor).SendAsync(new GetFinding.Query(row.Id))).Value!;

        detail.Row.ShouldBe(row);
        detail.Fix.ShouldNotBeEmpty();
        (detail.Source, detail.AsOf).ShouldBe((Domain.Connections.Capability.Authorizations, Clock.Now));
        detail.Others.Select(o => o.RuleId).ShouldContain("auth.no-integration");
    }

    [Fact]
    public async Task Matrix_ListsEveryAppWithACellPerControl()
    {
        await JudgedAsync();

        var page = (await As(Auditor).SendAsync(new ListAppControls.Query(new AppControlFilter { InUse = true, Text = "gainf" }, ListAppControls.Order.Grants, true, 0, 10))).Value!;

        var app = page.Rows.ShouldHaveSingleItem();
        (app.AppName, app.Grants, app.IsInstalled, app.OrgLabel).ShouldBe(("Gainfold Sync", 2, false, "Core"));
        app.Cells.Count.ShouldBe(ControlMatrix.Columns.Count);
        app.Cells.ShouldAllBe(c => c.Outcome == Outcome.Unknown);
        page.OldestAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Rules_TellCountsOfWhatWasJudged()
    {
        await JudgedAsync();

        var rules = (await As(Auditor).SendAsync(new ListRules.Query())).Value!;

        rules.Count.ShouldBe(RuleCatalogue.All.Count);
        rules.Single(r => r.Id == "auth.stale").Counts.ShouldBe(new ListRules.Counts(0, 2, 0, 0));
        rules.Single(r => r.Id == "life.no-owner").Counts.ShouldBeNull();
    }

    [Fact]
    public async Task Lists_WithoutTheRight_AreDeniedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(new ListFindings.Query(new FindingFilter(), ListFindings.Order.Severity, true, 0, 10))).Problem!.Kind
            .ShouldBe(Domain.ProblemKind.Forbidden);
        (await Audit.LastAsync()).Outcome.ShouldBe(Domain.Audit.AuditOutcome.Denied);
        (await As(NoRole).SendAsync(new ListAppControls.Query(new AppControlFilter(), ListAppControls.Order.App, false, 0, 10))).Problem!.Kind
            .ShouldBe(Domain.ProblemKind.Forbidden);
    }

    private async Task<ConnectedOrg> JudgedAsync()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).OfKind(ClientAppKind.Unknown).UsedDaysAgo(90));
        await GivenAsync(An.Authorization().In(org).OfKind(ClientAppKind.Unknown).UsedDaysAgo(40));
        (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();
        return org;
    }

    private async Task<ListFindings.Page> ListAsync(FindingFilter filter) =>
        (await As(Auditor).SendAsync(new ListFindings.Query(filter, ListFindings.Order.Severity, true, 0, 200))).Value!;
}
