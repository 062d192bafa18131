using Governance.Application.Inventory;
using Governance.Application.Ports;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using static Governance.Application.Tests.Access.PermissionSets;

namespace Governance.Application.Tests.Inventory;

public sealed class ListPermissionSetsTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Session = "0PS000000000001", Opener = "0PS000000000002", Plain = "0PS000000000003", Profile = "0PS000000000004", Combined = "0PS000000000005";

    [Fact]
    public async Task List_WhenJudged_SaysWhatEachAddsAndWhoHasIt()
    {
        await GivenCoreAsync();

        var row = (await ListAsync(new PermissionSetFilter())).Rows.Single(r => r.Name == "Ledger session");

        (row.Kind, row.OrgLabel, row.IsUserMode, row.IsSession, row.Opens).ShouldBe((SetKind.Set, "Core", true, true, 0));
        row.Dangerous.ShouldBe(["ModifyAllData", "ViewAllData"]);
        // One directly, one through the group; the third assignment has ended.
        (row.Holders, row.HoldersAreAll).ShouldBe((2, true));
        (row.ModifiedAt, row.ModifiedBy).ShouldBe((Clock.Now.AddDays(-2), "Kai Vint"));
        (row.Worst, row.OpenFindings > 0).ShouldBe((Severity.Critical, true));
    }

    [Fact]
    public async Task List_WhenASetOpensApps_NamesThem()
    {
        await GivenCoreAsync();

        var row = (await ListAsync(new PermissionSetFilter())).Rows.Single(r => r.Name == "Opener");

        (row.Opens, row.IsSession).ShouldBe((2, false));
        row.Opened.ShouldBe(["0H4000000000009", "Ledger Sync"]);
        (row.Holders, row.ModifiedAt, row.ModifiedBy).ShouldBe((0, null, null));
    }

    [Fact]
    public async Task List_WhenOnlyAssignmentsOfIntegrationsAreRead_SaysThatOthersMayHoldIt()
    {
        await GivenCoreAsync();

        var row = (await ListAsync(new PermissionSetFilter { Kind = SetChoice.Profiles })).Rows.Single();

        (row.Name, row.Holders, row.HoldersAreAll, row.Dangerous!.Count).ShouldBe(("Standard User", 1, false, 0));
    }

    [Theory]
    [InlineData(SetChoice.UserMode, "Ledger session,Opener")]
    [InlineData(SetChoice.All, "Ledger session,Opener,Plain,Standard User,Team")]
    [InlineData(SetChoice.Sets, "Ledger session,Opener,Plain")]
    [InlineData(SetChoice.Groups, "Team")]
    [InlineData(SetChoice.Profiles, "Standard User")]
    public async Task List_WhenKindIsChosen_ShowsOnlyIt(SetChoice kind, string names)
    {
        await GivenCoreAsync();

        var page = await ListAsync(new PermissionSetFilter { Kind = kind });

        string.Join(',', page.Rows.Select(r => r.Name)).ShouldBe(names);
        page.Total.ShouldBe(page.Rows.Count);
    }

    [Fact]
    public async Task List_WhenFiltered_TakesEveryCondition()
    {
        var core = await GivenCoreAsync();
        var other = await GivenAsync(An.Org("Other"));
        await RecordAsync(Portal, other, Set(Session, "Ledger session", s => s with { HasActivationRequired = true }));
        await Judging.AsideAsync(Portal, other.Org.Id);

        (await ListAsync(new PermissionSetFilter())).Total.ShouldBe(3);
        (await ListAsync(new PermissionSetFilter { Org = other.Org.Id })).Rows.Single().OrgLabel.ShouldBe("Other");
        (await ListAsync(new PermissionSetFilter { Dangerous = true })).Rows.Single().OrgLabel.ShouldBe("Core");
        (await ListAsync(new PermissionSetFilter { Session = false })).Rows.Single().Name.ShouldBe("Opener");
        (await ListAsync(new PermissionSetFilter { Session = true, Org = core.Org.Id })).Rows.Single().Name.ShouldBe("Ledger session");
        (await ListAsync(new PermissionSetFilter { Text = "LEDGER s", Org = core.Org.Id })).Total.ShouldBe(1);
    }

    [Theory]
    [InlineData(ListPermissionSets.Order.Name, false, "Ledger session,Opener,Plain,Standard User,Team")]
    [InlineData(ListPermissionSets.Order.Name, true, "Team,Standard User,Plain,Opener,Ledger session")]
    [InlineData(ListPermissionSets.Order.Dangerous, true, "Ledger session,Team,Opener,Standard User,Plain")]
    [InlineData(ListPermissionSets.Order.Holders, true, "Ledger session,Standard User,Team,Opener,Plain")]
    [InlineData(ListPermissionSets.Order.Changed, true, "Plain,Ledger session,Opener,Standard User,Team")]
    [InlineData(ListPermissionSets.Order.Changed, false, "Opener,Standard User,Team,Ledger session,Plain")]
    [InlineData(ListPermissionSets.Order.Org, false, "Ledger session,Opener,Plain,Standard User,Team")]
    public async Task List_WhenSorted_PutsTheUnknownLast(ListPermissionSets.Order by, bool down, string names)
    {
        await GivenCoreAsync();

        var page = await ListAsync(new PermissionSetFilter { Kind = SetChoice.All }, by, down);
        var second = await ListAsync(new PermissionSetFilter { Kind = SetChoice.All }, by, down, 2, 2);

        string.Join(',', page.Rows.Select(r => r.Name)).ShouldBe(names);
        second.Rows.Select(r => r.Id).ShouldBe(page.Rows.Skip(2).Take(2).Select(r => r.Id));
        second.Total.ShouldBe(5);
    }

    [Fact]
    public async Task List_WhenItCannotBeRead_SaysWhyAndCountsNobody()
    {
        var org = await GivenAsync(An.Org("Core").NeverSynced());
        await RecordAsync(Portal, org, App("0H4000000000001", "Ledger Sync"));
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [new CapabilityRead(
            Capability.PermissionSets, Clock.Now, [Set(Session, "Ledger session", s => s with { HasActivationRequired = true, AskedPermissions = [] })],
            ["Assignments: insufficient permission: View Setup and Configuration"])], 1))).Problem.ShouldBeNull();
        await Judging.AsideAsync(Portal, org.Org.Id);

        var page = await ListAsync(new PermissionSetFilter { Kind = SetChoice.All });

        var row = page.Rows.Single();
        (row.Dangerous, row.Holders).ShouldBe((null, null));
        var source = page.Sources.Single();
        (source.Label, source.IsConnected, source.Status, source.AsOf).ShouldBe(("Core", true, CapabilityStatus.Failed, null));
        source.Detail.ShouldBe("Assignments: insufficient permission: View Setup and Configuration");
    }

    [Fact]
    public async Task List_WhenOutOfScope_ShowsNothingOfIt()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("AMER"));
        await TakeAsync(Portal, org, "Ledger session");
        await Judging.AsideAsync(Portal, org.Org.Id);

        var page = (await Portal.SendAsync(Actors.Scoped(Domain.Access.Role.OrgAdmin), Query(new PermissionSetFilter()))).Value!;

        (page.Total, page.Rows.Count, page.Sources.Count).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData(9_990, 50)]
    [InlineData(0, 201)]
    [InlineData(-1, 50)]
    public async Task List_WhenPageIsOutOfBounds_Refuses(int skip, int take) =>
        (await As(OrgAdmin).SendAsync(Query(new PermissionSetFilter(), skip: skip, take: take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

    private static ListPermissionSets.Query Query(
        PermissionSetFilter filter, ListPermissionSets.Order by = ListPermissionSets.Order.Name, bool down = false, int skip = 0, int take = 50) => new(filter, by, down, skip, take);

    private async Task<ListPermissionSets.Page> ListAsync(
        PermissionSetFilter filter, ListPermissionSets.Order by = ListPermissionSets.Order.Name, bool down = false, int skip = 0, int take = 50)
    {
        var answer = await As(OrgAdmin).SendAsync(Query(filter, by, down, skip, take));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    private async Task<ConnectedOrg> GivenCoreAsync()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(
            Portal, org, App("0H4000000000001", "Ledger Sync"),
            Set(Session, "Ledger session", s => s with
            {
                HasActivationRequired = true,
                Permissions = ["ApiEnabled", "ModifyAllData", "ViewAllData"],
                ModifiedAt = Clock.Now.AddDays(-2),
                ModifiedBy = "Kai Vint",
            }),
            Set(Opener, "Opener", s => s with { HasActivationRequired = false }),
            Set(Plain, "Plain", s => s with { AskedPermissions = [], ModifiedAt = Clock.Now.AddDays(-1) }),
            Set(Profile, "00ex1", s => s with { ProfileName = "Standard User", Permissions = ["ApiEnabled"] }),
            Set(Combined, "Team", s => s with { GroupId = "0PG000000000001", Permissions = ["ModifyAllData"] }),
            Group("0PG000000000001", "Team", Session),
            Held("0Pa000000000001", "005000000000001", Session), Held("0Pa000000000002", "005000000000002", Combined, "0PG000000000001"),
            Held("0Pa000000000003", "005000000000003", Session, until: Clock.Now.AddDays(-1)), Held("0Pa000000000004", "005000000000001", Profile),
            Held("0Pa000000000005", "005000000000002", Session),
            Opens("0J0000000000001", Opener, "0H4000000000001"), Opens("0J0000000000002", Opener, "0H4000000000009"));
        await Judging.AsideAsync(Portal, org.Org.Id);
        return org;
    }
}
