using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Builders;

/// <summary>A connected org: our records and the org behind them.</summary>
/// <param name="Org">Our record of the org.</param>
/// <param name="Connection">Our record of the connection.</param>
/// <param name="Fake">The org itself.</param>
public sealed record ConnectedOrg(Org Org, Connection Connection, FakeOrg Fake);

/// <summary>Builds a connected org with rights, capabilities and one complete read.</summary>
public sealed class OrgBuilder(string name) : IGiven<ConnectedOrg>
{
    private readonly List<string> _missing = [];
    private string _group = "EMEA";
    private ConnectionFlow _flow = ConnectionFlow.JwtBearer;
    private ConnectionState _state = ConnectionState.Connected;
    private OrgEnvironment _environment = OrgEnvironment.Production;
    private bool _synced = true;
    private bool _acts = true;

    /// <summary>EMEA when not said.</summary>
    public OrgBuilder InGroup(string group)
    {
        _group = group;
        return this;
    }

    /// <summary>JWT bearer when not said.</summary>
    public OrgBuilder By(ConnectionFlow flow)
    {
        _flow = flow;
        return this;
    }

    /// <summary>Production when not said.</summary>
    public OrgBuilder OfKind(OrgEnvironment environment)
    {
        _environment = environment;
        return this;
    }

    /// <summary>The portal's user lacks a right; the connection is degraded.</summary>
    public OrgBuilder Without(string right = FakeOrg.CustomizeApplication)
    {
        _missing.Add(right);
        return this;
    }

    /// <summary>Its credential stopped working.</summary>
    public OrgBuilder ThatNeedsReconnect()
    {
        _state = ConnectionState.ReconnectNeeded;
        return this;
    }

    /// <summary>Its connection was ended.</summary>
    public OrgBuilder ThatIsDisconnected()
    {
        _state = ConnectionState.Disconnected;
        return this;
    }

    /// <summary>The portal has nothing to act with there.</summary>
    public OrgBuilder WithoutResponder()
    {
        _acts = false;
        return this;
    }

    /// <summary>No read was made yet.</summary>
    public OrgBuilder NeverSynced()
    {
        _synced = false;
        return this;
    }

    /// <inheritdoc />
    public async Task<ConnectedOrg> PutAsync(Portal portal)
    {
        var now = portal.Clock.Now;
        var fake = portal.Orgs.Add(name);
        fake.Environment = _environment;
        foreach (var right in _missing) fake.Rights[right] = false;
        var group = await portal.ReadAsync(db => db.OrgGroups.SingleOrDefaultAsync(g => g.Name == _group)) ?? new OrgGroup(_group);

        var org = new Org(fake.Identity(), name, group.Id, now);
        var connection = new Connection(
            name, group.Id, _flow, fake.Origin, $"consumer-key-{name}", fake.Username, Actors.OrgAdmin.Name, now);
        Demand(connection.Complete(org, fake.Identity(), _missing, now));
        if (_state == ConnectionState.ReconnectNeeded) Demand(connection.NeedReconnect("The credential was refused."));
        if (_state == ConnectionState.Disconnected) Demand(connection.Disconnect());

        await portal.WriteAsync(db =>
        {
            if (!db.OrgGroups.Any(g => g.Id == group.Id)) db.OrgGroups.Add(group);
            db.AddRange(org, connection);
            if (_acts && _state != ConnectionState.Disconnected) db.Responders.Add(ResponderOf(connection, fake, now));
            db.Rights.AddRange(fake.RightChecks().Select(r => new HeldRight(connection.Id, r.Right, r.Held, r.NeededFor, now)));
            foreach (var capability in Enum.GetValues<Capability>())
            {
                var state = new CapabilityState(connection.Id, capability);
                if (capability == Capability.Authorizations && _missing.Count > 0)
                    state.Miss(CapabilityStatus.NotPermitted, _missing[0], now);
                else state.Succeed(now, now);
                if (_synced || capability is Capability.Organization or Capability.Rights) db.Capabilities.Add(state);
            }
            if (_synced && _missing.Count == 0)
                db.SyncRuns.Add(new SyncRun(connection.Id, SyncPurpose.OnDemand, now, now).Read(0, 0, true, 3, fake.Username));
        });
        return new ConnectedOrg(org, connection, fake);
    }

    private static Responder ResponderOf(Connection connection, FakeOrg fake, DateTimeOffset now)
    {
        var responder = new Responder(connection.Id);
        responder.Take(ConnectionFlow.JwtBearer, $"{connection.ClientId}-acting", fake.ResponderUsername, null, Actors.OrgAdmin.Name, now);
        responder.Pass(fake.ResponderIdentity(), fake.ResponderChecks().Select(r => new ResponderRight(r.Right, r.Held, r.NeededFor)), [], now);
        return responder;
    }

    private static void Demand(Domain.Problem? problem)
    {
        if (problem is not null) throw new InvalidOperationException(problem.Message);
    }
}
