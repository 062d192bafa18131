using Governance.Application.Filters;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Filters;

public sealed class SavedFilterTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Save_WhenOwn_IsListedForItsListAndItsPersonOnly()
    {
        await SaveAsync(Auditor, "Mine", "severity=high");
        await SaveAsync(SecurityReviewer, "Theirs", "severity=low");

        (await ListAsync(Auditor, FilteredList.Findings)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            f => f.Name.ShouldBe("Mine"), f => f.FilterQuery.ShouldBe("severity=high"));
        (await ListAsync(Auditor, FilteredList.Orgs)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_UnderTheSameName_ReplacesIt()
    {
        var first = await SaveAsync(Auditor, "Mine", "severity=high");
        var second = await SaveAsync(Auditor, " Mine ", "");

        second.ShouldBe(first);
        (await ListAsync(Auditor, FilteredList.Findings)).Single().FilterQuery.ShouldBe("");
        (await Audit.LastAsync()).ShouldBe("filter.saved", by: Auditor, on: first, outcome: AuditOutcome.Done);
    }

    [Theory]
    [InlineData("Mine", "//evil.example\\x")]
    [InlineData("Mine", "a=b#c")]
    [InlineData("Mine", "a=\r\nSet-Cookie: x")]
    [InlineData("Mine", "a=<b>")]
    [InlineData(" ", "a=b")]
    public async Task Save_WhatNoAddressHolds_IsRefused(string name, string query)
    {
        (await As(Auditor).SendAsync(new SaveFilter.Command(FilteredList.Orgs, name, query))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task Save_WhatIsTooLong_IsRefused()
    {
        foreach (var (name, query) in new[] { (new string('n', 61), ""), ("n", new string('q', 1_001)) })
            (await As(Auditor).SendAsync(new SaveFilter.Command(FilteredList.Orgs, name, query))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task Save_BeyondTheMost_IsRefusedForThatPersonOnly()
    {
        await WriteAsync(db => db.AddRange(Enumerable.Range(0, SavedFilter.Most).Select(n => new SavedFilter(Auditor.Id, FilteredList.Orgs, $"n{n}", "", Clock.Now))));

        (await As(Auditor).SendAsync(new SaveFilter.Command(FilteredList.Findings, "one more", ""))).Problem!.Code.ShouldBe("filter.too-many");
        (await As(Auditor).SendAsync(new SaveFilter.Command(FilteredList.Orgs, "n7", "fresh=no"))).Problem.ShouldBeNull();
        await SaveAsync(SecurityReviewer, "mine", "");
    }

    [Fact]
    public async Task Delete_WhenOwn_IsGone_AndWhenForeignOrAbsent_IsAnsweredAlike()
    {
        var mine = await SaveAsync(Auditor, "Mine", "");

        var foreign = await As(SecurityReviewer).SendAsync(new DeleteSavedFilter.Command(mine));
        var absent = await As(SecurityReviewer).SendAsync(new DeleteSavedFilter.Command(Guid.NewGuid()));
        (await As(Auditor).SendAsync(new DeleteSavedFilter.Command(mine))).Problem.ShouldBeNull();

        foreign.Problem.ShouldBe(absent.Problem);
        foreign.Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        (await ListAsync(Auditor, FilteredList.Findings)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_WhenWithoutTheRight_AreRefusedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(new SaveFilter.Command(FilteredList.Audit, "Mine", ""))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("filter.saved", by: PortalAdmin, on: "SaveFilter", outcome: AuditOutcome.Denied);
        (await As(PortalAdmin).SendAsync(new DeleteSavedFilter.Command(Guid.NewGuid()))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await As(NoRole).SendAsync(new ListSavedFilters.Query(FilteredList.Orgs))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private async Task<Guid> SaveAsync(Actor actor, string name, string query)
    {
        var answer = await As(actor).SendAsync(new SaveFilter.Command(FilteredList.Findings, name, query));
        answer.Problem.ShouldBeNull();
        return answer.Value;
    }

    private async Task<IReadOnlyList<ListSavedFilters.Row>> ListAsync(Actor actor, FilteredList list) =>
        (await As(actor).SendAsync(new ListSavedFilters.Query(list))).Value!;
}
