using System.Collections.Concurrent;
using System.Text.Json;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>An app of the account, as its list has it.</summary>
/// <param name="Key">Heroku's id.</param>
/// <param name="Owner">E-mail address; of a team it is nobody's.</param>
/// <param name="TeamKey">Heroku's id of the team; null for a person's app.</param>
/// <param name="TeamName">Its name; null for a person's app.</param>
internal sealed record FoundApp(string Key, string Owner, string? TeamKey, string? TeamName);

/// <summary>What is wanted of an app's config vars: names, and what the few known ones say.</summary>
/// <param name="Names">Bounded.</param>
/// <param name="BypassesAll">The mesh checks nothing.</param>
/// <param name="AcknowledgesBypass">The mesh is told that routes go round it.</param>
/// <param name="LogsDebug">The mesh logs at debug level.</param>
/// <param name="ApiUrls">API addresses of the attachments asked for.</param>
internal sealed record AppVars(IReadOnlyList<string> Names, bool BypassesAll, bool AcknowledgesBypass, bool LogsDebug, IReadOnlyList<string> ApiUrls);

/// <summary>How the apps around an add-on are set up. In order, once per app and read: 1. config vars, of which names and the known
/// switches are kept; 2. buildpacks; 3. stage of the pipeline; 4. who may read the config vars. What cannot be read is unknown, and
/// stops nothing else.</summary>
/// <remarks>Source: Heroku Platform API Reference, config vars, buildpack installations, pipeline couplings, collaborators, team
/// members; Heroku AppLink service mesh, names of its config vars and buildpacks.</remarks>
internal sealed class AddonSurroundings(HerokuPlatform platform, AppLinkHosts hosts, IEnumerable<FoundApp> apps)
{
    private readonly Dictionary<string, FoundApp> _apps = apps.DistinctBy(a => a.Key).ToDictionary(a => a.Key);
    private readonly ConcurrentDictionary<string, Task<(AppPosture Posture, IReadOnlyList<string>? Readers)>> _read = new();
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<string>?>> _admins = new();

    public async Task<AddonPosture> ReadAsync(FoundAddon addon, CancellationToken ct)
    {
        List<AppPosture> postures = [];
        HashSet<string>? readers = new(StringComparer.OrdinalIgnoreCase);
        string? host = null;
        bool? isTrusted = null;
        foreach (var app in addon.Attachments.GroupBy(a => a.AppKey))
        {
            var vars = (await platform.AppVarsAsync(app.Key, [.. app.Select(a => a.Name)], ct)).Value;
            foreach (var address in vars?.ApiUrls ?? [])
            {
                var isGood = hosts.Check(address, addon.Key).Ok;
                if (isTrusted == false || (isTrusted == true && isGood)) continue;
                (host, isTrusted) = (HostOf(address), isGood);
            }
            var (posture, its) = await _read.GetOrAdd(app.Key, key => AppAsync(key, app.First().AppName, ct));
            postures.Add(posture with
            {
                BypassesAll = vars?.BypassesAll,
                AcknowledgesBypass = vars?.AcknowledgesBypass,
                LogsDebug = vars?.LogsDebug,
                VarNames = vars?.Names,
            });
            if (its is null) readers = null;
            else readers?.UnionWith(its);
        }
        return new AddonPosture(
            host, isTrusted, readers is null ? null : [.. readers.Order(StringComparer.OrdinalIgnoreCase).Take(AddonPosture.MostReaders)], postures);
    }

    private async Task<(AppPosture, IReadOnlyList<string>?)> AppAsync(string key, string name, CancellationToken ct)
    {
        var app = _apps.GetValueOrDefault(key);
        var buildpacks = await platform.ListAsync($"/apps/{key}/buildpack-installations", BuildpackOf, ct);
        var posture = new AppPosture(
            key, name, app?.TeamName ?? app?.Owner, (await platform.StageAsync(key, ct)).Value,
            buildpacks.Value?.Any(b => b.Contains("applink-service-mesh", StringComparison.Ordinal) || b.Contains("integration-service-mesh", StringComparison.Ordinal)),
            null, null, null, null);
        var people = (await platform.ListAsync($"/apps/{key}/collaborators", ReaderOf, ct)).Value;
        var admins = app?.TeamKey is { } team ? await _admins.GetOrAdd(team, t => AdminsAsync(t, ct)) : [];
        return (posture, people is null || admins is null || app is null
            ? null
            : [.. people.Concat(admins).Append(app.Owner).Where(p => p.Length > 0 && !p.EndsWith("@herokumanager.com", StringComparison.OrdinalIgnoreCase))]);
    }

    // Admins of a team may do everything with its apps.
    private async Task<IReadOnlyList<string>?> AdminsAsync(string team, CancellationToken ct) =>
        (await platform.ListAsync($"/teams/{team}/members", item => OrgJson.Text(item, "role") is "admin" or "owner" ? HerokuJson.Name(item, "email") : null, ct)).Value;

    private static string? BuildpackOf(JsonElement item)
    {
        var buildpack = OrgJson.Relation(item, "buildpack");
        return $"{HerokuJson.Name(buildpack, "name")} {HerokuJson.Name(buildpack, "url")}";
    }

    /// <summary>Who may read config vars; without permissions in the answer, as for a person's app, whoever is listed may.</summary>
    private static string? ReaderOf(JsonElement item)
    {
        var mayRead = !item.TryGetProperty("permissions", out var permissions) || permissions.ValueKind != JsonValueKind.Array
            || permissions.GetArrayLength() == 0
            || permissions.EnumerateArray().Any(p => OrgJson.Text(p, "name") is "deploy" or "operate" or "manage");
        return mayRead ? HerokuJson.Name(OrgJson.Relation(item, "user"), "email") : null;
    }

    private static string HostOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? Text.Bounded(uri.Host, AppLinkRow.NameMaxLength) : "an address that cannot be read";
}
