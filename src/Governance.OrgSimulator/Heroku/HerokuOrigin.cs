using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API and AppLink API on one origin, because the real CLI asks one host for both (AppLink reference §7.1).</summary>
public sealed class HerokuOrigin(HerokuAccount account, string origin)
{
    private readonly AppLinkApi _appLink = new(account);
    private int _remaining = 4_500;

    public string Origin => origin;

    public string ApiUrl(AppLinkAddon addon) => $"{origin}/addons/{addon.Id}";

    public Task HandleAsync(HttpContext context, OriginCall call)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["addons", var addonId, "connections" or "authorizations", ..] && account.Addon(addonId) is { } addon && addon.Id == addonId)
            return _appLink.HandleAsync(context, call, addon, parts[2..]);
        return PlatformAsync(context, call, parts);
    }

    /// <summary>Heroku Platform API (AppLink reference §6).</summary>
    private Task PlatformAsync(HttpContext context, OriginCall call, string[] parts)
    {
        if (context.Request.Headers.Authorization.ToString() is not { } header || header != "Bearer " + account.ApiKey)
            return Answer.HerokuErrorAsync(context, 401, "unauthorized", "Invalid credentials provided.");
        call.Caller = account.Email;
        if (!context.Request.Headers.Accept.ToString().Contains("version=3", StringComparison.Ordinal))
            return Answer.HerokuErrorAsync(context, 406, "not_acceptable", "The Accept header must name version 3 of the API.");
        if (parts is not ["account", "rate-limits"]) _remaining = Math.Max(0, _remaining - 1);
        context.Response.Headers["RateLimit-Remaining"] = _remaining.ToString(CultureInfo.InvariantCulture);
        if (!HttpMethods.IsGet(context.Request.Method)) return Answer.HerokuErrorAsync(context, 405, "method_not_allowed", "This method is not allowed here.");
        lock (account.Gate)
        {
            return parts switch
            {
                ["account"] => Answer.JsonAsync(context, 200, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("id", account.Uuid("account"));
                    json.WriteString("email", account.Email);
                    json.WriteBoolean("two_factor_authentication", true);
                    json.WriteEndObject();
                }),
                ["account", "rate-limits"] => Answer.JsonAsync(context, 200, json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("remaining", _remaining);
                    json.WriteEndObject();
                }),
                ["apps"] => HerokuList.WriteAsync(context, account.Apps, app => app.Id, WriteApp),
                ["addons"] => HerokuList.WriteAsync(context, account.Addons, addon => addon.Id, WriteAddon),
                ["addon-attachments"] => AttachmentsAsync(context, _ => true),
                ["addons", var addon, "addon-attachments"] => AttachmentsAsync(context, at => at.Addon.Id == addon || at.Addon.Name == addon),
                ["apps", var name, .. var rest] when account.App(name) is { } app => AppAsync(context, app, rest),
                _ => NotFoundAsync(context),
            };
        }
    }

    private Task AppAsync(HttpContext context, HerokuApp app, string[] rest) => rest switch
    {
        [] => Answer.JsonAsync(context, 200, json => WriteApp(json, app)),
        ["addons"] => HerokuList.WriteAsync(context, Attached(app), addon => addon.Id, WriteAddon),
        ["addon-attachments"] => AttachmentsAsync(context, at => at.App == app),
        ["config-vars"] => ConfigVarsAsync(context, app),
        ["addons", var id, "sso"] when Attached(app).Find(addon => addon.Id == id || addon.Name == id) is { } addon => SsoAsync(context, app, addon),
        _ => NotFoundAsync(context),
    };

    private List<AppLinkAddon> Attached(HerokuApp app) => account.Addons.FindAll(addon => addon.Attachments.Exists(at => at.App == app));

    private Task ConfigVarsAsync(HttpContext context, HerokuApp app) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        foreach (var addon in account.Addons)
            foreach (var (_, name) in addon.Attachments.Where(at => at.App == app))
            {
                json.WriteString(name + "_API_URL", ApiUrl(addon));
                json.WriteString(name + "_TOKEN", addon.Token);
            }

        json.WriteEndObject();
    });

    /// <summary>The add-on SSO answer (AppLink reference §1.2): JSON, not a redirect, for the two Accept variants in use.</summary>
    private Task SsoAsync(HttpContext context, HerokuApp app, AppLinkAddon addon)
    {
        var accept = context.Request.Headers.Accept.ToString();
        if (!accept.Contains("version=3.sdk", StringComparison.Ordinal) && !accept.Contains("version=3.add-ons-sso", StringComparison.Ordinal)) return NotFoundAsync(context);
        return Answer.JsonAsync(context, 200, json =>
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

    private Task AttachmentsAsync(HttpContext context, Func<(AppLinkAddon Addon, HerokuApp App), bool> wanted)
    {
        var all = account.Addons.SelectMany(addon => addon.Attachments.Select(at => (Addon: addon, at.App, at.Name))).Where(at => wanted((at.Addon, at.App))).ToList();
        return HerokuList.WriteAsync(context, all, at => account.Uuid($"attachment:{at.Addon.Name}:{at.App.Name}:{at.Name}"), (json, at) =>
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
            json.WriteEndObject();
        });
    }

    private void WriteApp(Utf8JsonWriter json, HerokuApp app)
    {
        json.WriteStartObject();
        json.WriteString("id", app.Id);
        json.WriteString("name", app.Name);
        json.WriteStartObject("owner");
        json.WriteString("email", account.Email);
        json.WriteEndObject();
        json.WriteNull("team");
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
        json.WriteString("name", "heroku-applink");
        json.WriteEndObject();
        WriteRef(json, "app", addon.Owner);
        json.WriteStartArray("config_vars");
        foreach (var name in (string[])["_API_URL", "_TOKEN"]) json.WriteStringValue(addon.Attachments[0].Name + name);
        json.WriteEndArray();
        json.WriteStartObject("plan");
        json.WriteString("name", "heroku-applink:standard");
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

    private static Task NotFoundAsync(HttpContext context) => Answer.HerokuErrorAsync(context, 404, "not_found", "Couldn't find that resource.");
}
