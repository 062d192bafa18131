using Governance.Application.Connections;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secrets = Governance.TestKit.Canaries;

namespace Governance.Application.Tests.Incidents;

/// <summary>A credential of the company's own, tried before and after a cut: L4 for exactly what it stood for, still alive where it works on,
/// and otherwise nothing at all.</summary>
public sealed class CanaryTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Deposit_ThatWorks_IsKept_AndShowsNoCredential()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();

        var standing = await world.StandingAsync();

        standing.Refusal.ShouldBeNull();
        standing.Canaries.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(CanaryState.Kept), c => c.Username.ShouldBe(world.Grant.Username), c => c.Outcome.ShouldBe(CanaryOutcome.Worked));
        (await SecretAsync(SecretName.CanaryToken(standing.Canaries[0].Id))).ShouldBe(Secrets.RefreshToken);
        (await SecretAsync(SecretName.RefreshToken(world.Estate.Org.Connection.Id))).ShouldBeNull("it is no connection's");
        (await ReadAsync(db => db.Secrets.CountAsync(s => s.Name.StartsWith("deposit")))).ShouldBe(0);
        (await ReadAsync(db => db.AuditEntries.OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync())).ShouldBe(["canary.deposited", "canary.try-started", "canary.settled"], ignoreOrder: false);
        var search = new CanarySearch();
        search.Text("answer", standing.ToString() + string.Join(",", standing.Canaries)).Text("log", Logs.Text)
            .Text("audit", string.Join('\n', await ReadAsync(db => db.AuditEntries.Select(e => e.SubjectName + e.Reason + e.Before + e.After).ToListAsync())))
            .ShouldFindNothing();
    }

    [Theory]
    [InlineData(CanaryOutcome.GrantEnded)]
    [InlineData(CanaryOutcome.RefusedOtherwise)]
    [InlineData(CanaryOutcome.NoAnswer)]
    [InlineData(CanaryOutcome.Lost)]
    public async Task Deposit_ThatDoesNotWork_IsForgotten_AndTheOneBeforeStays(CanaryOutcome says)
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        world.AtOrg.Says = says;

        await world.WithCanaryAsync();

        var both = (await world.StandingAsync()).Canaries;
        both.Select(c => c.State).ShouldBe([CanaryState.Kept, CanaryState.NotKept]);
        both[1].Words.ShouldBe($"The org said: {says}.");
        (await SecretAsync(SecretName.CanaryToken(both[0].Id))).ShouldBe(Secrets.RefreshToken);
        (await SecretAsync(SecretName.CanaryToken(both[1].Id))).ShouldBeNull();
        (await SecretAsync(SecretName.CanarySecret(both[1].Id))).ShouldBeNull();
    }

    [Fact]
    public async Task Deposit_ThatWorks_TakesThePlaceOfTheOneBefore_AndWithdrawForgetsIt()
    {
        var world = await (await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync()).WithCanaryAsync();
        var canary = (await world.StandingAsync()).Canaries.ShouldHaveSingleItem();
        (await SecretNamesAsync()).Count(n => n.StartsWith("canary.", StringComparison.Ordinal)).ShouldBe(2);

        (await As(OrgAdmin).SendAsync(new WithdrawCanary.Command(canary.Id))).Ok.ShouldBeTrue();

        (await world.StandingAsync()).Canaries.ShouldBeEmpty();
        (await SecretNamesAsync()).ShouldNotContain(n => n.StartsWith("canary.", StringComparison.Ordinal));
        (await Audit.LastAsync()).ShouldBe("canary.withdrawn", by: OrgAdmin);
        (await As(OrgAdmin).SendAsync(new WithdrawCanary.Command(canary.Id))).Problem.ShouldBe(CanaryProblems.NotFound);
    }

    [Fact]
    public async Task Deposit_ForAnAppOfAVendor_OrOfNobody_IsRefused_AndStoresNothing()
    {
        var world = await CanaryWorld.PutAsync(Portal, isOwned: false);
        (await world.HandOverAsync()).Problem.ShouldBe(CanaryProblems.OwnerUnknown);
        (await world.StandingAsync()).Refusal.ShouldBe(CanaryProblems.OwnerUnknown);

        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await WriteAsync(db => db.Integrations.Add(new Integration(
            "Ledger of Gainfold", new IntegrationFacts { Vendor = vendor.Id }, [new IntegrationPart(IntegrationPartKind.App, AppEstate.Label)], Clock.Now)));

        (await world.HandOverAsync()).Problem.ShouldBe(CanaryProblems.OfVendor("Gainfold"));
        (await Audit.LastAsync()).ShouldBe("canary.deposited", by: OrgAdmin, outcome: AuditOutcome.Failed);
        (await ReadAsync(db => db.Canaries.CountAsync())).ShouldBe(0);
        world.Fake.Calls(OrgCall.Canary).ShouldBe(0);
    }

    [Fact]
    public async Task Containment_WithAnHonestOrg_IsL4_AndSaysWhatWasTried()
    {
        var world = await (await CanaryWorld.PutAsync(Portal, grants: 3)).WithCanaryAsync();

        var incident = await world.ContainAsync();

        var targets = await world.TargetsAsync(incident);
        targets.Single(t => t.AuthorizationId == world.Grant.Id).ShouldSatisfyAllConditions(
            t => t.Level.ShouldBe(ProofLevel.L4), t => t.UnusedAt.ShouldBeNull(), t => t.LastAnswer!.ShouldContain("worked at"), t => t.LastAnswer!.ShouldContain("was refused at"));
        targets.Where(t => t.AuthorizationId != world.Grant.Id).ShouldAllBe(t => t.Level == ProofLevel.L2);
        (await world.TriesAsync(incident)).Select(t => (t.Stage, t.Outcome)).ShouldBe([(CanaryStage.Before, CanaryOutcome.Worked), (CanaryStage.After, CanaryOutcome.GrantEnded)]);
        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.Levels.L4.ShouldBe(1);

        await world.LaterAsync();

        // Event data adds its own step, and the canary's own sign-in is nobody's success.
        (await world.TargetsAsync(incident)).Select(t => t.Level).Order().ShouldBe([ProofLevel.L3, ProofLevel.L3, ProofLevel.L4]);
        (await world.TargetsAsync(incident)).ShouldAllBe(t => t.UnusedAt != null);
        (await world.TriesAsync(incident))[^1].Stage.ShouldBe(CanaryStage.Later);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task Containment_WhoseOrgHidesTheRowAndKeepsTheToken_IsStillAlive_AndReopens()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        world.Fake.Lies.Hidden[world.Grant.RowKey] = true;

        var incident = await world.ContainAsync();

        (await world.TargetsAsync(incident)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            t => t.State.ShouldBe(TargetState.StillAlive), t => t.Level.ShouldBe(ProofLevel.L1), t => t.LastAnswer!.ShouldContain("a canary still worked"));
        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.State.ShouldBe(IncidentState.Reopened);
        (await ReadAsync(db => db.Notices.AnyAsync(n => n.Kind == Domain.Notifications.NoticeKind.TargetStillAlive))).ShouldBeTrue();

        world.Fake.Lies.Hidden.Clear();
        world.Fake.Remove(new TokenRowKey(world.Grant.RowKey));
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Ok.ShouldBeTrue();
        await RunWorkAsync();
        (await world.TargetsAsync(incident))[0].Level.ShouldBe(ProofLevel.L4);
    }

    [Fact]
    public async Task LaterProof_WhenTheTokenComesBackToLife_IsStillAlive_AndCountsInIt()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        var incident = await world.ContainAsync();

        world.Fake.Canaries[CanaryWorld.ClientId] = new FakeCanary(world.Grant.UserId, world.Grant.Username) { Door = (TargetKind.AppSwitch, "never shut") };
        await world.LaterAsync();

        (await world.TargetsAsync(incident))[0].State.ShouldBe(TargetState.StillAlive);
        (await As(Responder).SendAsync(new GetAftercare.Query(incident))).Value!.Proofs[0].Back.ShouldBe(1);
        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.State.ShouldBe(IncidentState.Reopened);
    }

    [Theory]
    [InlineData(CanaryOutcome.NoAnswer)]
    [InlineData(CanaryOutcome.RefusedOtherwise)]
    [InlineData(CanaryOutcome.GrantEnded)]
    [InlineData(CanaryOutcome.Lost)]
    public async Task Containment_WhenItDidNotWorkBefore_ClaimsNothing_AndSaysWhy(CanaryOutcome before)
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        world.AtOrg.Says = before;
        world.Fake.Before[OrgCall.Revoke] = () => world.AtOrg.Says = null;

        var incident = await world.ContainAsync();

        (await world.TargetsAsync(incident))[0].Level.ShouldBe(ProofLevel.L2);
        var tries = await world.TriesAsync(incident);
        tries[0].Words!.ShouldContain("did not work before the cut");
        tries[1].ShouldSatisfyAllConditions(t => t.Outcome.ShouldBe(CanaryOutcome.GrantEnded), t => t.Words!.ShouldContain("proves nothing"));
    }

    [Theory]
    [InlineData(CanaryOutcome.NoAnswer)]
    [InlineData(CanaryOutcome.RefusedOtherwise)]
    [InlineData(CanaryOutcome.AppShut)]
    [InlineData(CanaryOutcome.NotApproved)]
    [InlineData(CanaryOutcome.Lost)]
    public async Task Containment_WhenTheRefusalSaysNothingOfTheGrant_ClaimsNothing(CanaryOutcome after)
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        world.Fake.Before[OrgCall.Revoke] = () => world.AtOrg.Says = after;

        var incident = await world.ContainAsync();

        (await world.TargetsAsync(incident))[0].ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.Done), t => t.Level.ShouldBe(ProofLevel.L2));
        (await world.TriesAsync(incident))[1].Words!.ShouldContain("nothing is claimed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Containment_OfTwoRowsOfOneUser_CannotTellWhich(bool hides)
    {
        var world = await CanaryWorld.PutAsync(Portal);
        var second = await world.WithSecondRowAsync();
        await world.WithCanaryAsync();
        if (hides) world.Fake.Lies.Hidden[world.Grant.RowKey] = true;

        var incident = await world.ContainAsync([world.Grant, second]);

        var targets = await world.TargetsAsync(incident);
        targets.Count.ShouldBe(2);
        if (hides) targets.ShouldAllBe(t => t.State == TargetState.StillAlive && t.LastAnswer!.Contains("Which of 2 rows"));
        else targets.ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
    }

    [Fact]
    public async Task Containment_OfOneOfTwoRows_SaysNothing_WhenTheCanaryGoesOn()
    {
        var world = await CanaryWorld.PutAsync(Portal);
        var second = await world.WithSecondRowAsync();
        await world.WithCanaryAsync();

        var incident = await world.ContainAsync([second]);

        (await world.TargetsAsync(incident)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.Done), t => t.Level.ShouldBe(ProofLevel.L2));
        (await world.TriesAsync(incident))[^1].ShouldSatisfyAllConditions(t => t.Outcome.ShouldBe(CanaryOutcome.Worked), t => t.Words!.ShouldContain("did not cut"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Containment_WhenNoRowMovedWithTheTry_ClaimsNothingOfARefusal(bool unreadable)
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        if (unreadable) world.Fake.Refusals[OrgCall.ReadUserTokens] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission");
        else world.AtOrg.Moves = false;

        var incident = await world.ContainAsync();

        (await world.TargetsAsync(incident))[0].Level.ShouldBe(ProofLevel.L2);
        (await world.TriesAsync(incident))[0].Words!.ShouldContain("Which token row it stands for could not be told");
    }

    [Theory]
    [InlineData(ClientAppKind.ExternalClientApp, TargetKind.AppSwitch)]
    [InlineData(ClientAppKind.ConnectedApp, TargetKind.AppApproval)]
    public async Task Containment_WithClientCredentials_SpeaksOfTheDoorOnly(ClientAppKind kind, TargetKind door)
    {
        var world = await (await CanaryWorld.PutAsync(Portal, kind: kind)).WithCanaryAsync(ofDoor: true);

        var incident = await world.ContainAsync(steps: ContainmentSteps.Door);

        (await world.TargetsAsync(incident, door)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L4);
        (await world.TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L2);
    }

    [Fact]
    public async Task Containment_WithClientCredentials_ThatStillWork_FlipsTheDoor_AndNoTokenByTheCanarysOwnLogin()
    {
        var world = await (await CanaryWorld.PutAsync(Portal, kind: ClientAppKind.ExternalClientApp)).WithCanaryAsync(ofDoor: true);
        world.Fake.Lies.Hidden[FakeLies.Of(world.Door.Kind, world.Door.Subject)] = true;

        var incident = await world.ContainAsync(steps: ContainmentSteps.Door);
        (await world.TargetsAsync(incident, TargetKind.AppSwitch))[0].State.ShouldBe(TargetState.StillAlive);
        // What login history shows of the canary itself, some seconds off.
        world.Fake.Logins.Add(new LoginSeen(world.Grant.UserId, world.Grant.AppName, "192.0.2.1", "TLS 1.3", Clock.Now.AddSeconds(20), Clock.Now.AddSeconds(20)));
        await world.LaterAsync();

        (await world.TargetsAsync(incident))[0].ShouldSatisfyAllConditions(t => t.State.ShouldBe(TargetState.Done), t => t.Level.ShouldBe(ProofLevel.L2));

        world.Fake.Logins.Add(new LoginSeen(world.Grant.UserId, world.Grant.AppName, "203.0.113.9", "TLS 1.3", Clock.Now, Clock.Now));
        Clock.Advance(TimeSpan.FromHours(6));
        await RunWorkAsync();
        (await world.TargetsAsync(incident))[0].State.ShouldBe(TargetState.StillAlive, "somebody else's success is one");
    }

    [Fact]
    public async Task Containment_WhenTheCredentialCannotBeOpened_CutsAllTheSame()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        world.Fake.Before[OrgCall.Canary] = () => throw new global::System.Security.Cryptography.CryptographicException("ring");

        var incident = await world.ContainAsync();

        (await world.TargetsAsync(incident))[0].Level.ShouldBe(ProofLevel.L2);
        (await world.TriesAsync(incident))[0].Words!.ShouldContain("could not open the credential");
    }

    [Fact]
    public async Task Containment_WhenAVendorRunsTheAppByNow_TriesNothing()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        await GivenAsync(A.Vendor("Ledger").ClaimingAll("Ledger"));
        var tried = world.Fake.Calls(OrgCall.Canary);

        var incident = await world.ContainAsync();

        world.Fake.Calls(OrgCall.Canary).ShouldBe(tried);
        (await world.TargetsAsync(incident))[0].Level.ShouldBe(ProofLevel.L2);
    }

    [Fact]
    public async Task CanaryOfAnotherOrgGroup_IsNotThere()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        var incident = await world.ContainAsync();
        var canary = (await world.StandingAsync()).Canaries[0];
        var stranger = Scoped(Domain.Access.Role.OrgAdmin, "AMER");

        (await world.HandOverAsync(by: stranger)).Problem!.Kind.ShouldBeOneOf(ProblemKind.NotFound, ProblemKind.Forbidden);
        (await As(stranger).SendAsync(new WithdrawCanary.Command(canary.Id))).Problem!.Kind.ShouldBeOneOf(ProblemKind.NotFound, ProblemKind.Forbidden);
        (await As(stranger).SendAsync(new GetCanaryTries.Query(incident))).Problem!.Kind.ShouldBeOneOf(ProblemKind.NotFound, ProblemKind.Forbidden);
        (await As(stranger).SendAsync(new GetCanary.Query(await world.AppAsync()))).Value?.Canaries.ShouldBeEmpty();
        (await world.StandingAsync()).Canaries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Evidence_AndReceipt_CarryWhatWasTried_AndNoSecret()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();
        var incident = await world.ContainAsync();
        var target = (await world.TargetsAsync(incident))[0];

        var receipt = (await As(Auditor).SendAsync(new GetReceipt.Query(incident, target.Id))).Value!;
        var export = (await As(Responder).SendAsync(new ExportEvidence.Command(incident))).Value!;
        var bundle = (await As(Responder).SendAsync(new ReadEvidenceBundle.Query(export.ExportId))).Value!;

        receipt.Canaries.Select(c => (c.Stage, c.Outcome)).ShouldBe([(CanaryStage.Before, CanaryOutcome.Worked), (CanaryStage.After, CanaryOutcome.GrantEnded)]);
        var file = global::System.Text.Encoding.UTF8.GetString(bundle.Members.Single(m => m.Path == "canaries.json").Content!);
        file.ShouldContain("\"outcome\":\"GrantEnded\"");
        new CanarySearch().Text("canaries.json", file).Text("receipt", receipt + string.Join(",", receipt.Canaries)).ShouldFindNothing();
    }

    [Fact]
    public async Task Disconnect_ForgetsTheCanariesOfTheOrg()
    {
        var world = await (await CanaryWorld.PutAsync(Portal)).WithCanaryAsync();

        (await As(OrgAdmin).SendAsync(new Disconnect.Command(world.Estate.Org.Connection.Id))).Ok.ShouldBeTrue();

        (await ReadAsync(db => db.Canaries.CountAsync())).ShouldBe(0);
        (await SecretNamesAsync()).ShouldNotContain(n => n.StartsWith("canary.", StringComparison.Ordinal));
    }

    /// <summary>Before and after each commit, and between the try and its answer: what was tried before the cut counts as that, and nothing else
    /// does.</summary>
    [Fact]
    public async Task Containment_KilledAnywhere_EndsTheSame_AndNoTryAfterTheCutStandsForOneBefore()
    {
        var boundaries = await RunKilledAsync(new Killer());
        boundaries.ShouldBeGreaterThan(14);
        for (var point = 1; point <= boundaries; point += Full ? 1 : 4) await RunKilledAsync(new Killer(point));
    }

    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";
    private readonly PortalFixture _fixture = portal;

    private async Task<int> RunKilledAsync(Killer killer)
    {
        await using var portal = await _fixture.OpenAsync(killer.Settings);
        var world = await (await CanaryWorld.PutAsync(portal)).WithCanaryAsync();
        killer.Watch(portal);
        var incident = await AppEstate.DeclareAsync(portal, [world.Estate], ContainmentSteps.None);

        await killer.RunWorkAsync(portal);

        killer.Deaths.ShouldBe(killer.Chosen, $"{killer}");
        (await world.TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L4, $"{killer}");
        var tries = await portal.ReadAsync(db => db.CanaryTries.AsNoTracking().Where(t => t.IncidentId == incident).OrderBy(t => t.SentAt).ToListAsync());
        tries.Where(t => t.Stage == CanaryStage.Before && t.Outcome is not null).ShouldHaveSingleItem($"{killer}").Outcome.ShouldBe(CanaryOutcome.Worked, $"{killer}");
        tries.Count.ShouldBeLessThanOrEqualTo(2 + killer.Deaths, $"{killer}");
        await portal.Audit.ShouldBeUnbrokenAsync();
        return killer.Crossed;
    }

    private Task<List<string>> SecretNamesAsync() => ReadAsync(db => db.Secrets.Select(s => s.Name).ToListAsync());

    private Task<string?> SecretAsync(SecretName name) =>
        Portal.InScopeAsync(async services => (await services.GetRequiredService<ISecretStore>().GetAsync(name))?.Reveal());
}
