using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

/// <summary>What came to an org without a request shows up; what was there before, or was asked for and approved, does not.</summary>
public sealed class AppApprovalTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task NewApp_WithoutARequest_IsFound_UntilARequestForItIsApproved()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await GivenAsync(An.Authorization().In(org).Of("Old Loader"));
        await EvaluateAsync(org);
        (await OpenAsync("life.unapproved", "detect.new-grant")).ShouldBeEmpty("it was there when the org was connected");

        Clock.Advance(TimeSpan.FromHours(1));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync"));
        await EvaluateAsync(org);

        (await OpenAsync("life.unapproved", "detect.new-grant")).ShouldBe([("detect.new-grant", "Ledger Sync"), ("life.unapproved", "Ledger Sync")]);
        var integration = await Access.Integrations.PutAsync(Portal, org, "Ledger", "Ledger Sync");
        FieldValue[] fields =
        [
            new(RequestForms.Integration, integration.Value.ToString("D")), new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.App, "ledger  SYNC"),
            new(RequestForms.AppKind, "eca"), new(RequestForms.Flow, "jwt"), new(RequestForms.Scopes, "api"), new(RequestForms.Direction, "Inbound"),
            new(RequestForms.DataClass, "Internal"), new(RequestForms.Regime, "None"), new(RequestForms.Gateway, "no"), new(RequestForms.FixedAddresses, "yes"), new(RequestForms.Systems, "1"),
        ];
        var id = (await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.ClientApp, fields, "The ledger team needs it for the close"))).Value!.Id;
        await EvaluateAsync(org);
        (await OpenAsync("life.unapproved")).ShouldNotBeEmpty("asked for is not agreed to");

        await Portal.ApproveAsync(id);
        await RunWorkAsync();

        (await OpenAsync("life.unapproved", "detect.new-grant")).ShouldBeEmpty();
    }

    [Fact]
    public async Task FirstGrant_OfAnAppThatWasThere_IsFound_AndAnInstalledOneIsJudgedByItsRow()
    {
        var org = await GivenAsync(An.Org("Core"));
        var sync = new ItemRead(ItemKind.ClientApp, "0H4000000000001", "Ledger Sync", new ClientAppFacts { Kind = ClientAppKind.ConnectedApp, ApiName = "Ledger_Sync" });
        await RecordAsync(org, sync);
        Clock.Advance(TimeSpan.FromHours(1));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").OfApplication("0H4000000000001"));
        await RecordAsync(org, sync, new ItemRead(ItemKind.ClientApp, "0H4000000000002", "Newcomer", new ClientAppFacts { Kind = ClientAppKind.ConnectedApp, ApiName = "Newcomer" }));

        await EvaluateAsync(org);

        (await OpenAsync("life.unapproved", "detect.new-grant")).ShouldBe([("detect.new-grant", "Ledger Sync"), ("life.unapproved", "Newcomer")]);
    }

    private async Task RecordAsync(ConnectedOrg org, params ItemRead[] apps) =>
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [new CapabilityRead(Capability.ClientApps, Clock.Now, apps, [])], 1))).Problem.ShouldBeNull();

    private async Task EvaluateAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();

    private async Task<IReadOnlyList<(string Rule, string Thing)>> OpenAsync(params string[] rules) =>
        [.. (await ReadAsync(db => db.Findings.Where(f => rules.Contains(f.RuleId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
            .Select(f => new { f.RuleId, f.ThingName }).ToListAsync())).Select(f => (f.RuleId, f.ThingName)).Order()];
}
