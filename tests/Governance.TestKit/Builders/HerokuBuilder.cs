using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Builders;

/// <summary>A connected Heroku account, read once.</summary>
/// <param name="Account">Ours.</param>
/// <param name="Authorizations">Lines in the list of authorizations, by developer name.</param>
/// <param name="Connections">AppLink connections, by name.</param>
public sealed record ConnectedHeroku(
    HerokuAccount Account, IReadOnlyList<Authorization> Authorizations, IReadOnlyList<AppLinkRecord> Connections);

/// <summary>Puts add-ons into the fake Heroku of a portal, connects the account and takes over a first read.</summary>
public sealed class HerokuBuilder(string name) : IGiven<ConnectedHeroku>
{
    private static int _made;
    private readonly List<Action<Portal>> _steps = [];

    /// <summary>An add-on with an AppLink connection and an AppLink authorization of that org.</summary>
    public HerokuBuilder Into(ConnectedOrg org, string authorization = "quote_bot", string addon = "applink-flat-1")
    {
        _steps.Add(portal =>
        {
            var found = portal.Heroku.Addons.SingleOrDefault(a => a.Name == addon);
            if (found is null) portal.Heroku.Addons.Add(found = new FakeAddon(Id(), addon));
            Put(found, AppLinkKind.Connection, $"to_{authorization}", org.Org.SalesforceKey);
            Put(found, AppLinkKind.Authorization, authorization, org.Org.SalesforceKey);
        });
        return this;
    }

    /// <summary>An add-on with an authorization of an org that the portal does not know.</summary>
    public HerokuBuilder IntoAnUnknownOrg(string authorization = "stray_bot", string addon = "applink-stray-1")
    {
        _steps.Add(portal =>
        {
            var found = new FakeAddon(Id(), addon);
            portal.Heroku.Addons.Add(found);
            Put(found, AppLinkKind.Authorization, authorization, "00Dzz0000000001");
        });
        return this;
    }

    /// <inheritdoc />
    public async Task<ConnectedHeroku> PutAsync(Portal portal)
    {
        foreach (var step in _steps) step(portal);
        var account = await portal.ReadAsync(db => db.HerokuAccounts.SingleOrDefaultAsync(h => h.LiveAccountKey == portal.Heroku.Key));
        if (account is null)
        {
            account = new HerokuAccount(name, "Builder", portal.Clock.Now);
            _ = account.Complete(portal.Heroku.Key, "platform@acme.example", portal.Clock.Now);
            await portal.WriteAsync(db => db.HerokuAccounts.Add(account));
        }
        var read = await portal.Heroku.ReadAsync(new HerokuLink(account.Id, null), default);
        var taken = await portal.SendAsync(
            Actor.System("sync"), new RecordAppLink.Command(account.Id, SyncPurpose.OnDemand, read.Value!));
        if (taken.Problem is { } problem) throw new InvalidOperationException(problem.Message);
        var lines = await portal.ReadAsync(db => db.Authorizations.AsNoTracking().Where(a => a.Kind == AuthorizationKind.AppLink)
            .OrderBy(a => a.DeveloperName).ToListAsync());
        var connections = await portal.ReadAsync(db => db.AppLinkRecords.AsNoTracking().Where(r => r.Kind == AppLinkKind.Connection)
            .OrderBy(r => r.Name).ToListAsync());
        return new ConnectedHeroku(
            await portal.ReadAsync(db => db.HerokuAccounts.AsNoTracking().SingleAsync(h => h.Id == account.Id)), lines, connections);
    }

    private static void Put(FakeAddon addon, AppLinkKind kind, string name, string org)
    {
        var key = Id();
        addon.Rows[key] = new AppLinkRow(
            kind, key, name, org, false, "integration@acme.example", "005xx000001SvKA", kind == AppLinkKind.Connection ? "connected" : "authorized",
            "OAuth", "acme-quotes", new DateTimeOffset(2026, 3, 4, 10, 11, 12, TimeSpan.Zero), "dana@acme.example", null, null);
    }

    private static string Id() => $"bbbbbbbb-0000-4000-8000-{Interlocked.Increment(ref _made):x12}";
}
