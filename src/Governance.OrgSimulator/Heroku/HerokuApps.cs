using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API: apps, add-ons, attachments, config vars, SSO, buildpacks (AppLink reference §1.1, §1.2, §6.2).</summary>
public sealed class HerokuApps(HerokuAccount account, string origin)
{
    private const string Service = "heroku-applink";

    public Task? HandleAsync(HerokuCall call, string[] parts) => (call.Method, parts) switch
    {
        ("GET", ["apps"]) => ListAsync(call, _ => true),
        ("GET", ["users", var user, "apps"]) when user == "~" || user == account.Email => ListAsync(call, app => app.Plan.Team is null),
        ("POST", ["actions", "addons", "resolve"]) => ResolveAddonAsync(call),
        ("POST", ["actions", "addon-attachments", "resolve"]) => ResolveAttachmentAsync(call),
        ("GET", ["addons"]) => AddonsAsync(call, account.Addons),
        ("GET", ["addons", var key]) when account.Addon(key) is { } addon => call.WriteAsync(200, json => WriteAddon(json, addon)),
        ("GET", ["addon-attachments"]) => AttachmentsAsync(call, _ => true),
        ("GET", ["addons", var key, "addon-attachments"]) when account.Addon(key) is { } addon => AttachmentsAsync(call, at => at.Addon == addon),
        (_, ["apps", var name, .. var rest]) when account.App(name) is { } app => AppAsync(call, app, rest),
        _ => null,
    };

    /// <summary>The apps of the account, or those of a team.</summary>
    public Task ListAsync(HerokuCall call, Func<HerokuApp, bool> wanted) =>
        HerokuList.WriteAsync(call.Context, account.Apps.FindAll(app => wanted(app)), [("id", app => app.Id), ("name", app => app.Name)], WriteApp);

    public Task AddonsAsync(HerokuCall call, List<AppLinkAddon> addons) =>
        HerokuList.WriteAsync(call.Context, addons, [("id", addon => addon.Id), ("name", addon => addon.Name)], WriteAddon);

    private Task? AppAsync(HerokuCall call, HerokuApp app, string[] rest) => (call.Method, rest) switch
    {
        ("GET", []) => call.WriteAsync(200, json => WriteApp(json, app)),
        ("GET", ["addons"]) => AddonsAsync(call, Attached(app)),
        ("GET", ["addons", var id]) when Attached(app, id) is { } addon => call.WriteAsync(200, json => WriteAddon(json, addon)),
        ("GET", ["addon-attachments"]) => AttachmentsAsync(call, at => at.App == app),
        ("GET", ["config-vars"]) => ConfigVarsAsync(call, app),
        ("PATCH", ["config-vars"]) => SetConfigVarsAsync(call, app),
        ("GET", ["releases"]) => ReleasesAsync(call, app),
        ("GET", ["dynos"]) => call.WriteAsync(200, json => json.WriteRawValue("[]")),
        ("GET", ["addons", var id, "sso"]) when Attached(app, id) is { } addon => SsoAsync(call, app, addon),
        ("GET", ["buildpack-installations"]) => BuildpacksAsync(call, app),
        ("GET", ["pipeline-couplings"]) when app.Plan.Stage is { } stage => CouplingAsync(call, app, stage),
        _ => null,
    };

    private List<AppLinkAddon> Attached(HerokuApp app) => account.Addons.FindAll(addon => addon.Attachments.Exists(at => at.App == app));

    private AppLinkAddon? Attached(HerokuApp app, string key) => Attached(app).Find(addon => addon.Id == key || addon.Name == key);

    /// <summary>Two per attachment, named after it (§1.1), and those set by hand.</summary>
    private Task ConfigVarsAsync(HerokuCall call, HerokuApp app) => call.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        foreach (var addon in account.Addons)
            foreach (var (_, name) in addon.Attachments.Where(at => at.App == app))
            {
                json.WriteString(name + "_API_URL", addon.OtherUrls.GetValueOrDefault((app.Name, name)) ?? $"{origin}/addons/{addon.Id}");
                json.WriteString(name + "_TOKEN", addon.Token);
            }

