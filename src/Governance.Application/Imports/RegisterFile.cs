using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>Reads a register (database/seed/schema/register.schema.json). What it does not know it refuses, with line
/// and position; it never guesses and never fetches anything.</summary>
public static partial class RegisterFile
{
    /// <summary>Largest register.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    internal static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 64,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    internal static readonly JsonSerializerOptions Written = new(Strict)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads and checks the form; whether names fit to what the portal has is checked by <see cref="ImportRegister"/>.</summary>
    /// <param name="source">The file.</param>
    /// <param name="csv">The type of record of a CSV file (<see cref="RegisterCsv"/>); null for the JSON form.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The command to send, or Invalid with line and reason.</returns>
    public static async Task<Result<ImportRegister.Command>> ReadAsync(Stream source, RegisterPart? csv, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await source.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > MaxBytes) return ImportProblems.TooLarge;
            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        var all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return csv is { } part ? RegisterCsv.Parse(all, part) : Parse(all);
    }

    /// <summary>Reads the JSON form.</summary>
    public static Task<Result<ImportRegister.Command>> ReadAsync(Stream source, CancellationToken ct) => ReadAsync(source, null, ct);

    /// <summary>What no record may be, whoever sends it, with the line it begins on.</summary>
    /// <param name="register">As read.</param>
    /// <param name="lineOf">Line of the record of that number of a type, from 1.</param>
    internal static Problem? RefusalOf(ImportRegister.Command register, Func<string, int, long> lineOf)
    {
        (string Member, string What, IEnumerable<string> Names)[] named =
        [
            (nameof(register.OrgGroups), "org group", register.OrgGroups), (nameof(register.Vendors), "vendor", register.Vendors.Select(v => v.Name)),
            (nameof(register.Integrations), "integration", register.Integrations.Select(i => i.Name)),
            (nameof(register.People), "address", register.People.Select(p => p.Mail)),
        ];
        foreach (var (member, what, names) in named)
        {
            if (RegisterNames.RepeatedAt(names) is (var index, var name)) return ImportProblems.Refused(lineOf(member, index), $"The {what} “{name}” comes twice.");
        }
        if (new ImportRegisterValidator().Validate(register).Errors.FirstOrDefault() is not { } wrong) return null;
        var place = Place().Match(wrong.PropertyName);
        return ImportProblems.Refused(
            place.Success ? lineOf(place.Groups[1].Value, int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture)) : 1, wrong.ErrorMessage);
    }

    [GeneratedRegex(@"^(\w+)\[(\d+)\]")]
    private static partial Regex Place();

    /// <summary>Writes one, as it can be read again.</summary>
    public static async Task WriteAsync(ImportRegister.Command register, Stream target, CancellationToken ct) => await JsonSerializer.SerializeAsync(
        target, new Contents(1, null, null, register.OrgGroups, register.Vendors, register.Integrations, register.People, register.Owners, register.Waivers,
            register.ArchitectureDecisions, register.Connections), Written, ct);

    private static Result<ImportRegister.Command> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            var file = JsonSerializer.Deserialize<Contents>(bytes, Strict);
            if (file is null) return ImportProblems.Unreadable(1, 1, "$");
            if (file.Hole() is { } hole) return ImportProblems.Unreadable(1, 1, hole);
            if (file.Version != 1) return ImportProblems.Unreadable(1, 1, "$.version");
            var read = file.ToCommand();
            var text = bytes.ToArray();
            return RefusalOf(read, (member, index) => LineOf(text, member, index)) is { } refusal ? refusal : read;
        }
        catch (JsonException fault)
        {
            return ImportProblems.Unreadable((fault.LineNumber ?? 0) + 1, (fault.BytePositionInLine ?? 0) + 1, fault.Path);
        }
    }

    /// <summary>Reads what was put together from another form; null when a list has a hole.</summary>
    /// <exception cref="JsonException">It is not as the schema says.</exception>
    internal static ImportRegister.Command? Read(JsonNode register) =>
        register.Deserialize<Contents>(Strict) is { } file && file.Hole() is null ? file.ToCommand() : null;

    /// <summary>On which line a record begins; the file is known to be as the schema says.</summary>
    private static long LineOf(ReadOnlySpan<byte> bytes, string member, int index)
    {
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(JsonNamingPolicy.CamelCase.ConvertName(member));
            json.Read();
            if (!isIt)
            {
                json.Skip();
                continue;
            }
            for (var at = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; at++)
            {
                if (at == index) return 1 + bytes[..(int)json.TokenStartIndex].Count((byte)'\n');
                json.Skip();
            }
        }
        return 1;
    }

    private sealed record Contents(
        int Version,
        [property: JsonPropertyName("$schema")] string? Schema = null,
        string? Description = null,
        IReadOnlyList<string>? OrgGroups = null,
        IReadOnlyList<VendorRecord>? Vendors = null,
        IReadOnlyList<IntegrationRecord>? Integrations = null,
        IReadOnlyList<PersonRecord>? People = null,
        IReadOnlyList<OwnerRecord>? Owners = null,
        IReadOnlyList<WaiverRecord>? Waivers = null,
        IReadOnlyList<DecisionRecord>? ArchitectureDecisions = null,
        IReadOnlyList<ConnectionRecord>? Connections = null)
    {
        public ImportRegister.Command ToCommand() => new(OrgGroups ?? [], Vendors ?? [], Integrations ?? [], People ?? [])
        {
            Owners = Owners ?? [],
            Waivers = Waivers ?? [],
            ArchitectureDecisions = ArchitectureDecisions ?? [],
            Connections = Connections ?? [],
        };

        // What the annotations of a list's elements cannot refuse.
        public string? Hole() => OrgGroups?.Contains(null!) == true ? "$.orgGroups"
            : Vendors?.Any(v => v is null || v.Rules.Contains(null!) || Lists(v.Profile?.Egress, v.Profile?.CallbackHosts, v.Profile?.MutualTls)) == true ? "$.vendors"
            : Integrations?.Any(i => i is null || i.Parts.Contains(null!)) == true ? "$.integrations"
            : People?.Contains(null!) == true ? "$.people"
            : Owners?.Contains(null!) == true ? "$.owners"
            : Waivers?.Contains(null!) == true ? "$.waivers"
            : ArchitectureDecisions?.Contains(null!) == true ? "$.architectureDecisions"
            : Connections?.Contains(null!) == true ? "$.connections" : null;

        private static bool Lists(params IReadOnlyList<string>?[] lists) => lists.Any(l => l?.Contains(null!) == true);
    }
}
