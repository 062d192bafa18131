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

    public string ApiKey { get; } = mint.Fixed("heroku:key", 60, "HRKU-not-a-real-secret-");

    public List<HerokuApp> Apps { get; } = [];

    public List<AppLinkAddon> Addons { get; } = [];

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
        foreach (var app in plan.Apps) Apps.Add(new HerokuApp(Uuid("app:" + app.Name), app.Name, app.Region ?? "eu"));
        foreach (var entry in plan.Addons)
        {
            var addon = new AppLinkAddon(Uuid("addon:" + entry.Name), entry.Name, App(entry.App)!, mint.Fixed("addon-token:" + entry.Name, 64, "", "0123456789abcdef"));
            addon.Attachments.Add((App(entry.App)!, "HEROKU_APPLINK"));
            foreach (var attachment in entry.Attachments) addon.Attachments.Add((App(attachment.App)!, attachment.Name));
            foreach (var record in entry.Connections) addon.Records.Add(Record(world, entry, record, isConnection: true, at));
            foreach (var record in entry.Authorizations) addon.Records.Add(Record(world, entry, record, isConnection: false, at));
            foreach (var publication in entry.Publications)
            {
                var key = $"{entry.Name}:{publication.Connection}:{publication.Name}";
                addon.Publications.Add(new AppLinkPublication(
                    App(publication.App)!, publication.Connection, publication.Name, mint.Fixed("esr:" + key, 18, "0Xe"), Uuid("publication:" + key), at(publication.Created)));
            }

            foreach (var target in entry.DataActionTargets)
                addon.DataActionTargets.Add(new AppLinkDataActionTarget(Uuid($"target:{entry.Name}:{target.Connection}:{target.ApiName}"), App(target.App)!, target));

            Addons.Add(addon);
        }
    }

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
            IsDataCloud = record.IsDataCloud,
            Name = record.Name,
            Status = record.Status ?? (isConnection ? "connected" : "authorized"),
            Org = org,
            Username = user?.Username ?? record.Username,
            UserId = user?.Id,
            Created = at(record.Created),
            CreatedBy = record.CreatedBy ?? Email,
            AppName = record.App ?? addon.App,
        };
    }
}

public sealed record HerokuApp(string Id, string Name, string Region);

/// <summary>A heroku-applink add-on.</summary>
public sealed record AppLinkAddon(string Id, string Name, HerokuApp Owner, string Token)
{
    public List<(HerokuApp App, string Name)> Attachments { get; } = [];

    public List<AppLinkRecord> Records { get; } = [];

    public List<AppLinkPublication> Publications { get; } = [];

    public List<AppLinkDataActionTarget> DataActionTargets { get; } = [];

    /// <summary>What stands on a connection ends with it.</summary>
    public void EndWith(Predicate<string> connection)
    {
        Publications.RemoveAll(publication => connection(publication.Connection));
        DataActionTargets.RemoveAll(target => connection(target.Plan.Connection));
    }
}

/// <summary>A connection or an authorization.</summary>
public sealed class AppLinkRecord
{
    public required string Id { get; init; }

    public required bool IsConnection { get; init; }

    public bool IsDataCloud { get; init; }

    public required string Name { get; init; }

    public required string Status { get; set; }

    public required Org Org { get; init; }

    public required string Username { get; init; }

    public string? UserId { get; init; }

    public long Created { get; init; }

    public string? CreatedBy { get; init; }

    public string? AppName { get; init; }

    /// <summary>The service lies: the record works although it vanished from every read but the SDK's.</summary>
    public bool Hidden { get; set; }

    /// <summary>Seconds since 1970 at which a removed record is gone; null while nobody removed it.</summary>
    public long? GoneAt { get; set; }
}

public sealed record AppLinkPublication(HerokuApp App, string Connection, string Name, string EsrId, string AppLinkId, long Created);

public sealed record AppLinkDataActionTarget(string Id, HerokuApp App, ScenarioDataActionTarget Plan);
