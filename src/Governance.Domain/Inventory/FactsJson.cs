using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Governance.Domain.Inventory;

/// <summary>Changes of this member are no change of the item: it moves with each use.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VolatileAttribute : Attribute;

/// <summary>One member of an item that changed, as JSON; null stands for unknown.</summary>
/// <param name="Field">Name of the member, as in pkceRequired; "name" for the item's own.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
public sealed record ItemFieldChange(string Field, string? Before, string? After);

/// <summary>The stored form of facts: JSON, names in camel case, unknown members absent.</summary>
public static class FactsJson
{
    /// <summary>Longest value kept in a change, characters.</summary>
    public const int ValueMaxLength = 2_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes facts.</summary>
    public static string Write(ItemFacts facts) => JsonSerializer.Serialize(facts, facts.GetType(), Options);

    /// <summary>Reads facts back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static T Read<T>(string text) where T : ItemFacts => JsonSerializer.Deserialize<T>(text, Options)!;

    /// <summary>Facts with their unknown members filled from stored ones.</summary>
    public static ItemFacts Fill(ItemFacts facts, string stored)
    {
        var filled = JsonNode.Parse(stored)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(Write(facts))!.AsObject()) filled[name] = value?.DeepClone();
        return (ItemFacts)filled.Deserialize(facts.GetType(), Options)!;
    }

    /// <summary>Writes the changes of an item.</summary>
    public static string Write(IReadOnlyList<ItemFieldChange> changes) => JsonSerializer.Serialize(changes, Options);

    /// <summary>Reads the changes of an item back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static IReadOnlyList<ItemFieldChange> ReadChanges(string text) =>
        JsonSerializer.Deserialize<IReadOnlyList<ItemFieldChange>>(text, Options)!;

    /// <summary>What differs, by member, in ordinal order; volatile members are left out.</summary>
    /// <param name="before">Stored facts.</param>
    /// <param name="after">Facts as read now.</param>
    public static IReadOnlyList<ItemFieldChange> Compare(string before, ItemFacts after)
    {
        var was = JsonNode.Parse(before)!.AsObject();
        var now = JsonNode.Parse(Write(after))!.AsObject();
        var passing = after.GetType().GetProperties().Where(p => p.IsDefined(typeof(VolatileAttribute), true))
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        return
        [
            .. was.Select(m => m.Key).Union(now.Select(m => m.Key)).Except(passing).Order(StringComparer.Ordinal)
                .Where(name => !JsonNode.DeepEquals(was[name], now[name]))
                .Select(name => new ItemFieldChange(name, Shown(was[name]), Shown(now[name]))),
        ];
    }

    private static string? Shown(JsonNode? value) => value is null ? null : Text.Bounded(value.ToJsonString(), ValueMaxLength);
}
