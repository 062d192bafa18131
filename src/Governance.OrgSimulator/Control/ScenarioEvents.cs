using System.Net;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>Things that happen in an org without the portal's doing: a consent, a change made in Setup, a sandbox refresh, event data.</summary>
public sealed class ScenarioEvents(SimulatedWorld world)
{
    private static readonly string[] Kinds = ["consent", .. ScenarioEvent.Types, "policy-change", "settings-change", "set-change", "inbound-certificate", "block", "unblock", "sandbox-refresh"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true };

    public async Task AddAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            await ControlApi.RefuseAsync(context, 400, "A scenario event is a JSON object with type and org.");
            return;
        }

        try
        {
            await AddAsync(context, root);
        }
        catch (InvalidOperationException)
        {
            // An escape that makes no text, such as half a surrogate pair.
            await ControlApi.RefuseAsync(context, 400, "The event holds what is no text.");
        }
    }

    private async Task AddAsync(HttpContext context, JsonElement root)
    {
        var (type, org) = (Text(root, "type"), world.OrgNamed(Text(root, "org") ?? ""));
        var problem = !Kinds.Append("new-consent").Contains(type) ? $"The event type '{type}' is not known; known: {string.Join(", ", Kinds)}."
            : org is null ? $"Org '{Text(root, "org")}' is not known. (A consent needs a known org, app and user.)"
            : null;
        if (problem is null)
            lock (org!.Gate)
                problem = Play(org, type!, root);
        if (problem is not null)
        {
            await ControlApi.RefuseAsync(context, 400, problem);
            return;
        }

        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("org", org!.Name);
            foreach (var name in (string[])["app", "user"])
                if (Text(root, name) is { } value) json.WriteString(name, value);
            json.WriteEndObject();
        });
    }

    /// <returns>Why nothing was done; null when it was.</returns>
    private static string? Play(Org org, string type, JsonElement root)
    {
        var app = Text(root, "app") is { } appName ? org.AppsByName.GetValueOrDefault(appName) : null;
        var user = Text(root, "user") is { } userName ? org.UsersByName.GetValueOrDefault(userName) : null;
        if (Text(root, "app") is not null && app is null) return $"The org has no app '{Text(root, "app")}'.";
        if (Text(root, "user") is not null && user is null) return $"The org has no user '{Text(root, "user")}' (full user name).";
        switch (type)
        {
            case "consent" or "new-consent":
                if (app is null || user is null) return "A consent needs a known org, app and user (full user name).";
                org.AddGrant(app, user, org.Now, added: true);
                return null;
            case "block" or "unblock":
                if (app is null) return $"'{type}' needs an app.";
                org.SetBlocked(app, type == "block");
                org.AddAudit(org.Now, type == "block" ? "connectedAppBlocked" : "connectedAppUnblocked", "Connected Apps", $"Connected app {app.Name} was {type}ed", user?.Id);
                return null;
            case "policy-change":
                return app is null ? "A policy change needs an app." : SetupPolicy.Change(org, app, root, user);
            case "settings-change":
                return SetupChanges.Settings(org, root, user);
            case "set-change":
                return SetupChanges.Set(org, root, user);
            case "inbound-certificate":
                SetupChanges.InboundCertificate(org, user);
                return null;
            case "sandbox-refresh":
                if (!org.IsSandbox) return $"Org '{org.Name}' is no sandbox; only sandboxes are refreshed.";
                org.Refresh(Text(root, "instance") ?? org.InstanceName);
                return null;
            default:
                return Data(org, root);
        }
    }

    /// <summary>Event data in the words of a scenario's timeline; <c>at</c> counts from now and may not lie ahead.</summary>
    private static string? Data(Org org, JsonElement root)
    {
        ScenarioEvent entry;
        try
        {
            entry = JsonSerializer.Deserialize<ScenarioEvent>(JsonSerializer.SerializeToUtf8Bytes(root.EnumerateObject().Where(member => member.Name is not ("org" or "at")).ToDictionary(member => member.Name, member => member.Value)), Json)!;
        }
        catch (JsonException e)
        {
            return "The event cannot be read: " + e.Message;
        }

        var at = Text(root, "at") ?? "0s";
        if (entry.Objection() is { } objection) return objection.Reason + ".";
        if (RelativeTime.Seconds(at) is not <= 0) return $"at must be a moment such as -2h, not '{at}'.";
        if (entry.Type != "setup-audit" && (entry.User is null || !IPAddress.TryParse(entry.Ip ?? "", out _))) return "An event needs a user (full user name) and an ip.";
        new TimelineLayer(org, "").Lay(new ScenarioTimeline { At = at }, entry, org.Now + RelativeTime.Seconds(at)!.Value);
        return null;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
