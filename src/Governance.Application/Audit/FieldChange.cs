using System.Text.Json;

namespace Governance.Application.Audit;

/// <summary>One field of an audited thing.</summary>
/// <param name="Name">As the entity lists it.</param>
/// <param name="Before">As text; null when it was empty or not there.</param>
/// <param name="After">As text; null when it is empty or gone.</param>
/// <param name="Changed">The two differ.</param>
public sealed record FieldChange(string Name, string? Before, string? After, bool Changed)
{
    /// <summary>Lays the two canonical texts of an entry side by side, in ordinal order of the names.</summary>
    public static IReadOnlyList<FieldChange> Between(string? before, string? after)
    {
        var (was, now) = (Read(before), Read(after));
        return
        [
            .. was.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var (old, current) = (was.GetValueOrDefault(name), now.GetValueOrDefault(name));
                return new FieldChange(name, old, current, !string.Equals(old, current, StringComparison.Ordinal));
            }),
        ];
    }

    private static Dictionary<string, string?> Read(string? canonical)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (canonical is null) return fields;
        try
        {
            using var json = JsonDocument.Parse(canonical);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var field in json.RootElement.EnumerateObject()) fields[field.Name] = Shown(field.Value);
                return fields;
            }
        }
        catch (JsonException)
        {
            // Only a changed row reads like this; it is shown as it stands, and Verify names it.
        }
        fields["(not readable)"] = canonical;
        return fields;
    }

    private static string? Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetRawText(),
    };
}
