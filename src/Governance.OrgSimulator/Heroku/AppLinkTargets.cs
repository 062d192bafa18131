using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Scenarios;

namespace Governance.OrgSimulator.Heroku;

/// <summary>AppLink, data action targets (AppLink reference §1.3 rows 15, 16, 17). Called for reads with the account's gate held.</summary>
public sealed class AppLinkTargets(HerokuAccount account)
{
    private long Now => account.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Row 15. Refusals beyond the documented ids are recalled, not documented.</summary>
    public async Task CreateAsync(AppLinkCall call, string key)
    {
        if (await call.BodyAsync() is not { } body)
        {
            await call.RefuseBodyAsync();
            return;
        }

        Task answer;
        lock (account.Gate)
        {
            account.Sweep(call.Addon);
            answer = MakeAsync(call, key, body);
        }

        await answer;
    }

    private Task MakeAsync(AppLinkCall call, string key, JsonElement body)
    {
        if (call.Addon.Connection(key, isDataCloud: true) is not { } connection) return AppLinkJson.NotFoundAsync(call.Context);
        if (AppLinkCall.Text(body, "api_name") is not { } apiName || !AppLinkConnect.Name().IsMatch(apiName)) return AppLinkJson.InvalidAsync(call.Context, "api_name is missing or not a name");
        if (AppLinkCall.Text(body, "label") is not { Length: > 0 } label) return AppLinkJson.InvalidAsync(call.Context, "label is required");
        if (AppLinkCall.Text(body, "target_endpoint") is not { } endpoint || !endpoint.StartsWith('/')) return AppLinkJson.InvalidAsync(call.Context, "target_endpoint must be a path");
        if (AppLinkCall.Text(body, "type") is not "webhook") return AppLinkJson.InvalidAsync(call.Context, "type must be webhook");
        if (connection.Status != "connected") return Answer.HerokuErrorAsync(call.Context, 409, "conflict", "The connection is not connected.");
        if (Find(call, connection, apiName) is not null) return Answer.HerokuErrorAsync(call.Context, 409, "conflict", $"A data action target named {apiName} already exists.");
        var target = account.Target(call.Addon, new ScenarioDataActionTarget(connection.Name, call.App.Name, apiName, label, endpoint), Now);
        call.Addon.DataActionTargets.Add(target);
        account.OnChange?.Invoke();
        return Answer.JsonAsync(call.Context, 201, json => WriteOne(json, target, connection));
    }

    /// <summary>Row 17: the list and the single one differ in shape (§1.5).</summary>
    public Task ListAsync(AppLinkCall call, string key)
    {
        if (call.Addon.Connection(key, isDataCloud: true) is not { } connection) return AppLinkJson.NotFoundAsync(call.Context);
        return Answer.JsonAsync(call.Context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var target in call.Addon.DataActionTargets.Where(t => t.Plan.Connection == connection.Name))
            {
                WriteStart(json, target);
                json.WriteString("app_id", target.App.Id);
                json.WriteString("connection_id", connection.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Row 16.</summary>
    public Task OneAsync(AppLinkCall call, string key, string apiName) =>
        call.Addon.Connection(key, isDataCloud: true) is { } connection && Find(call, connection, apiName) is { } target
            ? Answer.JsonAsync(call.Context, 200, json => WriteOne(json, target, connection))
            : AppLinkJson.NotFoundAsync(call.Context);

    private static AppLinkDataActionTarget? Find(AppLinkCall call, AppLinkRecord connection, string apiName) =>
        call.Addon.DataActionTargets.Find(target => target.Plan.Connection == connection.Name && target.Plan.ApiName == apiName);

    private void WriteOne(Utf8JsonWriter json, AppLinkDataActionTarget target, AppLinkRecord connection)
    {
        WriteStart(json, target);
        AppLinkJson.WriteOrg(json, connection, null);
        json.WriteStartObject("heroku_app");
        json.WriteString("id", target.App.Id);
        json.WriteString("name", target.App.Name);
        json.WriteString("url", $"https://{target.App.Name}.herokuapp.example/");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteStart(Utf8JsonWriter json, AppLinkDataActionTarget target)
    {
        json.WriteStartObject();
        json.WriteString("id", target.Id);
        json.WriteString("api_name", target.Plan.ApiName);
        json.WriteString("label", target.Plan.Label);
        json.WriteString("type", "webhook");
        json.WriteString("target_endpoint", target.Plan.Endpoint);
        json.WriteString("status", target.StatusAt(Now));
    }
}
