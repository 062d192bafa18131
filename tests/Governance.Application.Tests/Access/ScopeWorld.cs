using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>A random estate of several org groups. First the half in EMEA, then the rest, which shares vendors, incidents,
/// the Heroku account and its add-ons with it. Every name of the rest carries the canary.</summary>
internal sealed class ScopeWorld(Portal portal, int seed)
{
    public const string Canary = "ZZFOREIGN";

    private static readonly string[] Apps = ["Gainfold Sync", "Gainfold Export", "Harbour Mail", "Other App"];
    private readonly Random _random = new(seed);
    private readonly List<(ConnectedOrg Org, List<Authorization> Held)> _mine = [];
    private readonly List<DeclaredIncident> _incidents = [];
    private Actor _ofBoth = Actors.OrgAdmin;
    private ConnectedHeroku _heroku = null!;
    private VendorId _vendor;

    /// <summary>What lies in EMEA.</summary>
    public async Task<ScopeWorld> BuildAsync()
    {
        _vendor = (await A.Vendor("Gainfold").PutAsync(portal)).Id;
        await A.Vendor("Harbour").PutAsync(portal);
        await PutSomebodyOfBothAsync();
        for (var i = 0; i <= _random.Next(1, 4); i++)
        {
            var org = await OrgAsync($"Org {i}", "EMEA", whole: i == 0);
            var held = await AuthorizationsAsync(org, "", 2 + _random.Next(4));
            _mine.Add((org, held));
            // Leaves audit entries about EMEA, also of somebody who works elsewhere as well.
            _ = await portal.SendAsync(i == 0 ? _ofBoth : Actors.OrgAdmin, new RequestSync.Command(org.Connection.Id));
        }
        _heroku = await A.HerokuAccount().Into(_mine[0].Org, "bot_of_emea").Into(Any(_mine).Org, "bot_of_some", "applink-second").PutAsync(portal);
        for (var i = 0; i <= _random.Next(3); i++)
        {
            var incident = await An.Incident().About($"Scope {i}").Against(Targets(_mine.SelectMany(m => m.Held))).PutAsync(portal);
            await ProgressAsync(incident.Incident.Id, [.. incident.Targets.Select(t => t.Id)]);
            _incidents.Add(incident);
        }
        foreach (var (org, _) in _mine) await Judging.AsideAsync(portal, org.Org.Id);
        return this;
    }

    /// <summary>Everything else, all of it outside EMEA.</summary>
    public async Task AddTheRestAsync()
    {
        var others = new List<(ConnectedOrg Org, List<Authorization> Held)>();
        for (var i = 0; i <= _random.Next(1, 4); i++)
        {
            var org = await OrgAsync($"{Canary} org {i}", _random.Next(2) == 0 ? "AMER" : $"{Canary} group", whole: i == 0);
            others.Add((org, await AuthorizationsAsync(org, $"{Canary} ", 1 + _random.Next(5))));
            _ = await portal.SendAsync(Actors.OrgAdmin, new RequestSync.Command(org.Connection.Id));
        }
        await A.Vendor($"{Canary} Vendor").ClaimingAll(Canary).PutAsync(portal);
        var heroku = A.HerokuAccount().Into(others[0].Org, $"{Canary}_bot").Into(others[0].Org, $"{Canary}_bot2", $"applink-{Canary}")
            .IntoAnUnknownOrg($"{Canary}_stray", $"applink-stray-{Canary}");
        await heroku.PutAsync(portal);
        // One add-on of others can no longer be read: the account is degraded by it.
        if (_random.Next(2) == 0)
        {
            portal.Heroku.Addons.Single(a => a.Name == $"applink-{Canary}").Closed = Problem.RemoteUnavailable("heroku.busy", $"{Canary} is busy.");
            await A.HerokuAccount().PutAsync(portal);
        }
        await Integrations.PutAsync(portal, others[0].Org, $"{Canary} Integration", _mine[0].Held[0].AppName);
        // Judged anew with the others in sight: a verdict that rests on them must not show.
        foreach (var org in _mine.Concat(others).Select(o => o.Org)) await Judging.AsideAsync(portal, org.Org.Id);
        var foreignFinding = await portal.ReadAsync(db => db.Findings.Where(f => f.OrgId == others[0].Org.Org.Id).OrderBy(f => f.Id).Select(f => f.Id).FirstAsync());
        await Waivers.PutAsync(portal, foreignFinding, $"{Canary} mends it soon.");
        await PlannedRevocations.PutAsync(portal, $"Revoke {Canary}", others[0].Held);
        foreach (var incident in _incidents) await WidenAsync(incident.Incident.Id, Targets(others.SelectMany(o => o.Held)));
        for (var i = 0; i <= _random.Next(3); i++)
        {
            var foreign = await An.Incident().About($"{Canary} scope {i}").Against(Targets(others.SelectMany(o => o.Held))).PutAsync(portal);
            await ProgressAsync(foreign.Incident.Id, [.. foreign.Targets.Select(t => t.Id)]);
        }
    }

