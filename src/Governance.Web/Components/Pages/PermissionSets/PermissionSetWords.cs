using System.Globalization;
using System.Text.Json;
using Governance.Application.Inventory;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.PermissionSets;

/// <summary>Permission sets in words.</summary>
internal static class PermissionSetWords
{
    private const string Insufficient = "insufficient permission: ";

    public static string Of(SetKind kind) => kind switch
    {
        SetKind.Group => "Permission set group",
        SetKind.Profile => "Profile",
        _ => "Permission set",
    };

    /// <summary>As it ends a sentence: "kind is user mode".</summary>
    public static string Of(SetChoice kind) => kind switch
    {
        SetChoice.UserMode => "user mode",
        SetChoice.Sets => "permission set",
        SetChoice.Groups => "permission set group",
        SetChoice.Profiles => "profile",
        _ => "any",
    };

    public static string Number(int count, bool more = false) => count.ToString("N0", CultureInfo.InvariantCulture) + (more ? "+" : "");

    public static string Counted(int count, string one) => $"{Number(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>"12", or "at least 12" when others may hold it too; null when unknown.</summary>
    public static string? Holders(int? holders, bool all) => holders is { } count ? (all ? "" : "at least ") + Number(count) : null;

    /// <summary>What opens: "Connected app", "External client app", "Credential".</summary>
    public static string Opened(string kind) => kind switch
    {
        "ConnectedApplication" => "Connected app",
        "ExternalClientApplication" => "External client app",
        "ExternalCredentialParameter" => "Credential",
        _ => Words.Sentence(kind),
    };

    public static string Of(ItemChangeKind kind) => kind switch
    {
        ItemChangeKind.Appeared => "Seen for the first time",
        ItemChangeKind.Vanished => "No longer in the org",
        ItemChangeKind.Returned => "In the org again",
        _ => "Changed",
    };

    /// <summary>Why an org's sets are not known, or old; null when they are known.</summary>
    public static string? Why(CapabilitySource source) => source switch
    {
        { IsConnected: false } => "It is not connected. What is shown comes from an imported snapshot: who holds a set is unknown.",
        { Status: CapabilityStatus.Ok, AsOf: not null } => null,
        { Detail: { } detail } => detail.StartsWith(Insufficient, StringComparison.OrdinalIgnoreCase) ? detail + "." : detail,
        _ => "Its permission sets were not read yet.",
    };

    /// <summary>A change in words: what was added and taken from a list, else before and after.</summary>
    public static string Of(ItemFieldChange change)
    {
        var field = Words.Sentence(char.ToUpperInvariant(change.Field[0]) + change.Field[1..]);
        if (Entries(change.Before) is { } before && Entries(change.After) is { } after)
        {
            string[] parts = [.. Part("added", after.Except(before)), .. Part("taken away", before.Except(after))];
            return $"{field}: {(parts.Length == 0 ? "in another order" : string.Join("; ", parts))}";
        }
        return $"{field}: {Plain(change.Before)} → {Plain(change.After)}";
    }

    private static IEnumerable<string> Part(string word, IEnumerable<string> entries) =>
        entries.ToArray() is { Length: > 0 } all ? [$"{word} {string.Join(", ", all.Take(20))}{(all.Length > 20 ? $" and {all.Length - 20} more" : "")}"] : [];

    // A long value was cut and is no JSON any more.
    private static List<string>? Entries(string? json)
    {
        try
        {
            return json is null || JsonDocument.Parse(json).RootElement is not { ValueKind: JsonValueKind.Array } list ? null
                : [.. list.EnumerateArray().Select(Entry)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Entry(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object => string.Join(' ', value.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.True)
            .Select(p => p.Value.ValueKind == JsonValueKind.True ? Words.Sentence(p.Name) : p.Value.GetString())),
        _ => value.GetRawText(),
    };

    private static string Plain(string? json) => json is null ? "unknown" : json.Trim('"') switch { "true" => "yes", "false" => "no", "" => "none", var text => text };
}
