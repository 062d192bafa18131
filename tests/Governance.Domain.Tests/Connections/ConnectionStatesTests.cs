using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit;

namespace Governance.Domain.Tests.Connections;

public sealed class ConnectionStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static readonly OrgIdentity Identity = new(
        "00D000000000062EAA", "Core", OrgEnvironment.Production, "USA42", new Uri("https://core.my.salesforce.com"), "portal@core.example",
        "005000000000001");

    private static readonly Org Core = new(Identity, "Core", OrgGroupId.New(), Now);

    private static readonly Dictionary<string, (ConnectionState To, Func<Connection, Problem?> Do)> Acts = new()
    {
        ["complete"] = (ConnectionState.Connected, c => c.Complete(Core, Identity, [], Now)),
        ["complete with gaps"] = (ConnectionState.Degraded, c => c.Complete(Core, Identity, ["Rights"], Now)),
        ["degrade"] = (ConnectionState.Degraded, c => c.Degrade(["Rights"], Now)),
        ["heal"] = (ConnectionState.Connected, c => c.Degrade([], Now)),
        ["need reconnect"] = (ConnectionState.ReconnectNeeded, c => c.NeedReconnect("expired")),
        ["reconnect"] = (ConnectionState.Connecting, c => c.Reconnect("key", null)),
        ["disconnect"] = (ConnectionState.Disconnected, c => c.Disconnect()),
    };

    public static TheoryData<ConnectionState, string> EveryMove
    {
        get
        {
            var moves = new TheoryData<ConnectionState, string>();
            foreach (var from in Enum.GetValues<ConnectionState>().Where(s => s != ConnectionState.WaitingForApproval))
            {
                foreach (var act in Acts.Keys) moves.Add(from, act);
            }
            return moves;
        }
    }

    [Theory]
    [MemberData(nameof(EveryMove))]
    public void Move_WhenAskedFor_IsAllowedExactlyByTheTable(ConnectionState from, string act)
    {
        var (to, move) = Acts[act];
        var connection = In(from);
        var version = connection.Version;

        var refusal = move(connection);

        if (from == to || ConnectionStates.After(from).Contains(to))
        {
            refusal.ShouldBeNull();
            connection.State.ShouldBe(to);
            connection.Version.ShouldNotBe(version);
        }
        else
        {
            refusal!.Code.ShouldBe("connection.wrong-state");
            (connection.State, connection.Version).ShouldBe((from, version));
        }
    }

    [Fact]
    public void Complete_WhenAnotherOrgAnswers_ChangesNothing()
    {
        var connection = In(ConnectionState.ReconnectNeeded);
        connection.Reconnect("key", null);
        var other = new Org(Identity with { SalesforceId = "00D000000000099EAA" }, "Other", OrgGroupId.New(), Now);

        connection.Complete(other, Identity, [], Now).ShouldBe(ConnectionProblems.OrgChanged);

        (connection.State, connection.OrgId).ShouldBe((ConnectionState.Connecting, Core.Id));
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, "Certificate: that of the reader’s key ends on 2026-")]
    [InlineData(-1, "Certificate: that of the reader’s key ended on 2026-")]
    public void Degrade_WhenACertificateIsNearItsEnd_SaysSo(int days, string? says)
    {
        var connection = In(ConnectionState.Connected);
        connection.Carry(new CertificateMark("ab", Now.AddDays(days)));

        connection.Degrade([], Now).ShouldBeNull();

        connection.State.ShouldBe(says is null ? ConnectionState.Connected : ConnectionState.Degraded);
        if (says is null) connection.Cause.ShouldBeNull();
        else connection.Cause!.ShouldStartWith(says);
        connection.Carry(new CertificateMark("cd", Now.AddDays(365)));
        connection.Degrade([], Now).ShouldBeNull();
        (connection.State, connection.Cause).ShouldBe((ConnectionState.Connected, null));
    }

    [Fact]
    public void Disconnect_WhenDone_LetsTheOrgBeConnectedAnew()
    {
        var connection = In(ConnectionState.Connected);

        connection.Disconnect();

        (connection.OrgId, connection.LiveOrgId, connection.IsUsable).ShouldBe((Core.Id, null, false));
    }

    [Fact]
    public void Table_WhenDocumented_IsTheOneInTheCode()
    {
        var documented = StateTable.Read("src", "Governance.Application", "Connections", "ConnectionStates.md");
        var coded = Enum.GetValues<ConnectionState>().ToDictionary(
            s => s.ToString(), s => ConnectionStates.After(s).Select(t => t.ToString()).Order().ToArray());

        documented.Table.Keys.Order().ShouldBe(coded.Keys.Order());
        foreach (var (from, to) in coded)
        {
            documented.Table[from].ShouldBe(to, from);
            documented.Diagram.GetValueOrDefault(from, []).ShouldBe(to, $"{from} in the diagram");
        }
    }

    private static Connection In(ConnectionState state)
    {
        var connection = new Connection("Core", OrgGroupId.New(), ConnectionFlow.JwtBearer, new Uri("https://login.salesforce.com"), "key", "u", "Ada", Now);
        if (state == ConnectionState.Connecting) return connection;
        connection.Complete(Core, Identity, [], Now).ShouldBeNull();
        Problem? refusal = state switch
        {
            ConnectionState.Degraded => connection.Degrade(["Rights"], Now),
            ConnectionState.ReconnectNeeded => connection.NeedReconnect("expired"),
            ConnectionState.Disconnected => connection.Disconnect(),
            _ => null,
        };
        refusal.ShouldBeNull();
        connection.State.ShouldBe(state);
        return connection;
    }
}
