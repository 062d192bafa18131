using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;

namespace Governance.Domain.Tests.Incidents;

public sealed class IncidentStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (TargetState To, Action<IncidentTarget> Do)> Acts = new()
    {
        ["ask"] = (TargetState.Running, t => t.Ask("key", Now)),
        ["refuse"] = (TargetState.Refused, t => t.Fail(TargetState.Refused, "no")),
        ["lose"] = (TargetState.Unreachable, t => t.Fail(TargetState.Unreachable, "gone")),
        ["lack"] = (TargetState.RightMissing, t => t.Fail(TargetState.RightMissing, "right")),
        ["find alive"] = (TargetState.StillAlive, t => t.StayAlive(SyncId.New(), "alive")),
        ["retry"] = (TargetState.Planned, t => t.Retry()),
    };

    public static TheoryData<TargetState, string> EveryMove
    {
        get
        {
            var moves = new TheoryData<TargetState, string>();
            foreach (var from in Reachable)
            {
                foreach (var act in Acts.Keys) moves.Add(from, act);
            }
            return moves;
        }
    }

    private static TargetState[] Reachable =>
    [
        TargetState.Planned, TargetState.Running, TargetState.Done, TargetState.Refused, TargetState.Unreachable,
        TargetState.RightMissing, TargetState.StillAlive,
    ];

    [Theory]
    [MemberData(nameof(EveryMove))]
    public void Move_WhenAskedFor_IsAllowedExactlyByTheTable(TargetState from, string act)
    {
        var (to, move) = Acts[act];
        var target = In(from);

        if (from == to || IncidentStates.After(from).Contains(to))
        {
            move(target);
            target.State.ShouldBe(to);
        }
        else
        {
            Should.Throw<InvalidOperationException>(() => move(target));
            target.State.ShouldBe(from);
        }
    }

    [Fact]
    public void Prove_WhenTheReadBeganBeforeTheAcceptance_IsAnError()
    {
        var target = Target();
        target.Ask("key", Now);
        Should.Throw<InvalidOperationException>(() => target.Prove(SyncId.New(), Now, "gone"));
        target.Accept("yes", Now);

        Should.Throw<InvalidOperationException>(() => target.Prove(SyncId.New(), Now.AddMilliseconds(-1), "gone"));
        (target.State, target.Level).ShouldBe((TargetState.Running, ProofLevel.L1));

        target.Prove(SyncId.New(), Now, "gone");
        (target.State, target.Level, target.IsSettled).ShouldBe((TargetState.Done, ProofLevel.L2, true));
    }

    [Fact]
    public void Accept_WhenNotAsked_ProvesNothing()
    {
        var target = Target();

        target.Accept("yes", Now);

        (target.State, target.Level, target.AcceptedAt).ShouldBe((TargetState.Planned, ProofLevel.None, null));
    }

    [Fact]
    public void Fail_WhenTheStateIsNoFailure_IsAnError() =>
        Should.Throw<ArgumentException>(() => In(TargetState.Running).Fail(TargetState.Done, "done"));

    [Fact]
    public void Retry_WhenFailed_ForgetsTheOldProof()
    {
        var target = In(TargetState.StillAlive);

        target.Retry();

        (target.State, target.Level, target.ProofId, target.AcceptedAt, target.Attempts)
            .ShouldBe((TargetState.Planned, ProofLevel.None, null, null, 1));
    }

    [Theory]
    [InlineData(new[] { TargetState.Planned }, IncidentState.Running)]
    [InlineData(new[] { TargetState.Running, TargetState.Done, TargetState.Refused }, IncidentState.Running)]
    [InlineData(new[] { TargetState.Done, TargetState.Done }, IncidentState.Contained)]
    [InlineData(new[] { TargetState.Done, TargetState.Skipped }, IncidentState.Contained)]
    [InlineData(new[] { TargetState.Done, TargetState.Refused }, IncidentState.WaitingForPerson)]
    [InlineData(new[] { TargetState.StillAlive }, IncidentState.WaitingForPerson)]
    [InlineData(new[] { TargetState.WaitingForPerson }, IncidentState.WaitingForPerson)]
    public void Follow_WhenTargetsStandSo_StandsSo(TargetState[] targets, IncidentState expected)
    {
        var incident = Declared();
        incident.Follow([TargetState.Running], Now);

        incident.Follow(targets, Now);
        incident.Follow(targets, Now.AddHours(1));

        incident.State.ShouldBe(expected);
        incident.SettledAt.ShouldBe(expected == IncidentState.Running ? null : Now);
    }

    [Theory]
    [InlineData(TargetState.Refused)]
    [InlineData(TargetState.Unreachable)]
    [InlineData(TargetState.RightMissing)]
    public void Follow_WhenNothingWasEverSent_StillSettles(TargetState settled)
    {
        var incident = Declared();

        incident.Follow([settled], Now);

        incident.State.ShouldBe(IncidentState.WaitingForPerson);
    }

    [Fact]
    public void Reopen_WhenContained_RunsAgain()
    {
        var incident = Declared();
        incident.Follow([TargetState.Running], Now);
        incident.Reopen().ShouldBe(IncidentProblems.StillRunning);
        incident.Follow([TargetState.StillAlive], Now);

        incident.Reopen().ShouldBeNull();
        (incident.State, incident.SettledAt).ShouldBe((IncidentState.Reopened, null));
        incident.Follow([TargetState.Planned], Now);

        incident.State.ShouldBe(IncidentState.Running);
    }

    [Fact]
    public void Tables_WhenDocumented_AreTheOnesInTheCode()
    {
        ShouldSayTheSame("IncidentStates.md", Enum.GetValues<IncidentState>().ToDictionary(
            s => s.ToString(), s => IncidentStates.After(s).Select(t => t.ToString()).Order().ToArray()));
        ShouldSayTheSame("TargetStates.md", Enum.GetValues<TargetState>().ToDictionary(
            s => s.ToString(), s => IncidentStates.After(s).Select(t => t.ToString()).Order().ToArray()));
    }

    private static void ShouldSayTheSame(string file, Dictionary<string, string[]> coded)
    {
        var documented = StateTable.Read("src", "Governance.Application", "Incidents", file);
        documented.Table.Keys.Order().ShouldBe(coded.Keys.Order());
        foreach (var (from, to) in coded)
        {
            documented.Table[from].ShouldBe(to, from);
            documented.Diagram.GetValueOrDefault(from, []).ShouldBe(to, $"{from} in the diagram of {file}");
        }
    }

    private static Incident Declared() => new(1, "Gainfold", "It leaked its tokens", 1, "person:1", "Ada", Now);

    private static IncidentTarget Target() => new(IncidentId.New(), ConnectionId.New(), new Authorization(OrgId.New(), OrgGroupId.New(),
        new TokenRow(new TokenRowKey("key"), "App", null, ClientAppKind.Unknown, "005000000000001", "u", "U", true, null, Now, null, 0), Now));

    private static IncidentTarget In(TargetState state)
    {
        var target = Target();
        if (state == TargetState.Planned) return target;
        target.Ask("key", Now);
        if (state == TargetState.Running) return target;
        if (state == TargetState.Done)
        {
            target.Accept("yes", Now);
            target.Prove(SyncId.New(), Now, "gone");
        }
        else if (state == TargetState.StillAlive) target.StayAlive(SyncId.New(), "alive");
        else target.Fail(state, "failed");
        return target;
    }
}
