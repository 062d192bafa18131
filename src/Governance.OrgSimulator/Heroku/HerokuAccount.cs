using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Heroku;

/// <summary>The one Heroku account of the world: apps, AppLink add-ons and what they hold.</summary>
public sealed class HerokuAccount(ScenarioHeroku scenario, TokenMint mint, SimulatedClock clock)
{
    /// <summary>How long a removed record shows as disconnecting before it is gone.</summary>
    public static readonly TimeSpan DisconnectTakes = TimeSpan.FromSeconds(2);

    public Lock Gate { get; } = new();

    public string Email { get; } = scenario.Email;

    /// <summary>The account's own key, as READY names it.</summary>
    public string ApiKey => Grants.KeyAtStart;

    public List<HerokuApp> Apps { get; } = [];

    public List<AppLinkAddon> Addons { get; } = [];

    /// <summary>Calls of the Platform API: 4,500, refilled at 75 a minute (AppLink reference §6.1).</summary>
    public CallBudget Budget { get; } = new(clock, 4_500, 75);

    public HerokuGrants Grants { get; } = new(mint, clock);

    public List<HerokuWebhook> Webhooks { get; } = [];

    public IReadOnlyList<ScenarioTeam> Teams { get; } = scenario.Teams;

    /// <summary>Name of the enterprise account; empty for none.</summary>
    public string Enterprise { get; } = scenario.Enterprise;

    /// <summary>Team and add-on service: what a team lets its apps use; a team that lists nothing lets everything.</summary>
    public List<(string Team, string Service)> AllowedServices { get; } = [];

    /// <summary>Seconds since 1970 at which its apps and add-ons were made.</summary>
    public long Made { get; private set; }

    /// <summary>Where people may sign in.</summary>
    public IReadOnlyList<Org> Orgs { get; private set; } = [];

    /// <summary>What happened since the start, as the enterprise audit trail tells it (§3.4).</summary>
    public List<HerokuEvent> Events { get; } = [];

    public Action? OnChange { get; set; }

    public SimulatedClock Clock => clock;

