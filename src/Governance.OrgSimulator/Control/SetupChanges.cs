using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>An administrator changes something in Setup that is no app's policy: what the event names, nothing else. The setup audit
/// trail tells of it.</summary>
internal static class SetupChanges
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true };

    /// <returns>Why nothing was changed; null when it was.</returns>
    public static string? Settings(Org org, JsonElement root, OrgUser? user)
    {
        if (!root.TryGetProperty("settings", out var wanted) || wanted.ValueKind != JsonValueKind.Object) return "A change of settings needs settings, in the words of the scenario file.";
        var merged = JsonSerializer.SerializeToNode(org.Settings, Json)!.AsObject();
        foreach (var member in wanted.EnumerateObject())
        {
            if (!merged.ContainsKey(member.Name)) return $"An org has no setting '{member.Name}'.";
            merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        OrgSettings settings;
        try
        {
            settings = merged.Deserialize<OrgSettings>(Json)!;
        }
        catch (JsonException e)
        {
            return "The settings cannot be read: " + e.Message;
        }

        if (ScenarioCheck.BadRanges(settings.TrustedIpRanges).FirstOrDefault() is { } bad) return bad + ".";
        (org.Settings, org.HasOtherSettings) = (settings, true);
        Note(org, "oauthSettingsChanged", "OAuth and OpenID Connect Settings", $"Changed {string.Join(", ", wanted.EnumerateObject().Select(member => member.Name))}", user);
        return null;
    }

    /// <summary>Gives a permission set other user permissions.</summary>
    /// <returns>Why nothing was changed; null when it was.</returns>
    public static string? Set(Org org, JsonElement root, OrgUser? user)
    {
        var name = root.TryGetProperty("set", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (org.PermissionSets.Find(set => set.Name == name) is not { } set) return $"The org has no permission set '{name}'.";
        if (!root.TryGetProperty("permissions", out var wanted) || wanted.ValueKind != JsonValueKind.Array || wanted.EnumerateArray().Any(p => p.ValueKind != JsonValueKind.String))
            return "A change of a permission set needs its permissions, a list of names.";
        if (wanted.EnumerateArray().Select(p => p.GetString()!).FirstOrDefault(p => !Permissions.All.Contains(p)) is { } unknown) return $"Permission '{unknown}' is not known.";
        set.Permissions.Clear();
        set.Permissions.UnionWith(wanted.EnumerateArray().Select(permission => permission.GetString()!));
        (set.IsChanged, set.Modified) = (true, org.Now);
        Note(org, "PermSetEnableUserPerm", "Manage Users", $"Changed permission set {set.Label}: user permissions {string.Join(", ", set.Permissions.Order(StringComparer.Ordinal))}", user);
        return null;
    }

    /// <summary>Puts another certificate, with another key, in the place of the inbound one.</summary>
    public static void InboundCertificate(Org org, OrgUser? user)
    {
        org.InboundReplacements++;
        Note(org, "insertInboundCertificate", "Certificate and Key Management", "Uploaded mutual authentication certificate Partner_Gateway", user);
    }

    private static void Note(Org org, string action, string section, string display, OrgUser? user)
    {
        org.AddAudit(org.Now, action, section, display, user?.Id);
        org.OnChange?.Invoke();
    }
}
