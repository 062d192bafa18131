using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.OrgSimulator.Scenarios;

namespace Governance.OrgSimulator.Tests.Scenarios;

/// <summary>The published schema names every member that a scenario file may have, and no other.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seed", "schema", "scenario.schema.json")));

    [Fact]
    public void Schema_AgainstTheRecords_HasTheSameMembers()
    {
        var faults = new List<string>();

        Compare(typeof(Scenario), Schema, "", faults, []);

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Schema_EventTypes_AreThoseThatAreKnown() =>
        Schema.GetProperty("$defs").GetProperty("event").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(ScenarioEvent.Types);

    private static void Compare(Type type, JsonElement schema, string at, List<string> faults, HashSet<Type> above)
    {
        schema = Followed(schema);
        if (!schema.TryGetProperty("properties", out var properties) || !above.Add(type)) return;
        if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False) faults.Add($"{at} lets unknown members in");
        var known = properties.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!known.Remove(name, out var member))
            {
                faults.Add($"{at}.{name} is not in the schema");
                continue;
            }

            member = Followed(member);
            var inner = property.PropertyType is { IsGenericType: true } list && typeof(IEnumerable).IsAssignableFrom(list) ? list.GetGenericArguments()[^1] : property.PropertyType;
            Compare(inner, member.TryGetProperty("items", out var items) ? items : member, $"{at}.{name}", faults, [.. above]);
        }

        faults.AddRange(known.Keys.Select(name => $"{at}.{name} is in the schema only"));
    }

    private static JsonElement Followed(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        return schema;
    }
}