        foreach (var (name, value) in app.ConfigVars) json.WriteString(name, value);
        json.WriteEndObject();
    });

    /// <summary>Sets variables, null takes one away. Those of an attachment belong to the add-on; that they are refused so is recalled, not documented.</summary>
    private Task SetConfigVarsAsync(HerokuCall call, HerokuApp app)
    {
        var asked = call.Body.EnumerateObject().ToList();
        if (asked.Exists(entry => entry.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) || (entry.Value.ValueKind == JsonValueKind.String && AppLinkCall.Text(entry.Value) is null)))
            return call.InvalidAsync("Config vars must be texts.");
        if (asked.Exists(entry => account.Addons.Exists(addon => addon.Attachments.Exists(at => at.App == app && (entry.Name == at.Name + "_API_URL" || entry.Name == at.Name + "_TOKEN")))))
            return call.InvalidAsync("Cannot overwrite attachment values.");
        foreach (var entry in asked)
        {
            var value = AppLinkCall.Text(entry.Value);
            if (value is null) app.ConfigVars.Remove(entry.Name);
            else app.ConfigVars[entry.Name] = value;
            account.Note("config_change", value is null ? "remove" : "set", app, entry.Name, account.Email);
        }

        app.Releases++;
        account.OnChange?.Invoke();
        return ConfigVarsAsync(call, app);
    }

    /// <summary>The newest one alone: each change of config vars makes a release.</summary>
    private Task ReleasesAsync(HerokuCall call, HerokuApp app) => HerokuList.WriteAsync(call.Context, [app.Releases], [("version", number => number.ToString(CultureInfo.InvariantCulture)), ("id", number => account.Uuid($"release:{app.Name}:{number}"))], (json, number) =>
    {
        json.WriteStartObject();
        json.WriteString("id", account.Uuid($"release:{app.Name}:{number}"));
        WriteRef(json, "app", app);
        json.WriteBoolean("current", true);
        json.WriteString("status", "succeeded");
        json.WriteNumber("version", number);
        json.WriteEndObject();
    });

    /// <summary>The add-ons that a name or id may mean, within an app or everywhere; what an app calls an add-on is known too.</summary>
    private Task ResolveAddonAsync(HerokuCall call)
    {
        if (call.Text("addon") is not { Length: > 0 } key) return call.InvalidAsync("addon is required.");
        var (name, service) = (call.Text("app"), call.Text("addon_service"));
        var app = name is null ? null : account.App(name);
        var found = account.Addons.FindAll(addon => (name is null || (app is not null && addon.Attachments.Exists(at => at.App == app)))
            && (service ?? Service) == Service
            && (addon.Id == key || addon.Name == key || (app is not null && (key == Service || addon.Attachments.Contains((app, key))))));
        return found.Count > 0 ? call.WriteAsync(200, json => WriteAll(json, found, WriteAddon)) : UnresolvedAsync(call, "add_on");
    }

    private Task ResolveAttachmentAsync(HerokuCall call)
    {
        if (call.Text("addon_attachment") is not { Length: > 0 } key) return call.InvalidAsync("addon_attachment is required.");
        var (name, service) = (call.Text("app"), call.Text("addon_service"));
        var found = Attachments(at => (name is null || account.App(name) == at.App) && (service ?? Service) == Service && (at.Name == key || AttachmentId(at) == key));
        return found.Count > 0 ? call.WriteAsync(200, json => WriteAll(json, found, WriteAttachment)) : UnresolvedAsync(call, "attachment");
    }

    private static Task UnresolvedAsync(HerokuCall call, string resource) => call.WriteAsync(404, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", "not_found");
        json.WriteString("resource", resource);
        json.WriteString("message", $"Couldn't find that {resource.Replace('_', '-')}.");
        json.WriteEndObject();
    });

    private static void WriteAll<T>(Utf8JsonWriter json, List<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    /// <summary>The add-on SSO answer (§1.2): JSON, not a redirect, for the two Accept variants in use.</summary>
    private Task? SsoAsync(HerokuCall call, HerokuApp app, AppLinkAddon addon)
    {
        var accept = call.Context.Request.Headers.Accept.ToString();
        if (!accept.Contains("version=3.sdk", StringComparison.Ordinal) && !accept.Contains("version=3.add-ons-sso", StringComparison.Ordinal)) return null;
        return call.WriteAsync(200, json =>
        {
            var stamp = account.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            json.WriteStartObject();
            json.WriteString("action", $"{origin}/sso/login");
            json.WriteString("method", "post");
            json.WriteStartObject("params");
            foreach (var (name, value) in new[]
            {
                ("app", app.Name), ("context_app", app.Name), ("email", account.Email), ("id", addon.Id), ("nav-data", Convert.ToBase64String(Encoding.UTF8.GetBytes("{}"))),
                ("resource_id", addon.Id), ("resource_token", "not-a-real-secret-" + stamp), ("timestamp", stamp), ("token", "not-a-real-secret"),
                ("user_id", account.Uuid("account")), ("user_scoped_resource_token", "not-a-real-secret"),
            }) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static Task BuildpacksAsync(HerokuCall call, HerokuApp app) => call.WriteAsync(200, json =>
    {
        json.WriteStartArray();
        for (var i = 0; i < app.Plan.Buildpacks.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("ordinal", i);
            json.WriteStartObject("buildpack");
            json.WriteString("url", app.Plan.Buildpacks[i]);
            json.WriteString("name", app.Plan.Buildpacks[i]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Platform API reference, pipeline coupling, info by app: an app is in at most one pipeline; 404 for one in none.</summary>
    private Task CouplingAsync(HerokuCall call, HerokuApp app, string stage) => call.WriteAsync(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", account.Uuid("coupling:" + app.Name));
        WriteRef(json, "app", app);
        json.WriteStartObject("pipeline");
        json.WriteString("id", account.Uuid("pipeline"));
        json.WriteEndObject();
        json.WriteString("stage", stage);
        WriteMade(json, "created_at", "updated_at");
        json.WriteEndObject();
    });

    private Task AttachmentsAsync(HerokuCall call, Func<(AppLinkAddon Addon, HerokuApp App, string Name), bool> wanted) =>
        HerokuList.WriteAsync(call.Context, Attachments(wanted), AttachmentId, WriteAttachment);

    private List<(AppLinkAddon Addon, HerokuApp App, string Name)> Attachments(Func<(AppLinkAddon Addon, HerokuApp App, string Name), bool> wanted) =>
        [.. account.Addons.SelectMany(addon => addon.Attachments.Select(at => (Addon: addon, at.App, at.Name))).Where(wanted)];

    private string AttachmentId((AppLinkAddon Addon, HerokuApp App, string Name) at) => account.Uuid($"attachment:{at.Addon.Name}:{at.App.Name}:{at.Name}");

    private void WriteAttachment(Utf8JsonWriter json, (AppLinkAddon Addon, HerokuApp App, string Name) at)
    {
        json.WriteStartObject();
        json.WriteString("id", AttachmentId(at));
        json.WriteString("name", at.Name);
        json.WriteStartObject("addon");
        json.WriteString("id", at.Addon.Id);
        json.WriteString("name", at.Addon.Name);
        WriteRef(json, "app", at.Addon.Owner);
        json.WriteEndObject();
        WriteRef(json, "app", at.App);
        json.WriteNull("namespace");
        WriteMade(json, "created_at", "updated_at");
        json.WriteEndObject();
    }

    private void WriteApp(Utf8JsonWriter json, HerokuApp app)
    {
        json.WriteStartObject();
        json.WriteString("id", app.Id);
        json.WriteString("name", app.Name);
        json.WriteStartObject("owner");
        json.WriteString("email", app.Plan.Team is { } owner ? $"{owner}@herokumanager.com" : account.Email);
        json.WriteEndObject();
        if (app.Plan.Team is { } team)
        {
            json.WriteStartObject("team");
            json.WriteString("id", account.Uuid("team:" + team));
            json.WriteString("name", team);
            json.WriteEndObject();
        }
        else json.WriteNull("team");
        json.WriteStartObject("region");
        json.WriteString("name", app.Region);
        json.WriteEndObject();
        json.WriteNull("space");
        WriteStack(json, "stack");
        WriteStack(json, "build_stack");
        json.WriteBoolean("maintenance", false);
        json.WriteNull("archived_at");
        WriteMade(json, "created_at", "updated_at", "released_at");
        foreach (var size in (string[])["repo_size", "slug_size"]) json.WriteNumber(size, 0);
        json.WriteString("git_url", $"https://git.heroku.com/{app.Name}.git");
        json.WriteString("web_url", $"https://{app.Name}.example/");
        json.WriteEndObject();
    }

    private void WriteAddon(Utf8JsonWriter json, AppLinkAddon addon)
    {
        json.WriteStartObject();
        json.WriteString("id", addon.Id);
        json.WriteString("name", addon.Name);
        json.WriteStartObject("addon_service");
        json.WriteString("id", account.Uuid("service"));
        json.WriteString("name", Service);
        json.WriteEndObject();
        WriteRef(json, "app", addon.Owner);
        json.WriteStartArray("config_vars");
        foreach (var name in (string[])["_API_URL", "_TOKEN"]) json.WriteStringValue(addon.Attachments[0].Name + name);
        json.WriteEndArray();
        json.WriteStartObject("plan");
        json.WriteString("id", account.Uuid("plan"));
        json.WriteString("name", Service + ":standard");
        WritePrice(json, "price");
        json.WriteEndObject();
        WritePrice(json, "billed_price");
        WriteMade(json, "created_at", "updated_at");
        json.WriteString("state", "provisioned");
        json.WriteString("web_url", $"{origin}/addons/{addon.Id}/dashboard");
        json.WriteEndObject();
    }

    /// <summary>The CLI works out what an app and an add-on cost and how large they are, and ends without these members (its own code).</summary>
    private static void WritePrice(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("cents", 0);
        json.WriteBoolean("contract", false);
        json.WriteString("unit", "month");
        json.WriteEndObject();
    }

    private void WriteMade(Utf8JsonWriter json, params string[] names)
    {
        foreach (var name in names) json.WriteString(name, DateTimeOffset.FromUnixTimeSeconds(account.Made).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private void WriteStack(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("id", account.Uuid("stack"));
        json.WriteString("name", "heroku-24");
        json.WriteEndObject();
    }

    private static void WriteRef(Utf8JsonWriter json, string name, HerokuApp app)
    {
        json.WriteStartObject(name);
        json.WriteString("id", app.Id);
        json.WriteString("name", app.Name);
        json.WriteEndObject();
    }
}