    public string Uuid(string purpose)
    {
        var hex = mint.Fixed("uuid:" + purpose, 32, "", "0123456789abcdef");
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..]}";
    }

    /// <summary>Lays down what the scenario describes; usernames and org ids come from the orgs themselves.</summary>
    public void Lay(SimulatedWorld world, ScenarioHeroku plan, Func<string, long> at)
    {
        (Orgs, Made) = (world.Orgs, at("-400d"));
        foreach (var app in plan.Apps) Apps.Add(new HerokuApp(Uuid("app:" + app.Name), app.Name, app.Region ?? "eu", app));
        foreach (var entry in plan.Addons)
        {
            var addon = new AppLinkAddon(Uuid("addon:" + entry.Name), entry.Name, App(entry.App)!, mint.Fixed("addon-token:" + entry.Name, 64, "", "0123456789abcdef"), entry.OldStatusWords, clock);
            addon.Attachments.Add((App(entry.App)!, "HEROKU_APPLINK"));
            foreach (var attachment in entry.Attachments)
            {
                addon.Attachments.Add((App(attachment.App)!, attachment.Name));
                if (attachment.ApiUrl is { } elsewhere) addon.OtherUrls[(attachment.App, attachment.Name)] = elsewhere;
            }
            foreach (var record in entry.Connections) addon.Records.Add(Record(world, entry, record, isConnection: true, at));
            foreach (var record in entry.Authorizations) addon.Records.Add(Record(world, entry, record, isConnection: false, at));
            foreach (var publication in entry.Publications)
            {
                var key = $"{entry.Name}:{publication.Connection}:{publication.Name}";
                addon.Publications.Add(new AppLinkPublication(
                    App(publication.App)!, publication.Connection, publication.Name, mint.Fixed("esr:" + key, 18, "0Xe"), Uuid("publication:" + key), at(publication.Created), Email)
                {
                    Specs =
                    [
                        .. publication.Spec.Count == 0 ? [] : new[] { (at(publication.Created), Org.Lines(publication.Spec)) },
                        .. publication.Republished is { } later ? new[] { (at(later.At), Org.Lines(later.Spec)) } : [],
                    ],
                    IsRegistered = publication.IsRegistered,
                });
            }

            foreach (var target in entry.DataActionTargets) addon.DataActionTargets.Add(Target(addon, target, null));

            Addons.Add(addon);
        }
    }

    /// <summary>Records whose removal has had its time are gone.</summary>
    public void Sweep(AppLinkAddon addon)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var gone = addon.Records.FindAll(record => record.GoneAt <= now);
        if (gone.Count == 0) return;
        addon.Records.RemoveAll(gone.Contains);
        addon.EndWith(connection => gone.Exists(record => record.IsConnection && record.Name == connection));
        OnChange?.Invoke();
    }

    public void Note(string type, string action, HerokuApp app, string about, string? actor) =>
        Events.Add(new HerokuEvent(Guid.NewGuid().ToString(), type, action, app, about, actor, clock.GetUtcNow()));

    /// <summary>A target of the scenario, or one made at the moment given.</summary>
    public AppLinkDataActionTarget Target(AppLinkAddon addon, ScenarioDataActionTarget plan, long? made)
    {
        var id = Uuid($"target:{addon.Name}:{plan.Connection}:{plan.ApiName}");
        return new AppLinkDataActionTarget(id, App(plan.App)!, plan, mint.Fixed("signing-key:" + id, 48, "not-a-real-secret-"), made);
    }

    /// <summary>The part of a consent address that nobody can guess.</summary>
    public string ConsentKey(AppLinkRecord record) => mint.Fixed("consent:" + record.Id, 48, "", "0123456789abcdef");

    public string EsrId(string key) => mint.Fixed("esr:" + key, 18, "0Xe");

    public HerokuApp? App(string nameOrId) => Apps.Find(app => app.Name == nameOrId || app.Id == nameOrId);

    public AppLinkAddon? Addon(string nameOrId) => Addons.Find(addon => addon.Name == nameOrId || addon.Id == nameOrId);

    private AppLinkRecord Record(SimulatedWorld world, ScenarioAddon addon, ScenarioAppLinkRecord record, bool isConnection, Func<string, long> at)
    {
        var org = world.OrgNamed(record.Org)!;
        var user = org.Users.Find(u => u.Username == record.Username || u.Username.StartsWith(record.Username + "@", StringComparison.OrdinalIgnoreCase));
        return new AppLinkRecord
        {
            Id = Uuid($"{(isConnection ? "connection" : "authorization")}:{addon.Name}:{record.Name}"),
            IsConnection = isConnection,
            OrgType = record.OrgType ?? (record.IsDataCloud ? "DataCloudOrg" : "SalesforceOrg"),
            Name = record.Name,
            Alias = record.Alias,
            Status = record.Status ?? (isConnection ? "connected" : "authorized"),
            Org = org,
            Username = record.KnownAs ?? user?.Username ?? record.Username,
            UserId = user?.Id,
            Created = record.Created is { } created ? at(created) : null,
            CreatedBy = record.CreatedBy switch { null => Email, "" => null, var by => by },
            AppName = record.App ?? addon.App,
            Method = record.ConnectionMethod,
            Error = record.Error,
        };
    }
}

public sealed record HerokuApp(string Id, string Name, string Region, ScenarioHerokuApp Plan)
{
    /// <summary>Set by hand, beside those of the attachments.</summary>
    public Dictionary<string, string> ConfigVars { get; init; } = new(Plan.ConfigVars);

    /// <summary>Number of the newest release.</summary>
    public int Releases { get; set; } = 1;
}

/// <summary>One entry of the enterprise audit trail.</summary>
public sealed record HerokuEvent(string Id, string Type, string Action, HerokuApp App, string About, string? Actor, DateTimeOffset At);
