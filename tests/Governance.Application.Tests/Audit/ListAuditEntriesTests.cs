using Governance.Application.Audit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Audit;

public sealed class ListAuditEntriesTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task List_WhenPaged_IsNewestFirstAndWhole()
    {
        await VerifiedChain.WriteAsync(Portal, 5);

        var first = await ListAsync(new AuditFilter(), 0, 2);
        var second = await ListAsync(new AuditFilter(), 2, 2);
        var third = await ListAsync(new AuditFilter(), 4, 2);

        first.Rows.Concat(second.Rows).Concat(third.Rows).Select(r => r.Seq).ShouldBe([5, 4, 3, 2, 1]);
        (first.Total, first.More).ShouldBe((5, false));
        (first.Rows[0].ActorName, first.Rows[0].SubjectName, first.Rows[0].Reason).ShouldBe(("Ines Quell", "Vendor 5", "Reason 5"));
    }

    [Fact]
    public async Task Threat_T41_Entry_NamesOnlyTheReadersGroups()
    {
        var org = await Portal.ReadAsync(db => db.OrgGroups.SingleAsync(g => g.Name == "EMEA"));
        var record = VerifiedChain.Record(1);
        await VerifiedChain.WriteAsync(Portal, record with
        {
            Actor = record.Actor with { OrgGroup = "AMER, EMEA" },
            Subject = record.Subject with { OrgGroupId = org.Id },
        });

        (await As(Scoped(Role.Auditor)).SendAsync(new GetAuditEntry.Query(1))).Value!.ActorOrgGroup.ShouldBe("EMEA");
        (await As(Auditor).SendAsync(new GetAuditEntry.Query(1))).Value!.ActorOrgGroup.ShouldBe("AMER, EMEA");
    }

    [Fact]
    public async Task List_WhenFiltered_ShowsWhatMatchesEveryCondition()
    {
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1),
            VerifiedChain.Record(2) with { Action = "incident.batch-started", Incident = "INC-0002" },
            VerifiedChain.Record(3) with { Outcome = AuditOutcome.Failed },
            VerifiedChain.Record(4) with { Actor = new AuditActor("system:sync", "Portal (sync)", "", "*") });
        var noon = Clock.Now;
        Clock.Advance(TimeSpan.FromHours(1));
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(5));

        (await SeqsAsync(new AuditFilter { Action = "incident" })).ShouldBe([2]);
        (await SeqsAsync(new AuditFilter { Action = "%" })).ShouldBeEmpty();
        (await SeqsAsync(new AuditFilter { Action = "vendor_edited" })).ShouldBeEmpty();
        (await SeqsAsync(new AuditFilter { Actor = "system:sync" })).ShouldBe([4]);
        (await SeqsAsync(new AuditFilter { SubjectType = "vendor", SubjectId = "v-3" })).ShouldBe([3]);
        (await SeqsAsync(new AuditFilter { Outcome = AuditOutcome.Failed })).ShouldBe([3]);
        (await SeqsAsync(new AuditFilter { Incident = "INC-0002" })).ShouldBe([2]);
        (await SeqsAsync(new AuditFilter { From = noon.AddMinutes(1) })).ShouldBe([5]);
        (await SeqsAsync(new AuditFilter { To = noon.AddHours(1).ToOffset(TimeSpan.FromHours(2)) })).ShouldBe([4, 3, 2, 1]);
        (await SeqsAsync(new AuditFilter { Action = "vendor", Outcome = AuditOutcome.Failed, Actor = "person:1" })).ShouldBe([3]);
    }

    [Fact]
    public async Task List_WhenScoped_ShowsAndCountsOnlyTheScope()
    {
        var groups = await ReadAsync(db => db.OrgGroups.ToDictionaryAsync(g => g.Name, g => g.Id));
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1, groups["EMEA"]), VerifiedChain.Record(2, groups["AMER"]), VerifiedChain.Record(3));

        var answer = await As(Scoped(Role.Auditor)).SendAsync(new ListAuditEntries.Query(new AuditFilter(), 0, 10));

        answer.Value!.Rows.Select(r => r.Seq).ShouldBe([1]);
        answer.Value.Total.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 201)]
    [InlineData(-1, 10)]
    [InlineData(9_991, 10)]
    public async Task List_WhenPageIsOutsideTheLimits_IsInvalid(int skip, int take)
    {
        var answer = await As(Auditor).SendAsync(new ListAuditEntries.Query(new AuditFilter(), skip, take));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task List_WhenFilterIsTooLong_NamesIt()
    {
        var answer = await As(Auditor).SendAsync(new ListAuditEntries.Query(new AuditFilter { Actor = new string('x', 257) }, 0, 10));

        answer.Problem!.Message.ShouldContain("“actor”");
    }

    [Fact]
    public async Task List_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new ListAuditEntries.Query(new AuditFilter(), 0, 10));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListAuditEntries", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Get_WhenThere_ShowsFieldsSideBySideAndTheHead()
    {
        var groups = await ReadAsync(db => db.OrgGroups.ToDictionaryAsync(g => g.Name, g => g.Id));
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1, groups["EMEA"]) with
        {
            Before = new AuditFields().Add("name", "Old").Add("rules", 1L).Add("live", true),
            After = new AuditFields().Add("name", "New").Add("rules", 1L).Add("note", (string?)null),
        });
        var head = await VerifiedChain.SignAsync(Portal);

        var detail = (await As(Auditor).SendAsync(new GetAuditEntry.Query(1))).Value!;

        detail.Fields.ShouldBe(
        [
            new FieldChange("live", "yes", null, true), new FieldChange("name", "Old", "New", true),
            new FieldChange("note", null, null, false), new FieldChange("rules", "1", "1", false),
        ]);
        (detail.SubjectOrgGroup, detail.PreviousHash, detail.SourceIp).ShouldBe(("EMEA", AuditEntry.Genesis, "192.0.2.7"));
        detail.CoveredBy.ShouldBe(new GetAuditEntry.Head(1, head!.At, head.KeyId));
    }

    [Fact]
    public async Task Get_WhenNoHeadCoversIt_SaysSo()
    {
        await VerifiedChain.SignAsync(Portal);
        await VerifiedChain.WriteAsync(Portal, 1);

        (await As(Auditor).SendAsync(new GetAuditEntry.Query(1))).Value!.CoveredBy.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenOutsideTheScope_LooksLikeNotThere()
    {
        var groups = await ReadAsync(db => db.OrgGroups.ToDictionaryAsync(g => g.Name, g => g.Id));
        await VerifiedChain.WriteAsync(Portal, VerifiedChain.Record(1, groups["AMER"]));

        var foreign = await As(Scoped(Role.Auditor)).SendAsync(new GetAuditEntry.Query(1));
        var missing = await As(Scoped(Role.Auditor)).SendAsync(new GetAuditEntry.Query(2));

        foreign.Problem!.Code.ShouldBe(missing.Problem!.Code);
        foreign.Problem.Kind.ShouldBe(ProblemKind.NotFound);
    }

    [Fact]
    public async Task Get_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new GetAuditEntry.Query(1));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.GetAuditEntry", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    private async Task<ListAuditEntries.Page> ListAsync(AuditFilter filter, int skip, int take) =>
        (await As(Auditor).SendAsync(new ListAuditEntries.Query(filter, skip, take))).Value.ShouldNotBeNull();

    private async Task<long[]> SeqsAsync(AuditFilter filter) => [.. (await ListAsync(filter, 0, 100)).Rows.Select(r => r.Seq)];
}
