using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

/// <summary>What a canary may say of a target, and when.</summary>
public sealed class CanaryRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Proof_IsARefusalForTheVeryReasonOfTheCut_AndNothingElse()
    {
        var proving = from flow in Enum.GetValues<ConnectionFlow>()
                      from kind in Enum.GetValues<TargetKind>()
                      from outcome in Enum.GetValues<CanaryOutcome>()
                      where CanaryTry.Proves(flow, kind, outcome)
                      select (flow, kind, outcome);

        proving.Where(p => p.flow != ConnectionFlow.JwtBearer).ShouldBe(
        [
            (ConnectionFlow.WebServer, TargetKind.OAuth, CanaryOutcome.GrantEnded),
            (ConnectionFlow.ClientCredentials, TargetKind.AppSwitch, CanaryOutcome.AppShut),
            (ConnectionFlow.ClientCredentials, TargetKind.AppApproval, CanaryOutcome.NotApproved),
        ], ignoreOrder: true);
    }

    [Fact]
    public void Refused_OnWhatIsProvenGone_IsL4_AndEventDataAddsItsOwnStep()
    {
        var target = Target();
        target.ShowRefused("not asked yet", Now);
        target.Level.ShouldBe(ProofLevel.None);
        target.Ask("key", Now);
        target.Accept("Accepted.", Now.AddSeconds(1));
        target.ShowRefused("not proven yet", Now.AddSeconds(2));
        target.Level.ShouldBe(ProofLevel.L1, "accepted is not gone");
        target.Prove(null, Now.AddSeconds(3), "Gone.");

        target.ShowRefused("Refused.", Now.AddSeconds(4));
        (target.Level, target.UnusedAt, target.LastAnswer).ShouldBe((ProofLevel.L4, null, "Refused."));
        target.ShowUnused("No success.", Now.AddMinutes(15));
        (target.Level, target.UnusedAt, target.LastAnswer).ShouldBe((ProofLevel.L4, Now.AddMinutes(15), "Refused."));

        target.ComeBack(null, "Still worked.");
        (target.State, target.Level, target.UnusedAt).ShouldBe((TargetState.StillAlive, ProofLevel.L1, null));
        target.ShowRefused("Refused again.", Now.AddMinutes(16));
        target.Level.ShouldBe(ProofLevel.L1, "alive is not proven");
    }

    [Fact]
    public void Refused_BeforeTheAcceptance_IsNoProof()
    {
        var target = Target();
        target.Ask("key", Now);
        target.Accept("Accepted.", Now.AddSeconds(1));
        target.Prove(null, Now.AddSeconds(3), "Gone.");

        Should.Throw<InvalidOperationException>(() => target.ShowRefused("Refused.", Now));
    }

    [Theory]
    [InlineData(CanaryOutcome.Worked, CanaryState.Kept)]
    [InlineData(CanaryOutcome.GrantEnded, CanaryState.NotKept)]
    [InlineData(CanaryOutcome.NoAnswer, CanaryState.NotKept)]
    [InlineData(CanaryOutcome.Lost, CanaryState.NotKept)]
    public void Canary_IsKeptOnlyWhenItWorked_AndALaterTryChangesNothingOfThat(CanaryOutcome outcome, CanaryState state)
    {
        var canary = Canary(ConnectionFlow.WebServer);

        canary.Settle(new CanaryAnswer(outcome, "As the org said.", Now));
        canary.Settle(new CanaryAnswer(CanaryOutcome.Worked, "Late.", Now));

        (canary.State, canary.LastOutcome).ShouldBe((state, outcome));
        Should.Throw<ArgumentException>(() => Canary(ConnectionFlow.JwtBearer));
    }

    [Fact]
    public void Try_IsAnsweredOnce()
    {
        var one = new CanaryTry(Canary(ConnectionFlow.WebServer), IncidentId.New(), CanaryStage.Before, Now);

        one.End(new CanaryAnswer(CanaryOutcome.NoAnswer, "Silence.", Now.AddSeconds(1)), "Nothing follows.");
        one.End(new CanaryAnswer(CanaryOutcome.Worked, "Late.", Now.AddSeconds(2)), "");

        (one.Outcome, one.Words, one.AnsweredAt).ShouldBe((CanaryOutcome.NoAnswer, "Silence. Nothing follows.", Now.AddSeconds(1)));
    }

    private static Canary Canary(ConnectionFlow flow) => new(
        new Connection("Core", OrgGroupId.New(), ConnectionFlow.JwtBearer, new Uri("https://acme.my.salesforce.com"), "portal", null, "test", Now),
        new CanaryApp(ItemId.New(), OrgId.New(), OrgGroupId.New(), "0H4000000000777", "Ledger Sync", "ledger sync", "key", "Ledger_Sync"), flow, "test", Now);

    private static IncidentTarget Target() => new(IncidentId.New(), ConnectionId.New(), new Authorization(OrgId.New(), OrgGroupId.New(), new TokenRow(
        new TokenRowKey(new string('a', 64)), "Ledger Sync", null, ClientAppKind.ConnectedApp, "005000000000001", "bot@acme.example", "Bot", true, null, Now.AddDays(-9), null, 3), Now));
}
