using Governance.Application.Inventory;
using Governance.Application.Tests.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using static Governance.Application.Tests.Access.PermissionSets;

namespace Governance.Application.Tests.Inventory;

public sealed class GetPermissionSetTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Mine = "0PS000000000001", Combined = "0PS000000000005", Team = "0PG000000000001";

    [Fact]
    public async Task Get_WhenThere_NamesHoldersGroupsAndWhatItOpens()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, "ModifyAllData");

        var detail = await GetAsync();

        (detail.Facts.Name, detail.Facts.Kind, detail.Facts.IsUserMode, detail.Source.Label).ShouldBe(("Ledger session", SetKind.Set, true, "Core"));
        detail.Source.AsOf.ShouldBe(Clock.Now);
        detail.Permissions.ShouldBe(["ModifyAllData", "ApiEnabled"]);
        detail.Dangerous.ShouldBe(1);
        detail.Objects!.Select(o => o.Type).ShouldBe(["Case", "Account"]);
        detail.Holders.Total.ShouldBe(2);
        detail.Holders.Users.Select(h => (h.Username, h.Directly, string.Join(',', h.Through), h.ActiveNow)).ShouldBe(
            [("ledger@example.com", true, "Team", true), (null, false, "Team", false)]);
        detail.Holders.Users[0].EndsAt.ShouldBeNull();
        detail.Groups.Single().Name.ShouldBe("Team");
        detail.Opens.ShouldBe([new("ConnectedApplication", "0H4000000000001", "Ledger Sync"), new("ConnectedApplication", "0H4000000000009", null)]);
        detail.Findings[0].Severity.ShouldBe(Severity.Critical);
    }

    [Fact]
    public async Task Get_WhenItChanged_ShowsBeforeAndAfterLatestFirst()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org);
        Clock.Advance(TimeSpan.FromHours(1));
        await TakeAsync(org, "ModifyAllData");

        var changes = (await GetAsync()).Changes;

        changes.Select(c => c.Kind).ShouldBe([ItemChangeKind.Changed, ItemChangeKind.Appeared]);
        changes[0].At.ShouldBe(Clock.Now);
        changes[0].Fields.ShouldBe([new ItemFieldChange("permissions", """["ApiEnabled"]""", """["ApiEnabled","ModifyAllData"]""")]);
    }

    [Fact]
    public async Task Get_WhenNotJudgedYet_LeavesItsHoldersUnknown()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org);
        await WriteAsync(db => db.SetStandings.RemoveRange(db.SetStandings));

        var detail = await GetAsync();

        (detail.Facts.IsUserMode, detail.Holders.Total).ShouldBe((null, null));
    }

    [Fact]
    public async Task Get_WhenAnotherKindOfItem_IsNotFound()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org);
        var app = await ReadAsync(db => db.Items.Where(i => i.Kind == ItemKind.ClientApp).Select(i => i.Id).SingleAsync());

        (await As(OrgAdmin).SendAsync(new GetPermissionSet.Query(app))).Problem.ShouldBe(InventoryProblems.PermissionSetNotFound);
    }

    private async Task TakeAsync(ConnectedOrg org, params string[] more)
    {
        await RecordAsync(
            Portal, org, App("0H4000000000001", "Ledger Sync"), User("005000000000001", "ledger@example.com"),
            Set(Mine, "Ledger session", s => s with
            {
                HasActivationRequired = true,
                Permissions = ["ApiEnabled", .. more],
                Objects = [new("Account", true, false, false, false, false, false), new("Case", true, false, false, false, true, false)],
            }),
            Set(Combined, "Team", s => s with { GroupId = Team }), Group(Team, "Team", Mine), Group("0PG000000000002", "Empty"),
            Held("0Pa000000000001", "005000000000001", Mine), Held("0Pa000000000002", "005000000000001", Combined, Team, Clock.Now.AddDays(5)),
            Held("0Pa000000000003", "005000000000002", Combined, Team), Held("0Pa000000000004", "005000000000003", Mine, until: Clock.Now.AddSeconds(-1)),
            Elevated("0PA000000000001", "005000000000001", Mine), Opens("0J0000000000001", Mine, "0H4000000000001"), Opens("0J0000000000002", Mine, "0H4000000000009"));
        await Judging.AsideAsync(Portal, org.Org.Id);
    }

    private async Task<GetPermissionSet.Detail> GetAsync()
    {
        var id = await ReadAsync(db => db.Items.Where(i => i.Kind == ItemKind.PermissionSet && i.Key == Mine).Select(i => i.Id).SingleAsync());
        var answer = await As(OrgAdmin).SendAsync(new GetPermissionSet.Query(id));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
