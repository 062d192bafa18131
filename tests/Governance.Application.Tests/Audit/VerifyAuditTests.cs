using System.Security.Cryptography;
using Governance.Application.Audit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Governance.TestKit.Databases;

namespace Governance.Application.Tests.Audit;

public sealed class VerifyAuditTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Verify_WhenUntouched_IsSoundAndCounts()
    {
        await VerifiedChain.SignAsync(Portal);
        await VerifiedChain.WriteAsync(Portal, 5);
        var head = await VerifiedChain.SignAsync(Portal);
        await VerifiedChain.WriteAsync(Portal, 3);

        var report = await VerifyAsync();

        report.Verdict.ShouldBe(AuditVerdict.Sound, report.Reason);
        (report.Entries, report.Heads, report.AfterLastHead).ShouldBe((8, 2, 3));
        report.LastHeadAt.ShouldBe(head!.At);
        report.FirstBadSeq.ShouldBeNull();
    }

    [Fact]
    public async Task Verify_WhenChainIsLongerThanAPage_IsSound()
    {
        await VerifiedChain.WriteAsync(Portal, ChainCheck.PageSize + 1);
        await VerifiedChain.SignAsync(Portal);

        var report = await VerifyAsync();

        (report.Verdict, report.Entries).ShouldBe((AuditVerdict.Sound, ChainCheck.PageSize + 1));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite, TestDatabase.PostgreSql)]
    public async Task Verify_WhenNothingCanBeWritten_StillAnswers()
    {
        await VerifiedChain.WriteAsync(Portal, 2);
        await VerifiedChain.SignAsync(Portal);
        var readOnly = Portal.Database == TestDatabase.Sqlite ? ";Mode=ReadOnly" : ";Options=-c default_transaction_read_only=on";
        await using var locked = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection + readOnly });
        locked.Clock.Now = Clock.Now;

        var answer = await locked.SendAsync(Auditor, new VerifyAudit.Query());

        answer.Problem.ShouldBeNull();
        answer.Value!.Verdict.ShouldBe(AuditVerdict.Sound);
    }

    [Theory]
    [InlineData("Id", "'00000000-0000-7000-8000-000000000001'")]
    [InlineData("ActorId", "'person:9'")]
    [InlineData("ActorName", "'Somebody else'")]
    [InlineData("ActorRole", "''")]
    [InlineData("ActorOrgGroup", "'EMEA'")]
    [InlineData("OnBehalfOf", "NULL")]
    [InlineData("Session", "'x'")]
    [InlineData("SourceIp", "NULL")]
    [InlineData("Action", "'vendor.viewed'")]
    [InlineData("SubjectType", "'org'")]
    [InlineData("SubjectId", "'v-4'")]
    [InlineData("SubjectName", "'Vendor 3 '")]
    [InlineData("SubjectOrgGroupId", "'00000000-0000-7000-8000-000000000001'")]
    [InlineData("Reason", "'Another reason'")]
    [InlineData("Outcome", "'Failed'")]
    [InlineData("Outcome", "'Undone'")]
    [InlineData("Before", "NULL")]
    [InlineData("After", "'{{}}'")]
    [InlineData("Request", "'REQ-1'")]
    [InlineData("Incident", "'INC-0002'")]
    [InlineData("PreviousHash", "\"Hash\"")]
    [InlineData("Hash", "\"PreviousHash\"")]
    public async Task Verify_WhenAFieldWasChanged_NamesTheEntry(string column, string value)
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, $"""UPDATE "AuditEntries" SET "{column}" = {value} WHERE "Seq" = 3""");

        await ShouldBreakAtAsync(3);
    }

    [Fact]
    public async Task Verify_WhenAMomentWasChanged_NamesTheEntry()
    {
        await ChainOfSixAsync();
        var later = Portal.Database switch
        {
            TestDatabase.Sqlite => "\"At\" + 1",
            TestDatabase.PostgreSql => "\"At\" + interval '1 ms'",
            _ => "DATEADD(millisecond, 1, \"At\")",
        };
        await VerifiedChain.TamperAsync(Portal, $"""UPDATE "AuditEntries" SET "At" = {later} WHERE "Seq" = 3""");

        await ShouldBreakAtAsync(3);
    }

    [Fact]
    public async Task Verify_WhenAnEntryWasDropped_NamesIt()
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, """DELETE FROM "AuditEntries" WHERE "Seq" = 4""");

        (await ShouldBreakAtAsync(4)).Reason.ShouldBe("Entry 4 is missing.");
    }

    [Fact]
    public async Task Verify_WhenTwoEntriesWereSwapped_NamesTheFirst()
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal,
            """UPDATE "AuditEntries" SET "Seq" = 99 WHERE "Seq" = 2""",
            """UPDATE "AuditEntries" SET "Seq" = 2 WHERE "Seq" = 5""",
            """UPDATE "AuditEntries" SET "Seq" = 5 WHERE "Seq" = 99""");

        await ShouldBreakAtAsync(2);
    }

    [Fact]
    public async Task Verify_WhenAnEntryWasRehashed_NamesTheNextOne()
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, """UPDATE "AuditEntries" SET "Reason" = 'Nicer' WHERE "Seq" = 3""");
        await VerifiedChain.RehashAsync(Portal, 3, onlyThat: true);

        await ShouldBreakAtAsync(4);
    }

    [Fact]
    public async Task Verify_WhenTheRestWasRehashed_NamesTheHeadThatSawAnotherHistory()
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, """UPDATE "AuditEntries" SET "Reason" = 'Nicer' WHERE "Seq" = 3""");
        await VerifiedChain.RehashAsync(Portal, 3);

        (await ShouldBreakAtAsync(6)).Reason!.ShouldContain("another history");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public async Task Verify_WhenTheTailWasCutOff_NamesTheFirstMissingEntry(int firstCut)
    {
        await ChainOfSixAsync();
        var hash = firstCut == 1 ? AuditEntry.Genesis : (await Audit.AllAsync())[firstCut - 2].Hash;
        await VerifiedChain.TamperAsync(Portal, $"""DELETE FROM "AuditEntries" WHERE "Seq" >= {firstCut}""",
            $"""UPDATE "AuditChain" SET "Seq" = {firstCut - 1}, "Hash" = '{hash}'""");

        (await ShouldBreakAtAsync(firstCut)).Reason!.ShouldContain("cut off");
    }

    [Fact]
    public async Task Verify_WhenTheTailWasCutOffButTheEndStillRecorded_NamesTheFirstMissingEntry()
    {
        await ChainOfSixAsync();
        await VerifiedChain.WriteAsync(Portal, 2);
        await VerifiedChain.TamperAsync(Portal, """DELETE FROM "AuditEntries" WHERE "Seq" >= 7""");

        await ShouldBreakAtAsync(7);
    }

    [Fact]
    public async Task Verify_WhenTheRecordedEndWasMovedBack_NamesTheEntryBeyondIt()
    {
        await ChainOfSixAsync();
        await VerifiedChain.WriteAsync(Portal, 1);
        await VerifiedChain.TamperAsync(Portal,
            """UPDATE "AuditChain" SET "Seq" = 6, "Hash" = (SELECT "Hash" FROM "AuditEntries" WHERE "Seq" = 6)""");

        await ShouldBreakAtAsync(7);
    }

    [Fact]
    public async Task Verify_WhenTheRecordedEndWasChanged_IsBroken()
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, $"""UPDATE "AuditChain" SET "Hash" = '{AuditEntry.Genesis}'""");

        await ShouldBreakAtAsync(6);
    }

    [Theory]
    [InlineData("\"Signature\" = 'AAAA'", "forged")]
    [InlineData("\"Signature\" = 'not base64'", "forged")]
    [InlineData("\"KeyId\" = 'aa'", "does not know")]
    public async Task Verify_WhenAHeadWasForged_NamesItsEntry(string change, string reason)
    {
        await ChainOfSixAsync();
        await VerifiedChain.TamperAsync(Portal, $"""UPDATE "AuditHeads" SET {change} WHERE "Seq" = 6""");

        (await ShouldBreakAtAsync(6)).Reason!.ShouldContain(reason);
    }

    [Fact]
    public async Task Verify_WhenAHeadIsSignedByAnotherKey_IsBroken()
    {
        await ChainOfSixAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var last = await Audit.LastAsync();
        await WriteAsync(db => db.AuditHeads.Add(AuditHead.Sign(last.Seq, last.Hash, Clock.Now, other)));

        (await ShouldBreakAtAsync(6)).Reason!.ShouldContain("does not know");
    }

    [Fact]
    public async Task Verify_WhenHeadsGoBack_IsBroken()
    {
        await ChainOfSixAsync();
        await VerifiedChain.WriteAsync(Portal, 1);
        Clock.Now = Clock.Now.AddHours(-3);
        await VerifiedChain.SignAsync(Portal);

        (await ShouldBreakAtAsync(7)).Reason!.ShouldContain("never go back");
    }

    [Fact]
    public async Task Verify_WhenNoHeadWasSigned_CannotProveTheTail()
    {
        await VerifiedChain.WriteAsync(Portal, 2);

        var report = await VerifyAsync();

        (report.Verdict, report.Entries).ShouldBe((AuditVerdict.TailNotProven, 2));
        report.Reason!.ShouldStartWith("No head");
    }

    [Fact]
    public async Task Verify_WhenTheNewestHeadIsOld_CannotProveTheTail()
    {
        await ChainOfSixAsync();
        Clock.Advance(AuditHead.TailMaxAge + TimeSpan.FromMinutes(1));

        (await VerifyAsync()).Verdict.ShouldBe(AuditVerdict.TailNotProven);
    }

    [Theory]
    [InlineData(false, AuditVerdict.Sound)]
    [InlineData(true, AuditVerdict.Broken)]
    public async Task Verify_WhenScoped_ChecksTheWholeChainAndTellsOnlyTheVerdict(bool tampered, AuditVerdict verdict)
    {
        await ChainOfSixAsync();
        if (tampered) await VerifiedChain.TamperAsync(Portal, """UPDATE "AuditEntries" SET "Reason" = 'x' WHERE "Seq" = 3""");

        var answer = await As(Scoped(Role.Auditor)).SendAsync(new VerifyAudit.Query());

        answer.Value.ShouldBe(new VerifyAudit.Report(verdict, null, null, null, null, null, null, null));
    }

    [Fact]
    public async Task Verify_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(new VerifyAudit.Query());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.VerifyAudit", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    private async Task ChainOfSixAsync()
    {
        await VerifiedChain.WriteAsync(Portal, 6);
        await VerifiedChain.SignAsync(Portal);
        (await VerifyAsync()).Verdict.ShouldBe(AuditVerdict.Sound);
    }

    private async Task<VerifyAudit.Report> VerifyAsync() => (await As(Auditor).SendAsync(new VerifyAudit.Query())).Value.ShouldNotBeNull();

    private async Task<VerifyAudit.Report> ShouldBreakAtAsync(long seq)
    {
        var report = await VerifyAsync();
        report.Verdict.ShouldBe(AuditVerdict.Broken);
        report.FirstBadSeq.ShouldBe(seq, report.Reason);
        report.Reason.ShouldNotBeNullOrEmpty();
        return report;
    }
}
