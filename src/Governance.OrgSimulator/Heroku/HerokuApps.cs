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
        ("GET", ["addons", var id, "sso"]) when Attached(app, id) is { } addon => SsoAsync(call, app, addon),
        ("GET", ["buildpack-installations"]) => BuildpacksAsync(call, app),
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
                json.WriteString(name + "_API_URL", $"{origin}/addons/{addon.Id}");
                json.WriteString(name + "_TOKEN", addon.Token);
            }

        foreach (var (name, value) in app.Plan.ConfigVars) json.WriteString(name, value);
        json.WriteEndObject();
    });

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

    private Task AttachmentsAsync(HerokuCall call, Func<(AppLinkAddon Addon, HerokuApp App), bool> wanted)
    {
        var all = account.Addons.SelectMany(addon => addon.Attachments.Select(at => (Addon: addon, at.App, at.Name))).Where(at => wanted((at.Addon, at.App))).ToList();
        return HerokuList.WriteAsync(call.Context, all, at => account.Uuid($"attachment:{at.Addon.Name}:{at.App.Name}:{at.Name}"), (json, at) =>
        {
            json.WriteStartObject();
            json.WriteString("id", account.Uuid($"attachment:{at.Addon.Name}:{at.App.Name}:{at.Name}"));
            json.WriteString("name", at.Name);
            json.WriteStartObject("addon");
            json.WriteString("id", at.Addon.Id);
            json.WriteString("name", at.Addon.Name);
            WriteRef(json, "app", at.Addon.Owner);
            json.WriteEndObject();
            WriteRef(json, "app", at.App);
            json.WriteNull("namespace");
            json.WriteEndObject();
        });
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
        json.WriteEndObject();
        json.WriteString("state", "provisioned");
        json.WriteString("web_url", $"{origin}/addons/{addon.Id}/dashboard");
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
