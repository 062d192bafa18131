using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>Reads a register (database/seed/schema/register.schema.json). What it does not know it refuses, with line
/// and position; it never guesses and never fetches anything.</summary>
public static class RegisterFile
{
    /// <summary>Largest register.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 64,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonSerializerOptions Written = new(Strict)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads and checks the form; whether names and rules make sense is checked by <see cref="ImportRegister"/>.</summary>
    /// <returns>The command to send, or Invalid.</returns>
    public static async Task<Result<ImportRegister.Command>> ReadAsync(Stream source, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await source.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > MaxBytes) return ImportProblems.TooLarge;
            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Writes one, as it can be read again.</summary>
    public static async Task WriteAsync(ImportRegister.Command register, Stream target, CancellationToken ct) => await JsonSerializer.SerializeAsync(
        target, new Contents(1, null, null, register.OrgGroups, register.Vendors, register.Integrations, register.People), Written, ct);

    private static Result<ImportRegister.Command> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            var file = JsonSerializer.Deserialize<Contents>(bytes, Strict);
            if (file is null) return ImportProblems.Unreadable(1, 1, "$");
            if (file.Hole() is { } hole) return ImportProblems.Unreadable(1, 1, hole);
            if (file.Later() is { } later) return ImportProblems.NotYet(later);
            return file.Version == 1
                ? new ImportRegister.Command(file.OrgGroups ?? [], file.Vendors ?? [], file.Integrations ?? [], file.People ?? [])
                : ImportProblems.Unreadable(1, 1, "$.version");
        }
        catch (JsonException fault)
        {
            return ImportProblems.Unreadable((fault.LineNumber ?? 0) + 1, (fault.BytePositionInLine ?? 0) + 1, fault.Path);
        }
    }

    private sealed record Contents(
        int Version,
        [property: JsonPropertyName("$schema")] string? Schema = null,
        string? Description = null,
        IReadOnlyList<string>? OrgGroups = null,
        IReadOnlyList<VendorRecord>? Vendors = null,
        IReadOnlyList<IntegrationRecord>? Integrations = null,
        IReadOnlyList<PersonRecord>? People = null,
        JsonElement? Owners = null,
        JsonElement? Waivers = null,
        JsonElement? ArchitectureDecisions = null,
        JsonElement? Connections = null)
    {
        // What the annotations of a list's elements cannot refuse.
        public string? Hole() => OrgGroups?.Contains(null!) == true ? "$.orgGroups"
            : Vendors?.Any(v => v is null || v.Rules.Contains(null!)) == true ? "$.vendors"
            : Integrations?.Any(i => i is null || i.Parts.Contains(null!)) == true ? "$.integrations"
            : People?.Contains(null!) == true ? "$.people" : null;

        public string? Later() => Owners is not null ? "owners"
            : Waivers is not null ? "waivers"
            : ArchitectureDecisions is not null ? "architectureDecisions"
            : Connections is not null ? "connections" : null;
    }
}
