using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

public sealed class EvaluateOrgTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task Evaluate_WhenAControlFails_OpensOneFindingWithTheValuesSeen()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, Policy with { PkceRequired = false }, OrgSettings);

        await EvaluateAsync(org);
        await EvaluateAsync(org);

        var finding = await FindingAsync("app.pkce");
        (finding.State, finding.Severity, finding.Reason, finding.ThingName).ShouldBe(
            (FindingState.Open, Severity.High, "PKCE is off on the app and off org-wide.", "Ledger Sync"));
        (finding.Since, finding.OrgGroupId).ShouldBe((Clock.Now, org.Org.OrgGroupId));
    }

    [Fact]
    public async Task Evaluate_WhenItPassesAgainAndFailsAgain_ClosesAndReopens()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, Policy with { PkceRequired = false }, OrgSettings);
        await EvaluateAsync(org);
        await TakeAsync(org, Policy with { PkceRequired = true }, OrgSettings);
        await EvaluateAsync(org);
        (await FindingAsync("app.pkce")).State.ShouldBe(FindingState.Closed);
        await TakeAsync(org, Policy with { PkceRequired = false }, OrgSettings);

        await EvaluateAsync(org);

        var finding = await FindingAsync("app.pkce");
        (finding.State, finding.Returns, finding.ClosedAt, finding.Since).ShouldBe((FindingState.Reopened, 1, null, Clock.Now));
    }

    [Fact]
    public async Task Evaluate_WhenItCannotBeToldAnyMore_LeavesTheFindingOpen()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, Policy with { PkceRequired = false }, OrgSettings);
        await EvaluateAsync(org);
        await TakeAsync(org, Policy with { PkceRequired = null }, OrgSettings);

        var receipt = await EvaluateAsync(org);

        (await FindingAsync("app.pkce")).State.ShouldBe(FindingState.Open);
        receipt.Unknown.ShouldBePositive();
    }

    [Fact]
    public async Task Threat_T16_WithdrawnRight_ClosesNoFinding()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, Policy with { PkceRequired = false }, OrgSettings);
        await EvaluateAsync(org);
        await RecordAsync(org, new CapabilityRead(
            Capability.Metadata, Clock.Now, [], [], Problem: Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: Modify Metadata")));

        await EvaluateAsync(org);

        (await FindingAsync("app.pkce")).State.ShouldBe(FindingState.Open);
        (await FindingAsync("org.blind")).Reason.ShouldBe("Metadata: insufficient permission: Modify Metadata.");
    }

    [Fact]
    public async Task Evaluate_WhenOneLabelStandsForTwoUninstalledApps_KeepsThemApart()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").OfKind(ClientAppKind.ConnectedApp));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").OfKind(ClientAppKind.Unknown));

        await EvaluateAsync(org);

        (await ReadAsync(db => db.AppControls.CountAsync())).ShouldBe(2);
        (await ReadAsync(db => db.AppUses.SingleAsync())).Grants.ShouldBe(2);
    }

    [Fact]
    public async Task Evaluate_WhenTheThingIsGone_ClosesItsFindings()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(90));
        await EvaluateAsync(org);
        (await FindingAsync("auth.stale")).IsOpen.ShouldBeTrue();
        await WriteAsync(db => db.Authorizations.Single().Vanish(Clock.Now));

        await EvaluateAsync(org);

        (await FindingAsync("auth.stale")).State.ShouldBe(FindingState.Closed);
    }

    [Fact]
    public async Task Record_WhenReadsAreTakenOver_QueuesOneEvaluation()
    {
        var org = await GivenAsync(An.Org("Core"));
        await TakeAsync(org, Policy, OrgSettings);
        await TakeAsync(org, Policy, OrgSettings);

        (await ReadAsync(db => db.Work.CountAsync(w => w.Kind == "evaluate-org"))).ShouldBe(1);
    }

    private static AppPolicyFacts Policy => new()
    {
        Kind = ClientAppKind.ConnectedApp,
        ApiName = "Ledger_Sync",
        ApiVersion = "67.0",
        CallbackUrls = ["https://ledger.example/cb"],
        Scopes = ["api"],
    };

    private static OrgSettingsFacts OrgSettings => new() { PkceRequired = false };

    private async Task TakeAsync(ConnectedOrg org, AppPolicyFacts policy, OrgSettingsFacts settings)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(org, new CapabilityRead(Capability.Metadata, Clock.Now,
            [new(ItemKind.AppPolicy, "CA:Ledger_Sync", "Ledger Sync", policy), new(ItemKind.OrgSettings, "settings", "", settings)], []));
    }

    private async Task RecordAsync(ConnectedOrg org, CapabilityRead read) =>
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [read], 1))).Problem.ShouldBeNull();

    private async Task<EvaluateOrg.Receipt> EvaluateAsync(ConnectedOrg org)
    {
        var answer = await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }

    private Task<Finding> FindingAsync(string rule) => ReadAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.RuleId == rule));
}
