using System.Security.Cryptography;
using System.Text.Json;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API: app webhooks (AppLink reference §6.2). Which entities may be included, and the header with the secret, are recalled, not documented; nothing is ever sent.</summary>
public sealed class HerokuWebhooks(HerokuAccount account)
{
    private static readonly string[] Entities =
    [
        "api:addon-attachment", "api:addon", "api:app", "api:build", "api:collaborator", "api:domain", "api:dyno", "api:formation", "api:release", "api:sni-endpoint", "dyno",
    ];

    public Task? HandleAsync(HerokuCall call, string[] parts)
    {
        if (account.App(parts[1]) is not { } app) return null;
        return (call.Method, parts[3..]) switch
        {
            ("GET", []) => HerokuList.WriteAsync(call.Context, account.Webhooks.FindAll(hook => hook.App == app.Name), hook => hook.Id, (json, hook) => Write(json, app, hook)),
            ("POST", []) => CreateAsync(call, app),
            ("GET", [var id]) when Find(app, id) is { } hook => call.WriteAsync(200, json => Write(json, app, hook)),
            ("DELETE", [var id]) when Find(app, id) is { } hook => DeleteAsync(call, app, hook),
            _ => null,
        };
    }

    private HerokuWebhook? Find(HerokuApp app, string id) => account.Webhooks.Find(hook => hook.App == app.Name && hook.Id == id);

    private Task CreateAsync(HerokuCall call, HerokuApp app)
    {
        var include = call.Texts("include") ?? [];
        if (include.Length == 0 || include.Except(Entities).Any()) return call.InvalidAsync("include must be a list of known entities.");
        if (call.Text("level") is not ("notify" or "sync") || call.Text("level") is not { } level) return call.InvalidAsync("level must be notify or sync.");
        if (!Uri.TryCreate(call.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) return call.InvalidAsync("url must be a URL.");
        var now = account.Clock.GetUtcNow().ToUnixTimeSeconds();
        var hook = new HerokuWebhook(Guid.NewGuid().ToString(), app.Name, include, level, url.OriginalString, now, now);
        account.Webhooks.Add(hook);
        account.OnChange?.Invoke();
        if (call.Text("secret") is null) call.Context.Response.Headers["Heroku-Webhook-Secret"] = RandomNumberGenerator.GetHexString(64, lowercase: true);
        return call.WriteAsync(201, json => Write(json, app, hook));
    }

    private Task DeleteAsync(HerokuCall call, HerokuApp app, HerokuWebhook hook)
    {
        account.Webhooks.Remove(hook);
        account.OnChange?.Invoke();
        return call.WriteAsync(200, json => Write(json, app, hook));
    }

    private static void Write(Utf8JsonWriter json, HerokuApp app, HerokuWebhook hook)
    {
        json.WriteStartObject();
        json.WriteString("id", hook.Id);
        json.WriteStartObject("app");
        json.WriteString("id", app.Id);
        json.WriteString("name", app.Name);
        json.WriteEndObject();
        json.WriteStartArray("include");
        foreach (var entity in hook.Include) json.WriteStringValue(entity);
        json.WriteEndArray();
        json.WriteString("level", hook.Level);
        json.WriteString("url", hook.Url);
        json.WriteString("created_at", AppLinkJson.Moment(hook.Created));
        json.WriteString("updated_at", AppLinkJson.Moment(hook.Updated));
        json.WriteEndObject();
    }
}
