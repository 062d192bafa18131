using Governance.Application.Access;
using Governance.Application.Incidents;
using Governance.Application.Overview;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>Sends past <see cref="UseCaseTest.As"/> what is about sessions: that would sign the person in anew.</summary>
public sealed class EmergencySignInTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Finding = "Gainfold was contained, nothing else was touched";
    private static readonly Actor Host = Actor.CommandLine("ops");
    private static readonly Actor Door = Actor.System("sign-in") with { SourceIp = "10.20.0.9" };

    [Fact]
    public async Task Code_WhenUsed_WorksOnceAndIsAudited()
    {
        var codes = await MakeAsync();

        var receipt = (await UseAsync(codes[1])).Value!;

        receipt.EndsAt.ShouldBe(Clock.Now.AddHours(4));
        var entry = await Audit.LastAsync();
        entry.ShouldBe("access.emergency-signed-in", by: Door, on: receipt.Id);
        entry.SubjectName.ShouldBe("Ann Example (emergency sign-in)");
        entry.SourceIp.ShouldBe("10.20.0.9");
        entry.After!.ShouldContain("\"code\":2");
        (await UseAsync(codes[1])).Problem.ShouldBe(EmergencyProblems.WrongCode);
        (await UseAsync(codes[0], " Ben ")).Value!.Name.ShouldBe("Ben (emergency sign-in)");
        (await UseAsync(codes[0])).Problem.ShouldBe(EmergencyProblems.WrongCode);
    }

    [Fact]
    public async Task Code_WhenTypedByHand_IsReadAsItWasMeant()
    {
        var code = (await MakeAsync())[0].Reveal();
        var typed = $" {code.Replace("-", "  ", StringComparison.Ordinal).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l')}\t";

        code.Split('-').Length.ShouldBe(13);
        (await UseAsync(new Secret(typed))).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000")]
    [InlineData("another")]
    public async Task Code_WhenWrong_IsRefusedAndAuditedWithoutIt(string typed)
    {
        await MakeAsync();
        var wrong = typed == "another" ? EmergencyCode.New() : new Secret(typed);

        (await UseAsync(wrong)).Problem.ShouldBe(EmergencyProblems.WrongCode);

        var entry = await Audit.LastAsync();
        entry.ShouldBe("access.emergency-signed-in", by: Door, outcome: AuditOutcome.Failed);
        (entry.Reason, entry.After).ShouldBe(("emergency.wrong-code", null));
        (await ReadAsync(db => db.EmergencyUses.CountAsync())).ShouldBe(0);
        (await ReadAsync(db => db.EmergencyCodes.CountAsync())).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" A ")]
    [InlineData("Ann\nExample")]
    public async Task Code_WhenWithoutAName_StaysUnused(string name)
    {
        var code = (await MakeAsync())[0];

        (await UseAsync(code, name)).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await UseAsync(code, new string('x', 101))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

        (await UseAsync(code, new string('x', 100))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Codes_WhenMadeAnew_ReplaceTheFormerOnes()
    {
        var former = await MakeAsync();
        (await Audit.LastAsync()).ShouldBe("access.emergency-codes-made", by: Host);
        (await UseAsync(former[0])).Ok.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromDays(1));

        var made = Clock.Now.AddDays(-1);
        var newer = new[] { EmergencyCode.New(), EmergencyCode.New() };
        (await SendAsync(Host, Making(newer))).Value.ShouldBe(new MakeEmergencyCodes.Receipt(1, made));

        (await UseAsync(former[1])).Problem.ShouldBe(EmergencyProblems.WrongCode);
        (await UseAsync(newer[0])).Ok.ShouldBeTrue();
        (await SendAsync(Host, new MakeEmergencyCodes.Command([EmergencyCode.HashOf(newer[0])]))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await SendAsync(Host, Making(newer[0], newer[0]))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task Code_WhenUsedTwiceAtOnce_SignsOneIn()
    {
        var code = (await MakeAsync())[0];
        await using var other = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        var command = new SignInByEmergencyCode.Command("Ann Example", EmergencyCode.HashOf(code));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? Portal : other).Services.GetRequiredService<UseCaseRunner>().SendAsync(Door, command)));

        answers.Count(a => a.Ok).ShouldBe(1);
        (await ReadAsync(db => db.EmergencyUses.CountAsync())).ShouldBe(1);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Code_WhenMadeAndUsed_IsNowhereInDatabaseAuditOrLog()
    {
        var codes = await MakeAsync();
        await UseAsync(codes[0]);
        await UseAsync(EmergencyCode.New());
        string[] known = [.. codes.Select(c => c.Reveal()), .. codes.Select(c => c.Reveal().Replace("-", "", StringComparison.Ordinal))];

        var search = new CanarySearch(known);
        foreach (var entry in await Audit.AllAsync()) search.Text($"entry {entry.Seq}", global::System.Text.Json.JsonSerializer.Serialize(entry));
        foreach (var row in await ReadAsync(db => db.EmergencyCodes.AsNoTracking().ToListAsync())) search.Text("code", global::System.Text.Json.JsonSerializer.Serialize(row));
        foreach (var row in await ReadAsync(db => db.EmergencyUses.AsNoTracking().ToListAsync())) search.Text("use", global::System.Text.Json.JsonSerializer.Serialize(row));
        search.Text("log", Logs.Text).Text("printed", $"{codes[0]}");
        if (Portal.Database == TestKit.Databases.TestDatabase.Sqlite)
        {
            search.Folder(Path.GetDirectoryName(Portal.DatabaseName)!, Path.GetFileName(Portal.DatabaseName) + "*");
        }

        search.ShouldFindNothing();
    }

    [Fact]
    public async Task Session_MayExactlyWhatAnIncidentResponderMay()
    {
        var actor = await SignedInAsync();
        await using var scope = Portal.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleMap>();

        // Groups of a ticket add nothing.
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var rights = await roles.RightsOfAsync(actor with { Groups = PortalAdmin.Groups }, permission, default);
            rights.Allowed.ShouldBe(PermissionMatrix.Allows([Role.IncidentResponder], permission), permission.ToString());
            rights.Scope.All.ShouldBe(rights.Allowed);
        }
        var self = (await SendAsync(actor, new WhoAmI.Query())).Value!;
        (self.Name, self.Roles.ShouldHaveSingleItem()).ShouldBe(("Ann Example (emergency sign-in)", Role.IncidentResponder));
    }

    [Fact]
    public async Task Session_ForFourHours_ActsWithoutAProviderAndThenEnds()
    {
        var actor = await SignedInAsync();
        var grave = new RetryFailed.Command(IncidentId.New());

        for (var passed = TimeSpan.Zero; passed < EmergencyUse.SessionLasts; passed += TimeSpan.FromMinutes(20))
        {
            (await SendAsync(actor, grave)).Problem!.Kind.ShouldBe(ProblemKind.NotFound, passed.ToString());
            Clock.Advance(TimeSpan.FromMinutes(20));
            await StayBusyAsync(actor);
        }

        (await SendAsync(actor, grave)).Problem.ShouldBe(AccessProblems.SessionEnded);
        var failed = (await Audit.AllAsync()).Last(e => e.ActorId == actor.Id && e.Outcome == AuditOutcome.Failed);
        (failed.ActorName, failed.ActorRole).ShouldBe((actor.Name, "Incident responder"));
    }

    [Fact]
    public async Task Session_WhenIdle_EndsAsUsual()
    {
        var actor = await SignedInAsync();
        Clock.Advance(PortalSession.Idle);

        (await SendAsync(actor, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
    }

    [Theory]
    [InlineData("signed out everywhere")]
    [InlineData("blocked")]
    public async Task Session_WhenAPortalAdminEndsIt_IsRefused(string how)
    {
        var actor = await SignedInAsync();
        var person = IdOf(actor);
        (await As(PortalAdmin).SendAsync(new ListPeople.Query(0, 50))).Value!.Rows.Single(r => r.Id == person)
            .ShouldSatisfyAllConditions(r => r.Roles.ShouldBe([Role.IncidentResponder]), r => r.Sessions.ShouldBe(1));

        var ended = how == "blocked"
            ? await As(PortalAdmin).SendAsync(new BlockPerson.Command(person, "Nobody knows of this sign-in"))
            : await As(PortalAdmin).SendAsync(new EndSessionsOf.Command(person, "Nobody knows of this sign-in"));

        ended.Problem.ShouldBeNull();
        (await SendAsync(actor, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
    }

    [Fact]
    public async Task Session_OfAnotherUseOrOfAPerson_DoesNotSpeakForIt()
    {
        var codes = await MakeAsync();
        var (ann, ben) = (await OpenAsync(codes[0], "Ann"), await OpenAsync(codes[1], "Ben"));

        (await SendAsync(ann with { Session = ben.Session }, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ann with { Session = Responder.Session }, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ann with { Session = null }, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(PortalAdmin with { Session = ann.Session }, new WhoAmI.Query())).Problem.ShouldBe(AccessProblems.SessionEnded);
        (await SendAsync(ann, new ListSessions.Query())).Value!.ShouldHaveSingleItem().IsThis.ShouldBeTrue();
        (await SendAsync(ann, new EndSession.Command(null))).Value!.Ended.ShouldBe(0);
        (await SendAsync(ben, new WhoAmI.Query())).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Alarm_UntilReviewed_IsToldToThoseWhoMustKnow()
    {
        await SignedInAsync();
        var use = (await ListAsync()).Rows.Single();
        foreach (var told in new[] { SecurityReviewer, PortalAdmin, Responder, Scoped(Role.IncidentResponder) })
            (await AlarmOfAsync(told))!.ShouldHaveSingleItem().ClaimedName.ShouldBe("Ann Example");
        foreach (var other in new[] { Auditor, OrgAdmin }) (await AlarmOfAsync(other)).ShouldBeNull();

        (await As(PortalAdmin).SendAsync(new ReviewEmergencyUse.Command(use.Id, Finding))).Problem.ShouldBeNull();

        (await AlarmOfAsync(SecurityReviewer)).ShouldBeNull();
    }

    [Fact]
    public async Task Review_WhenDue_IsMarkedOverdueAfter72Hours()
    {
        await SignedInAsync();
        (await ListAsync()).Rows.Single().ShouldSatisfyAllConditions(
            r => r.IsRunning.ShouldBeTrue(), r => r.IsOverdue.ShouldBeFalse(), r => r.DueAt.ShouldBe(Clock.Now.AddHours(72)), r => r.Address.ShouldBe("10.20.0.9"));

        Clock.Advance(TimeSpan.FromHours(72));

        (await ListAsync()).Rows.Single().ShouldSatisfyAllConditions(r => r.IsRunning.ShouldBeFalse(), r => r.IsOverdue.ShouldBeTrue());
        (await AlarmOfAsync(SecurityReviewer))!.Single().IsOverdue.ShouldBeTrue();
    }

    [Fact]
    public async Task Review_WhenClosed_IsKeptAndAuditedAndClosedOnce()
    {
        var actor = await SignedInAsync();
        var use = IdOf(actor);

        (await As(SecurityReviewer).SendAsync(new ReviewEmergencyUse.Command(use, "too short"))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(SecurityReviewer).SendAsync(new ReviewEmergencyUse.Command(use, Finding))).Problem.ShouldBeNull();

        var entry = await Audit.LastAsync();
        entry.ShouldBe("access.emergency-reviewed", by: SecurityReviewer, on: use);
        entry.Reason.ShouldBe(Finding);
        (await ListAsync()).Rows.Single().ShouldSatisfyAllConditions(
            r => r.ReviewedBy.ShouldBe(SecurityReviewer.Name), r => r.ReviewedAt.ShouldBe(Clock.Now), r => r.Note.ShouldBe(Finding), r => r.IsOverdue.ShouldBeFalse());
        (await As(PortalAdmin).SendAsync(new ReviewEmergencyUse.Command(use, Finding))).Problem.ShouldBe(EmergencyProblems.Reviewed);
        (await As(PortalAdmin).SendAsync(new ReviewEmergencyUse.Command(PersonId.New(), Finding))).Problem.ShouldBe(EmergencyProblems.NotFound);
    }

    [Fact]
    public async Task Review_IsForOthersThanWhoSignedIn()
    {
        var actor = await SignedInAsync($"  {SecurityReviewer.Name.ToUpperInvariant()} ");
        var review = new ReviewEmergencyUse.Command(IdOf(actor), Finding);

        (await As(SecurityReviewer).SendAsync(review)).Problem.ShouldBe(EmergencyProblems.OwnUse);
        (await As(SecurityReviewer).SendAsync(new ListEmergencyUses.Query())).Value!.Rows.Single().Refusal.ShouldBe(EmergencyProblems.OwnUse);
        (await SendAsync(actor, review)).Problem!.Code.ShouldBe("access.denied");
        (await SendAsync(actor, new ListEmergencyUses.Query())).Problem!.Code.ShouldBe("access.denied");
        (await SendAsync(Host, review)).Problem.ShouldBe(EmergencyProblems.PersonNeeded);
        (await As(Scoped(Role.PortalAdmin)).SendAsync(review)).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(Scoped(Role.PortalAdmin)).SendAsync(new ListEmergencyUses.Query())).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(PortalAdmin).SendAsync(review)).Problem.ShouldBeNull();
    }

    private static PersonId IdOf(Actor actor) => new(Guid.Parse(actor.Id["emergency:".Length..]));

    private static MakeEmergencyCodes.Command Making(params Secret[] codes) => new([.. codes.Select(EmergencyCode.HashOf)]);

    private async Task<Secret[]> MakeAsync()
    {
        Secret[] codes = [EmergencyCode.New(), EmergencyCode.New()];
        (await SendAsync(Host, Making(codes))).Problem.ShouldBeNull();
        return codes;
    }

    private Task<Result<SignInByEmergencyCode.Receipt>> UseAsync(Secret code, string name = "Ann Example") =>
        SendAsync(Door, new SignInByEmergencyCode.Command(name, EmergencyCode.HashOf(code)));

    private async Task<Actor> SignedInAsync(string name = "Ann Example") => await OpenAsync((await MakeAsync())[0], name);

    /// <summary>Signs in, and opens the session as the host does.</summary>
    private async Task<Actor> OpenAsync(Secret code, string name)
    {
        var receipt = (await UseAsync(code, name)).Value!;
        var session = $"emergency-{receipt.Id.Value:N}"[..16] + receipt.Id.Value.ToString("N")[^8..];
        await WriteAsync(db =>
        {
            var row = new PortalSession(session, [], EmergencyUse.SubjectOf(receipt.Id), receipt.At, receipt.At);
            row.EndBy(receipt.EndsAt);
            db.Sessions.Add(row);
        });
        return new Actor(EmergencyUse.ActorOf(receipt.Id), receipt.Name, []) { Session = session };
    }

    private async Task<ListEmergencyUses.Answer> ListAsync() => (await As(PortalAdmin).SendAsync(new ListEmergencyUses.Query())).Value!;

    private async Task<IReadOnlyList<GetNavCounts.Emergency>?> AlarmOfAsync(Actor actor) => (await As(actor).SendAsync(new GetNavCounts.Query())).Value!.Emergencies;

    private Task<int> StayBusyAsync(Actor actor)
    {
        var now = Clock.Now;
        return ReadAsync(db => db.Sessions.Where(s => s.ReferenceHash == actor.Session).ExecuteUpdateAsync(s => s.SetProperty(r => r.LastActAt, now)));
    }

    private Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message) =>
        Portal.Services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);
}
