using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>The role map is changed by two people, and by nobody whose own groups it is about.</summary>
public sealed class RoleChangeTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "Joins the response rota";

    private static readonly Actor OtherAdmin = Member("person:second-admin", "Second Admin", "second-admins");

    public static TheoryData<string> LookAlikes =>
    [
        "GROUP-ORGADMIN", "group-OrgAdmin ", " group-OrgAdmin", "group-OrgAdmin\u200b", "ɡroup-OrgAdmin", "group-ОrgAdmin",
        "group-0rgAdmin", "group_OrgAdmin", "ｇroup-OrgAdmin", "group-Org\u202eAdmin", "*",
    ];

    [Fact]
    public async Task Change_WhenASecondPersonConfirms_GivesTheRoleOnEveryInstance()
    {
        await using var other = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        var newcomer = Member("person:newcomer", "Newcomer", "gov-new");
        var there = other.Services.GetRequiredService<UseCaseRunner>();
        (await there.SendAsync(newcomer, new WhoAmI.Query())).Problem!.Code.ShouldBe("access.denied");

        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.IncidentResponder);
        (await there.SendAsync(newcomer, new WhoAmI.Query())).Problem!.Code.ShouldBe("access.denied");
        var confirmed = await ConfirmAsync(SecurityReviewer, proposed.Value!.Id);

        confirmed.Problem.ShouldBeNull();
        (await there.SendAsync(newcomer, new WhoAmI.Query())).Value!.Roles.ShouldBe([Role.IncidentResponder]);
        var entries = await Audit.AllAsync();
        entries.Where(e => e.Action.StartsWith("access.role-change", StringComparison.Ordinal)).Select(e => (e.Action, e.ActorId, e.Outcome))
            .ShouldBe([("access.role-change-proposed", PortalAdmin.Id, AuditOutcome.Done), ("access.role-change-confirmed", SecurityReviewer.Id, AuditOutcome.Done)]);
        entries[^1].After!.ShouldContain("gov-new");
    }

    [Fact]
    public async Task Threat_T20_RevokedAdmin_NextMessageIsRefused_AfterAConfirmedRemoval()
    {
        (await As(OrgAdmin).SendAsync(new WhoAmI.Query())).Ok.ShouldBeTrue();
        var proposed = await ProposeAsync(PortalAdmin, "group-OrgAdmin", Role.OrgAdmin, kind: RoleChangeKind.Remove);

        (await ConfirmAsync(SecurityReviewer, proposed.Value!.Id)).Problem.ShouldBeNull();

        (await As(OrgAdmin).SendAsync(new WhoAmI.Query())).Problem!.Code.ShouldBe("access.denied");
    }

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public async Task Threat_T36_GroupLookAlike_IsNotProposed(string group)
    {
        var proposed = await ProposeAsync(PortalAdmin, group, Role.PortalAdmin);

        proposed.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await ReadAsync(db => db.RoleChanges.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T36_GroupLookAlike_ChangeShowsWhoGainsWhat()
    {
        await SignInAsync("Ada New", "gov-new");
        await SignInAsync("Ben Both", "gov-new", "group-Auditor");
        await SignInAsync("Cy Case", "GOV-NEW");
        await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor, "EMEA");

        var change = (await MapAsync(SecurityReviewer)).Waiting.Single();

        change.People.Select(p => (p.Name, p.OtherLine)).ShouldBe([("Ada New", false), ("Ben Both", true)]);
        (change.Group, change.Role, change.OrgGroup, change.Reason).ShouldBe(("gov-new", Role.Auditor, "EMEA", Why));
        (change.IsOwn, change.Refusal).ShouldBe((false, null));
    }

    [Fact]
    public async Task Threat_T36_GroupLookAlike_NeitherPersonIsInTheGroup()
    {
        (await ProposeAsync(PortalAdmin, "group-PortalAdmin", Role.IncidentResponder)).Problem.ShouldBe(RoleChangeProblems.OwnGroup);
        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.IncidentResponder);
        var inside = SecurityReviewer with { Groups = [.. SecurityReviewer.Groups, "gov-new"] };

        (await ConfirmAsync(inside, proposed.Value!.Id)).Problem.ShouldBe(RoleChangeProblems.OwnGroup);
        (await As(inside).SendAsync(new RejectRoleChange.Command(proposed.Value.Id, Why))).Problem.ShouldBe(RoleChangeProblems.OwnGroup);
        await NothingChangedAsync();
    }

    [Fact]
    public async Task Confirm_WhenItIsTheProposer_IsRefusedWhateverElseTheyAre()
    {
        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.IncidentResponder);
        // The same person in another session and with a second role.
        var again = PortalAdmin with { Session = SecurityReviewer.Session, Groups = [.. PortalAdmin.Groups, .. SecurityReviewer.Groups] };

        (await ConfirmAsync(again, proposed.Value!.Id)).Problem.ShouldBe(RoleChangeProblems.OwnProposal);

        (await Audit.LastAsync()).ShouldBe("access.role-change-confirmed", by: again, outcome: AuditOutcome.Failed);
        await NothingChangedAsync();
    }

    [Fact]
    public async Task Confirm_WhenTheMapChangedSince_IsAConflict()
    {
        var first = await ProposeAsync(PortalAdmin, "gov-one", Role.IncidentResponder);
        var second = await ProposeAsync(PortalAdmin, "gov-two", Role.IncidentResponder);
        var seen = (await MapAsync(SecurityReviewer)).Version;
        (await As(SecurityReviewer).SendAsync(new ConfirmRoleChange.Command(first.Value!.Id, seen))).Problem.ShouldBeNull();

        var late = await As(SecurityReviewer).SendAsync(new ConfirmRoleChange.Command(second.Value!.Id, seen));

        late.Problem.ShouldBe(RoleChangeProblems.MapChanged);
        (await ConfirmAsync(SecurityReviewer, second.Value.Id)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Confirm_WhenDecidedExpiredOrWithdrawn_IsAConflict()
    {
        var rejected = (await ProposeAsync(PortalAdmin, "gov-one", Role.Auditor)).Value!.Id;
        var withdrawn = (await ProposeAsync(PortalAdmin, "gov-two", Role.Auditor)).Value!.Id;
        var expired = (await ProposeAsync(PortalAdmin, "gov-three", Role.Auditor)).Value!.Id;
        (await As(SecurityReviewer).SendAsync(new RejectRoleChange.Command(rejected, "Not agreed with anybody"))).Problem.ShouldBeNull();
        (await As(PortalAdmin).SendAsync(new WithdrawRoleChange.Command(withdrawn))).Problem.ShouldBeNull();
        Clock.Advance(RoleChange.Lifetime);

        foreach (var id in new[] { rejected, withdrawn, expired })
            (await ConfirmAsync(SecurityReviewer, id)).Problem.ShouldBe(RoleChangeProblems.NotOpen);

        (await MapAsync(SecurityReviewer)).Waiting.ShouldBeEmpty();
        await NothingChangedAsync();
    }

    [Fact]
    public async Task Withdraw_WhenSomebodyElseProposed_IsRefused()
    {
        var other = await SecondAdminAsync();
        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor);

        (await As(other).SendAsync(new WithdrawRoleChange.Command(proposed.Value!.Id))).Problem.ShouldBe(RoleChangeProblems.NotYours);
    }

    [Fact]
    public async Task Change_WhenItWouldLeaveNoPortalAdmin_IsRefusedAtBothSteps()
    {
        var other = await SecondAdminAsync();
        // Two unscoped lines: each removal alone is fine, both together are not.
        var first = await ProposeAsync(other, "group-PortalAdmin", Role.PortalAdmin, kind: RoleChangeKind.Remove);
        var second = await ProposeAsync(PortalAdmin, "second-admins", Role.PortalAdmin, kind: RoleChangeKind.Remove);
        (await ConfirmAsync(SecurityReviewer, first.Value!.Id)).Problem.ShouldBeNull();

        (await ConfirmAsync(SecurityReviewer, second.Value!.Id)).Problem.ShouldBe(RoleChangeProblems.LastPortalAdmin);

        var outside = Member("person:third", "Third", "group-PortalAdmin-third");
        await WriteAsync(db => db.RoleAssignments.Add(new RoleAssignment("group-PortalAdmin-third", Role.PortalAdmin, null)));
        (await ConfirmAsync(SecurityReviewer, second.Value.Id)).Problem.ShouldBeNull();
        (await ProposeAsync(outside with { Groups = ["group-PortalAdmin-third", "x"] }, "group-PortalAdmin-third", Role.PortalAdmin, kind: RoleChangeKind.Remove))
            .Problem.ShouldBe(RoleChangeProblems.OwnGroup);
    }

    [Fact]
    public async Task Change_WhenTwoRemovalsAreConfirmedAtOnce_KeepsOnePortalAdmin()
    {
        var other = await SecondAdminAsync();
        var first = await ProposeAsync(other, "group-PortalAdmin", Role.PortalAdmin, kind: RoleChangeKind.Remove);
        var second = await ProposeAsync(PortalAdmin, "second-admins", Role.PortalAdmin, kind: RoleChangeKind.Remove);
        var seen = (await MapAsync(SecurityReviewer)).Version;

        var answers = await Task.WhenAll(new[] { first, second }.Select(c => Task.Run(() =>
            As(SecurityReviewer).SendAsync(new ConfirmRoleChange.Command(c.Value!.Id, seen)))));

        answers.Count(a => a.Ok).ShouldBe(1);
        (await ReadAsync(db => db.RoleAssignments.CountAsync(a => a.Role == Role.PortalAdmin && a.OrgGroupId == null))).ShouldBe(1);
    }

    [Fact]
    public async Task Propose_WhenThereAlreadyOrNotThere_IsAConflict()
    {
        (await ProposeAsync(PortalAdmin, "group-Auditor", Role.Auditor)).Problem.ShouldBe(RoleChangeProblems.Exists);
        (await ProposeAsync(PortalAdmin, "gov-nobody", Role.Auditor, kind: RoleChangeKind.Remove)).Problem.ShouldBe(RoleChangeProblems.Missing);
        (await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor)).Ok.ShouldBeTrue();
        (await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor)).Problem.ShouldBe(RoleChangeProblems.Exists);
    }

    [Fact]
    public async Task Propose_WhenScopedOrOnTheCommandLine_IsRefused()
    {
        var command = new ProposeRoleChange.Command(RoleChangeKind.Add, "gov-new", Role.Auditor, null, Why);

        (await As(Scoped(Role.PortalAdmin)).SendAsync(command)).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(Actor.CommandLine("root")).SendAsync(command)).Problem.ShouldBe(RoleChangeProblems.PersonNeeded);
        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor);
        var confirm = new ConfirmRoleChange.Command(proposed.Value!.Id, (await MapAsync(PortalAdmin)).Version);
        (await As(Actor.CommandLine("root")).SendAsync(confirm)).Problem.ShouldBe(RoleChangeProblems.PersonNeeded);
        (await As(Scoped(Role.SecurityReviewer)).SendAsync(confirm)).Problem.ShouldBe(AccessProblems.UnscopedOnly);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Threat_T34_NoAuthTime_IsNotFresh_ForARoleChange(bool proposing)
    {
        var proposed = await ProposeAsync(PortalAdmin, "gov-new", Role.Auditor);
        var seen = (await MapAsync(SecurityReviewer)).Version;
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)));

        var problem = proposing
            ? (await ProposeAsync(PortalAdmin, "gov-other", Role.Auditor)).Problem
            : (await As(SecurityReviewer).SendAsync(new ConfirmRoleChange.Command(proposed.Value!.Id, seen))).Problem;

        problem.ShouldBe(AccessProblems.StepUpRequired);
    }

    private static Actor Member(string id, string name, string group) => new(id, name, [group]) { Session = Actors.AnySession };

    private async Task<Actor> SecondAdminAsync()
    {
        await WriteAsync(db => db.RoleAssignments.Add(new RoleAssignment("second-admins", Role.PortalAdmin, null)));
        return OtherAdmin;
    }

    private async Task<Result<ProposeRoleChange.Receipt>> ProposeAsync(
        Actor by, string group, Role role, string? orgGroup = null, RoleChangeKind kind = RoleChangeKind.Add)
    {
        var id = orgGroup is null ? (OrgGroupId?)null : await ReadAsync(db => db.OrgGroups.Where(g => g.Name == orgGroup).Select(g => g.Id).SingleAsync());
        return await As(by).SendAsync(new ProposeRoleChange.Command(kind, group, role, id, Why));
    }

    private async Task<Result<Done>> ConfirmAsync(Actor by, Guid id) =>
        await As(by).SendAsync(new ConfirmRoleChange.Command(id, (await MapAsync(by)).Version));

    private async Task<ListRoleMap.Map> MapAsync(Actor by) => (await As(by).SendAsync(new ListRoleMap.Query())).Value!;

    private async Task SignInAsync(string name, params string[] groups) =>
        (await As(System).SendAsync(new SignIn.Command("https://idp.example", name, name, null, groups))).Ok.ShouldBeTrue();

    private async Task NothingChangedAsync() =>
        (await ReadAsync(db => db.RoleAssignments.CountAsync())).ShouldBe(Enum.GetValues<Role>().Length * 3);
}
