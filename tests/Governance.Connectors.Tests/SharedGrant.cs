using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.OrgSimulator;
using Governance.OrgSimulator.World;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Connectors.Tests;

/// <summary>One web server connection of a real database to an org of the stand-in, which replaces refresh tokens.</summary>
internal sealed class SharedGrant : IAsyncDisposable
{
    private readonly Portal _portal;
    private readonly SimulatorHost _world;
    private readonly Org _org;

    private SharedGrant(Portal portal, SimulatorHost world, Org org, ReadyOrg ready, Grant atOrg, ConnectionId connection) =>
        (_portal, _world, _org, Ready, AtOrg, Connection) = (portal, world, org, ready, atOrg, connection);

    public ReadyOrg Ready { get; }

    public Grant AtOrg { get; }

    public ConnectionId Connection { get; }

    public TestDatabase Database => _portal.Database;

    public string ConnectionString => _portal.Connection;

    /// <summary>The token that works at the org now.</summary>
    public string CurrentToken => _org.RefreshTokenOf(AtOrg);

    /// <summary>Token requests the org received.</summary>
    public int Refreshes => _world.Calls.All().Count(c => c.Path.EndsWith("/oauth2/token", StringComparison.Ordinal));

    public static async Task<SharedGrant> MakeAsync(TestDatabase database, SimulatorHost world)
    {
        var portal = await Portal.OpenAsync(database);
        var ready = world.Ready.Orgs[0];
        var org = world.World.OrgNamed(ready.Name)!;
        var connected = await An.Org(ready.Name).By(ConnectionFlow.WebServer).PutAsync(portal);
        Grant grant;
        string token;
        lock (org.Gate)
        {
            grant = org.AddGrant(org.AppsByKey[ready.ClientId], org.UsersByName[ready.Username], org.Now, org.Now, 1, added: true);
            token = org.RefreshTokenOf(grant);
        }
        await portal.InScopeAsync(async services =>
        {
            var secrets = services.GetRequiredService<ISecretStore>();
            await secrets.PutAsync(SecretName.RefreshToken(connected.Connection.Id), new Secret(token));
            await secrets.PutAsync(SecretName.ClientSecret(connected.Connection.Id), new Secret(ready.ClientSecret));
            return true;
        });
        return new SharedGrant(portal, world, org, ready, grant, connected.Connection.Id);
    }

    /// <summary>The token the portal holds.</summary>
    public Task<string?> StoredAsync() => _portal.InScopeAsync(async services =>
        (await services.GetRequiredService<ISecretStore>().GetAsync(SecretName.RefreshToken(Connection)))?.Reveal());

    public ValueTask DisposeAsync() => _portal.DisposeAsync();
}
