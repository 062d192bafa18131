using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>Reads a scenario by name or path and refuses one that contradicts itself, naming the line.</summary>
public static class ScenarioLoader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <exception cref="BadOptionException">File, line and reason.</exception>
    public static Scenario Load(string nameOrPath)
    {
        var path = Find(nameOrPath);
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadOptionException($"Scenario {path} cannot be read: {e.Message}", e);
        }

        return Parse(text, path);
    }

    /// <exception cref="BadOptionException">File, line and reason.</exception>
    public static Scenario Parse(byte[] text, string path)
    {
        Scenario? scenario;
        JsonLines lines;
        try
        {
            scenario = JsonSerializer.Deserialize<Scenario>(text, Json);
            lines = new JsonLines(text);
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" Path:", StringSplitOptions.None)[0].Split(" LineNumber:", StringSplitOptions.None)[0];
            throw new BadOptionException($"Scenario {path} line {(e.LineNumber ?? 0) + 1}: {reason} ({e.Path})", e);
        }

        if (scenario is null) throw new BadOptionException($"Scenario {path} line 1: the file holds no object.");
        if (lines.FirstNull is { } none) throw new BadOptionException($"Scenario {path} line {lines[none]}: an entry of a list must not be null ({none})");
        foreach (var (at, reason) in new ScenarioCheck(scenario).Faults())
            throw new BadOptionException($"Scenario {path} line {lines[at]}: {reason} ({at})");
        return scenario;
    }

    private static string Find(string nameOrPath)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || nameOrPath.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(nameOrPath) ? nameOrPath : throw new BadOptionException($"Scenario file '{nameOrPath}' does not exist.");
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "seed");
        var shipped = Path.Combine(folder, nameOrPath + ".json");
        if (File.Exists(shipped)) return shipped;
        var known = Directory.Exists(folder)
            ? string.Join(", ", Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension)
                // A register, and what the local run puts beside it, lie beside their scenario: demo.register.json.
                .Where(name => !name!.Contains('.')).Order())
            : "none";
        throw new BadOptionException($"Scenario '{nameOrPath}' is not known. Known: {known}.");
    }
}