    /// <summary>Something of each kind in EMEA, for whoever asks by id.</summary>
    public async Task<Estate> PickAsync()
    {
        var (org, held) = Any(_mine);
        var certificate = await Certificates.PutAsync(portal, org, $"Ledger {Guid.NewGuid():N}");
        var integration = await Integrations.PutAsync(portal, org, $"Sync {Guid.NewGuid():N}", held[0].AppName);
        var (entry, version) = await Registrations.PutAsync(portal, org, $"Quotes_{Guid.NewGuid():N}");
        await Judging.AsideAsync(portal, org.Org.Id);
        var findings = await portal.ReadAsync(db => db.Findings.Where(f => f.OrgGroupId == org.Org.OrgGroupId).OrderBy(f => f.Id).Select(f => f.Id).ToListAsync());
        // A world without sets asks for one that nobody has.
        var finding = Any(findings);
        var set = await portal.ReadAsync(db => db.Items.Where(i => i.OrgId == org.Org.Id && i.Kind == ItemKind.PermissionSet).Select(i => i.Id).FirstOrDefaultAsync());
        return new Estate(
            org, held, Any(_incidents), _vendor, org.Org.OrgGroupId, _heroku.Account.Id, Any(_heroku.Connections).Id, finding, await Snapshots.PutAsync(portal, org), set,
            certificate, integration, entry, version, await Waivers.PutAsync(portal, finding),
            await PlannedRevocations.PutAsync(portal, "Revoke Gainfold", held))
        {
            Publication = await Publications.PutAsync(portal, org),
        };
    }


    private async Task PutSomebodyOfBothAsync()
    {
        var group = new Domain.Orgs.OrgGroup($"{Canary} group");
        await portal.WriteAsync(db =>
        {
            db.OrgGroups.Add(group);
            db.RoleAssignments.Add(new RoleAssignment("group-of-the-canary", Role.OrgAdmin, group.Id));
        });
        _ofBoth = Actors.Scoped(Role.OrgAdmin) with { Groups = [Actors.GroupOf(Role.OrgAdmin, "EMEA"), "group-of-the-canary"] };
    }

    private Task<ConnectedOrg> OrgAsync(string name, string group, bool whole)
    {
        var org = An.Org(name).InGroup(group);
        if (!whole && _random.Next(4) == 0) org.Without();
        if (!whole && _random.Next(4) == 0) org.WithoutResponder();
        return org.PutAsync(portal);
    }

    private async Task<List<Authorization>> AuthorizationsAsync(ConnectedOrg org, string mark, int count)
    {
        var made = new List<Authorization>();
        for (var i = 0; i < count; i++)
        {
            // Some of the rest belong to vendors that EMEA knows: only the user tells them apart.
            var app = mark.Length > 0 && _random.Next(2) == 0 ? $"{mark}App" : Any(Apps);
            var row = An.Authorization().In(org).Of(app).By($"{mark.Trim()}user{seed}-{org.Org.SalesforceKey}-{i}@example.com")
                .CreatedDaysAgo(10 + _random.Next(200)).UsedDaysAgo(_random.Next(120));
            if (_random.Next(4) == 0) row.Unused();
            if (_random.Next(4) == 0) row.OfInactiveOwner();
            if (i > 0 && _random.Next(5) == 0) row.Gone();
            made.Add(await row.PutAsync(portal));
        }
        return made;
    }

    private Authorization[] Targets(IEnumerable<Authorization> from)
    {
        var all = from.ToArray();
        _random.Shuffle(all);
        return [.. all.Take(1 + _random.Next(all.Length))];
    }

    private async Task WidenAsync(IncidentId incident, Authorization[] by)
    {
        var via = await portal.ReadAsync(db => db.Connections.Where(c => c.LiveOrgId != null).ToDictionaryAsync(c => c.LiveOrgId!.Value, c => c.Id));
        var targets = by.Select(a => new IncidentTarget(incident, via[a.OrgId], a)).ToList();
        await portal.WriteAsync(db => db.Targets.AddRange(targets));
        await ProgressAsync(incident, [.. targets.Select(t => t.Id)]);
    }

    // Each target goes some way through its states; the incident follows all of its targets.
    private Task ProgressAsync(IncidentId id, TargetId[] which)
    {
        var now = portal.Clock.Now;
        var all = _random.Next(3);
        return portal.WriteAsync(db =>
        {
            foreach (var target in db.Targets.Where(t => which.Contains(t.Id)).OrderBy(t => t.Id).ToList())
            {
                // Of some incidents all is done, of some nothing was asked yet.
                var step = all == 0 ? 4 : all == 1 && which.Length > 2 ? 0 : _random.Next(6);
                if (step == 0) continue;
                target.Ask(target.RowKey, now.AddSeconds(_random.Next(60)));
                if (step == 2) target.Fail(TargetState.Refused, "Refused.");
                if (step >= 3) target.Accept("Accepted.", now);
                if (step == 4) target.Prove(SyncId.New(), now, "Gone.");
                if (step == 5) target.StayAlive(SyncId.New(), "Still there.");
            }
            foreach (var (via, group) in db.Targets.Where(t => which.Contains(t.Id)).ToList().Select(t => (t.ConnectionId, t.OrgGroupId)).Distinct())
                db.LaterProofs.Add(new LaterProof(id, via, group, LaterProof.Times[0], now));
            var incident = db.Incidents.Single(i => i.Id == id);
            var states = db.Targets.Where(t => t.IncidentId == id).ToList().Select(t => t.State).Distinct().ToList();
            if (states is [TargetState.Planned]) return;
            if (incident.State == IncidentState.Declared) incident.Follow([TargetState.Running], now);
            // What was settled goes on when more is added, as after a retry.
            if (incident.Reopen() is null) incident.Follow([TargetState.Running], now);
            incident.Follow(states, now);
        });
    }

    private T Any<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
