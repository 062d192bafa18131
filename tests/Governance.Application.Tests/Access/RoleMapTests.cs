using Governance.Application.Access;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

public sealed class RoleMapTests(PortalFixture portal) : UseCaseTest(portal)
{
    public static TheoryData<string> LookAlikes =>
    [
        "GROUP-ORGADMIN", "group-orgadmin", "group-OrgAdmi", "group-OrgAdmin2", "group-OrgAdmin ", " group-OrgAdmin",
        "group-OrgAdmin,group-Auditor", "group-%", "Org admin", "OrgAdmin", "ɡroup-OrgAdmin", "group-OrgAdmin\u200b", "", "*",
    ];

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public async Task Threat_T36_GroupLookAlike_GivesNoRole(string group)
    {
        var answer = await As(new Actor("person:look-alike", "Look Alike", [group])).SendAsync(new WhoAmI.Query());

        answer.Problem!.Code.ShouldBe("access.denied");
    }

    [Fact]
    public async Task Threat_T36_GroupLookAlike_EmptyMapGivesNoRole()
    {
        await ReadAsync(db => db.RoleAssignments.ExecuteDeleteAsync());

        foreach (var actor in Actors.Everybody)
            (await As(actor).SendAsync(new WhoAmI.Query())).Problem!.Code.ShouldBe("access.denied");
    }

    [Fact]
    public async Task Ask_WhenInSeveralGroups_HoldsAllTheirRoles()
    {
        var both = new Actor("person:both", "Both", [.. Auditor.Groups, .. Responder.Groups, "unknown"]);

        var self = (await As(both).SendAsync(new WhoAmI.Query())).Value!;

        self.Roles.ShouldBe([Role.Auditor, Role.IncidentResponder]);
        self.Permissions.ShouldContain(Permission.DownloadEvidence);
        self.Permissions.ShouldNotContain(Permission.ConnectOrg);
    }

    [Fact]
    public async Task Ask_WhenRolesDifferInScope_LimitsEachPermissionToItsOwnRole()
    {
        // Auditor everywhere, org admin in EMEA only: sees all, syncs EMEA only.
        var mixed = new Actor("person:mixed", "Mixed", [.. Auditor.Groups, .. Scoped(Role.OrgAdmin).Groups]);
        var (emea, amer) = (await GivenAsync(An.Org("E")), await GivenAsync(An.Org("A").InGroup("AMER")));

        (await ScopeOfAsync(mixed, Permission.ViewInventory)).ShouldBe((true, "*"));
        (await ScopeOfAsync(mixed, Permission.SyncNow)).ShouldBe((false, "EMEA"));
        (await As(mixed).SendAsync(new RequestSync.Command(emea.Connection.Id))).Ok.ShouldBeTrue();
        (await As(mixed).SendAsync(new RequestSync.Command(amer.Connection.Id))).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
    }

    [Fact]
    public async Task Ask_WhenScopedToTwoGroups_SeesBoth()
    {
        var two = new Actor("person:two", "Two", [.. Scoped(Role.Auditor).Groups, .. Scoped(Role.Auditor, "AMER").Groups]);

        (await ScopeOfAsync(two, Permission.ViewInventory)).ShouldBe((false, "AMER, EMEA"));
    }

    [Fact]
    public async Task Threat_T20_RevokedAdmin_NextMessageIsRefused()
    {
        var org = await GivenAsync(An.Org());
        (await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id))).Ok.ShouldBeTrue();
        var group = OrgAdmin.Groups.Single();

        await ReadAsync(db => db.RoleAssignments.Where(r => r.Group == group).ExecuteDeleteAsync());

        (await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    [Fact]
    public async Task Threat_T38_RecycledMail_IsANewPerson()
    {
        var first = await SignInAsync("https://idp.example", "sub-1", "ada@example.com");
        var again = await SignInAsync("https://idp.example", "sub-1", "ada.new@example.com");
        var recycled = await SignInAsync("https://idp.example", "sub-2", "ada@example.com");
        var otherIssuer = await SignInAsync("https://other.example", "sub-1", "ada@example.com");

        again.ShouldBe(first);
        new[] { first, recycled, otherIssuer }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Fill_WhenTheMapIsNotEmpty_ChangesNothing()
    {
        var before = await ReadAsync(db => db.RoleAssignments.CountAsync());

        var answer = await As(System).SendAsync(new FillRoleMap.Command([new("intruders", Role.PortalAdmin, "*")]));

        answer.Value!.Added.ShouldBe(0);
        (await ReadAsync(db => db.RoleAssignments.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Fill_WhenTheMapIsEmpty_MakesLinesAndMissingGroups()
    {
        await ReadAsync(db => db.RoleAssignments.ExecuteDeleteAsync());

        await As(System).SendAsync(new FillRoleMap.Command(
            [new("g1", Role.Auditor, "*"), new("g2", Role.OrgAdmin, "APAC"), new("g3", Role.OrgAdmin, "APAC")]));

        var lines = await ReadAsync(db => db.RoleAssignments.OrderBy(r => r.Group).ToListAsync());
        var apac = await ReadAsync(db => db.OrgGroups.SingleAsync(g => g.Name == "APAC"));
        lines.Select(l => (l.Group, l.Role, l.OrgGroupId)).ShouldBe(
            [("g1", Role.Auditor, null), ("g2", Role.OrgAdmin, apac.Id), ("g3", Role.OrgAdmin, apac.Id)]);
    }

    private async Task<PersonId> SignInAsync(string issuer, string subject, string mail) =>
        (await As(System).SendAsync(new SignIn.Command(issuer, subject, "Ada", mail, []))).Value!.Person;

    private async Task<(bool All, string Names)> ScopeOfAsync(Actor actor, Permission permission)
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        var rights = await scope.ServiceProvider.GetRequiredService<RoleMap>().RightsOfAsync(actor, permission, default);
        return (rights.Scope.All, rights.ScopeNames);
    }
}
