using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>An administrator changes an app's policy on its Setup page: what the event names, nothing else. The setup audit trail tells of it.</summary>
internal static class SetupPolicy
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true };

    /// <returns>Why nothing was changed; null when it was.</returns>
    public static string? Change(Org org, ClientApp app, JsonElement root, OrgUser? user)
    {
        if (!root.TryGetProperty("policy", out var wanted) || wanted.ValueKind != JsonValueKind.Object) return "A policy change needs a policy, in the words of the scenario file.";
        var merged = JsonSerializer.SerializeToNode(app.Policy, Json)!.AsObject();
        foreach (var member in wanted.EnumerateObject())
        {
            if (!merged.ContainsKey(member.Name) || member.Name.EndsWith("Seconds", StringComparison.Ordinal)) return $"A policy has no member '{member.Name}'.";
            merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        AppPolicy policy;
        try
        {
            policy = merged.Deserialize<AppPolicy>(Json)!;
        }
        catch (JsonException e)
        {
            return "The policy cannot be read: " + e.Message;
        }

        if (ScenarioCheck.Objection(policy) is { } objection) return objection.Reason + ".";
        (app.Policy, app.Changed) = (policy, true);
        org.AddAudit(org.Now, "connectedAppPolicyChanged", "Connected Apps", $"Changed {string.Join(", ", wanted.EnumerateObject().Select(member => member.Name))} of {app.Name}", user?.Id);
        org.OnChange?.Invoke();
        return null;
    }
}
