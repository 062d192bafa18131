using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>Things that happen in an org without the portal's doing. So far: somebody consents to an app.</summary>
public static class ScenarioEvents
{
    public static async Task AddAsync(HttpContext context, SimulatedWorld world)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        string? Text(string name) =>
            body?.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        if (Text("type") is not ("consent" or "new-consent"))
        {
            await ControlApi.RefuseAsync(context, 400, $"The event type '{Text("type")}' is not played yet; known: consent {{org, app, user}}.");
            return;
        }

        var org = world.OrgNamed(Text("org") ?? "");
        if (org is null || !org.AppsByName.TryGetValue(Text("app") ?? "", out var app) || !org.UsersByName.TryGetValue(Text("user") ?? "", out var user))
        {
            await ControlApi.RefuseAsync(context, 400, "A consent needs a known org, app and user (full user name).");
            return;
        }

        lock (org.Gate) org.AddGrant(app, user, org.Now, added: true);
        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("org", org.Name);
            json.WriteString("app", app.Name);
            json.WriteString("user", user.Username);
            json.WriteEndObject();
        });
    }
}
