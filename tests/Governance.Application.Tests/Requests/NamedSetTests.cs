using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.Domain;
using Governance.TestKit.Builders;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using static Governance.Application.Tests.Access.PermissionSets;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Tests.Requests;

/// <summary>Which permission set a request means: the one that the org will give, and no other of a like name.</summary>
public sealed class NamedSetTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "The ledger team needs it for the close";

    [Theory]
    [InlineData("Ledger_Read")]
    [InlineData("ledger read")]
    [InlineData(" LEDGER_READ ")]
    public async Task Grant_ByApiNameOrLabel_IsOfThatSet_AndItsRisk(string typed)
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await RecordAsync(Portal, org, Set("0PS000000000001", "Ledger Read", s => s with { Permissions = ["ModifyAllData"] }), Set("0PS000000000002", "Plain"));

        var outlook = (await As(OrgAdmin).SendAsync(new PlanRequest.Query(RequestKind.PermissionSetGrant, Grant(org, typed)))).Value!;

        outlook.Title.ShouldBe("Give Ledger_Read to ana@core.example");
        (outlook.Risk.Level, outlook.Needed).ShouldBe((Severity.High, 2));
        outlook.Risk.Reasons.ShouldContain(new RiskReason(true, "1 dangerous permission: ModifyAllData"));
        var id = (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.PermissionSetGrant, Grant(org, typed), Why))).Value!.Id;
        (await ReadAsync(db => db.Requests.SingleAsync(r => r.Id == id))).Content[RequestForms.Set].ShouldBe("Ledger_Read");
    }

    [Fact]
    public async Task Grant_WhenALabelIsTheNameOfAnother_IsOfTheOneThatTheOrgGives()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await RecordAsync(
            Portal, org, Set("0PS000000000001", "Reports"), Set("0PS000000000002", "Everything", s => s with { ApiName = "Reports_All", Permissions = ["ModifyAllData"] }),
            Set("0PS000000000003", "Reports_All", s => s with { ApiName = "Reports_Few" }));

        (await RiskAsync(org, "Reports_All")).Level.ShouldBe(Severity.High);
        (await RiskAsync(org, "Reports_Few")).Level.ShouldBe(Severity.Medium);
    }

    [Fact]
    public async Task Grant_OfASetThatIsNotThere_OrIsSeveral_SaysThatItIsUnknown()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await RecordAsync(
            Portal, org, Set("0PS000000000001", "Twice", s => s with { ApiName = "Twice_One" }), Set("0PS000000000002", "Twice", s => s with { ApiName = "Twice_Two" }),
            Set("0PS000000000003", "00ex1", s => s with { ApiName = "X00ex1", ProfileName = "System Administrator", Permissions = ["ModifyAllData"] }));

        foreach (var name in new[] { "Twice", "Nowhere", "X00ex1" })
        {
            (await RiskAsync(org, name)).ShouldSatisfyAllConditions(
                r => r.Level.ShouldBe(Severity.Medium),
                r => r.Reasons.ShouldContain(f => f.Text.StartsWith("the org showed no permission set of that name, or several", StringComparison.Ordinal)),
                r => r.Reasons.ShouldNotContain(f => f.Text == "no dangerous permission"));
        }
    }

    [Fact]
    public async Task Form_WhenAnOrgIsChosen_OffersItsNames_AndNobodyElses()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await RecordAsync(
            Portal, org, Set("0PS000000000001", "Ledger Read"), Set("0PS000000000002", "Team", s => s with { GroupId = "0PG000000000001" }),
            new(ItemKind.User, "005000000000001", "ana@core.example", new UserFacts()));
        Task<Result<GetRequestForm.Answer>> AskAsync(Actor user, OrgId? of) => As(user).SendAsync(new GetRequestForm.Query(RequestKind.PermissionSetGrant, of));

        (await AskAsync(OrgAdmin, null)).Value!.Names.ShouldBeEmpty();
        var names = (await AskAsync(OrgAdmin, org.Org.Id)).Value!.Names;

        names[RequestForms.Set].ShouldBe([new("Ledger_Read", "Ledger Read")]);
        names[RequestForms.User].ShouldBe([new("ana@core.example", "ana@core.example")]);
        (await AskAsync(Scoped(Role.OrgAdmin, "AMER"), org.Org.Id)).Value!.Names.Values.ShouldAllBe(n => n.Count == 0);
    }

    private async Task<RequestRisk> RiskAsync(ConnectedOrg org, string set) =>
        (await As(OrgAdmin).SendAsync(new PlanRequest.Query(RequestKind.PermissionSetGrant, Grant(org, set)))).Value!.Risk;

    private FieldValue[] Grant(ConnectedOrg org, string set) =>
    [
        new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Set, set), new(RequestForms.User, "ana@core.example"),
        new(RequestContent.UntilName, ErrandForms.Day(DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(9))),
    ];
}
