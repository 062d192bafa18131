using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Application.Audit;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>The CSV form of a register: one type of record, one record a line, columns named as the members of the JSON form and in
/// any order. What the JSON form refuses this one refuses too, naming the line.</summary>
public static class RegisterCsv
{
    private static readonly Dictionary<RegisterPart, CsvColumn[]> Columns = new()
    {
        [RegisterPart.OrgGroups] = [new("name", IsNeeded: true)],
        [RegisterPart.Vendors] =
        [
            new("name", IsNeeded: true), new("rules", CellKind.Rules, IsNeeded: true), new("profile.egress", CellKind.Texts),
            new("profile.callbackHosts", CellKind.Texts), new("profile.mutualTls", CellKind.Texts), new("profile.securityContact"), new("profile.noticeHours", CellKind.Number),
            new("profile.endedAt"), new("profile.offersAppLink", CellKind.Truth),
        ],
        [RegisterPart.Integrations] =
        [
            new("name", IsNeeded: true), new("owner"), new("deputy"), new("vendor"), new("purpose"), new("direction"), new("dataClass"), new("regime"),
            new("secretPlace"), new("controls", CellKind.Texts), new("hasFixedAddresses", CellKind.Truth), new("hasGateway", CellKind.Truth),
            new("externalSystems", CellKind.Number), new("noPrivatePathReason"), new("tlsCertificate"), new("signingCertificate"), new("reviewAt"),
            new("endsAt"), new("parts", CellKind.Parts),
        ],
        [RegisterPart.People] = [new("mail", IsNeeded: true), new("name", IsNeeded: true)],
        [RegisterPart.Owners] = [new("org", IsNeeded: true), new("certificate", IsNeeded: true), new("owner", IsNeeded: true), new("deputy")],
        [RegisterPart.Waivers] =
        [
            new("rule", IsNeeded: true), new("thing", IsNeeded: true), new("name", IsNeeded: true), new("until", IsNeeded: true),
            new("reason", IsNeeded: true), new("org"), new("thingId"), new("state"), new("askedBy"), new("decidedBy"),
        ],
        [RegisterPart.ArchitectureDecisions] =
        [
            new("integration", IsNeeded: true), new("direction", IsNeeded: true), new("dataClass", IsNeeded: true), new("regime", IsNeeded: true),
            new("deployment", IsNeeded: true), new("hasGateway", CellKind.Truth, IsNeeded: true), new("hasFixedAddresses", CellKind.Truth, IsNeeded: true),
            new("externalSystems", CellKind.Number, IsNeeded: true), new("slotsUsed", CellKind.Number, IsNeeded: true), new("signedBy"), new("signedAt"),
            new("text"), new("sha256"),
        ],
        [RegisterPart.Connections] =
        [
            new("to", IsNeeded: true), new("name", IsNeeded: true), new("orgGroup"), new("flow"), new("loginHost"), new("clientId"), new("username"),
            new("org"), new("hasResponder", CellKind.Truth),
        ],
    };

    /// <summary>Names of the columns of a type, in the order in which they are written.</summary>
    public static IReadOnlyList<string> ColumnsOf(RegisterPart part) => [.. Columns[part].Select(c => c.Path)];

    /// <summary>The lines of the file, the head first, without their ends (<see cref="Csv.LineEnd"/>).</summary>
    public static IEnumerable<string> Lines(ImportRegister.Command register, RegisterPart part)
    {
        var columns = Columns[part];
        yield return Csv.Line([.. columns.Select(c => c.Path)]);
        foreach (var record in RegisterParts.Records(register, part))
        {
            var json = record is string name ? new JsonObject { ["name"] = name } : JsonSerializer.SerializeToNode(record, record.GetType(), RegisterFile.Written)!;
            yield return Csv.Line([.. columns.Select(c => RegisterCells.Write(Find(json, c.Path), c.Kind))]);
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <param name="part">What its lines are.</param>
    /// <returns>A register with records of that type only, or Invalid with line and reason.</returns>
    public static Result<ImportRegister.Command> Parse(ReadOnlySpan<byte> bytes, RegisterPart part)
    {
        var rows = CsvReader.Read(bytes);
        if (rows.Problem is { } unreadable) return unreadable;
        if (rows.Value is not [var head, ..]) return ImportProblems.Refused(1, "the names of the columns are missing.");
        var columns = head.Cells.Select(c => Array.Find(Columns[part], known => known.Path == c.Trim())).ToList();
        var wrong = columns.IndexOf(null) is var unknown and >= 0
                ? $"“{Text.Bounded(head.Cells[unknown], 60)}” is no column of {RegisterParts.NameOf(part)}. There are: {string.Join(", ", ColumnsOf(part))}."
            : columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"the column “{twice.Key!.Path}” comes twice."
            : Columns[part].FirstOrDefault(c => c.IsNeeded && !columns.Contains(c)) is { } missing ? $"the column “{missing.Path}” is missing."
            : null;
        if (wrong is not null) return ImportProblems.Refused(head.Line, wrong);
        var records = new JsonArray();
        foreach (var row in rows.Value.Skip(1))
        {
            var (record, reason) = Record(row, columns!, part);
            if (reason is not null) return ImportProblems.Refused(row.Line, reason);
            records.Add(record);
        }
        return RegisterOf(records, part) is not { } register ? ImportProblems.Refused(head.Line, "the lines cannot be taken together.")
            : RegisterFile.RefusalOf(register, (_, index) => rows.Value[index + 1].Line) is { } refusal ? refusal
            : register;
    }

    private static (JsonNode? Record, string? Reason) Record(CsvReader.Row row, List<CsvColumn> columns, RegisterPart part)
    {
        if (row.Cells.Count != columns.Count) return (null, $"there are {row.Cells.Count} cells under {columns.Count} columns.");
        var record = new JsonObject();
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, cell) = (columns[i], row.Cells[i]);
            if (cell.Trim().Length == 0)
            {
                if (column.IsNeeded) return (null, $"“{column.Path}” is empty.");
                continue;
            }
            var (value, wrong) = RegisterCells.Read(cell, column.Kind);
            if (wrong is not null) return (null, $"“{column.Path}” {wrong}.");
            Put(record, column.Path, value);
        }
        if (part == RegisterPart.OrgGroups) return (record["name"]!.DeepClone(), null);
        try
        {
            // By itself first, so that what is wrong has its line.
            RegisterOf([record], part);
            return (record.DeepClone(), null);
        }
        catch (JsonException fault)
        {
            var path = fault.Path is { } at && at.IndexOf("].", StringComparison.Ordinal) is var from and >= 0 ? at[(from + 2)..] : "a cell";
            return (null, $"“{Text.Bounded(path, 60)}” has a value that is none of those the register's schema allows.");
        }
    }

    // By the one strict reader of both forms.
    private static ImportRegister.Command? RegisterOf(JsonArray records, RegisterPart part) =>
        RegisterFile.Read(new JsonObject { ["version"] = 1, [RegisterParts.NameOf(part)] = records });

    private static JsonNode? Find(JsonNode? node, string path) => path.Split('.').Aggregate(node, (at, member) => at?[member]);

    private static void Put(JsonObject record, string path, JsonNode? value)
    {
        if (path.Split('.') is [var outer, var inner]) (record[outer] ??= new JsonObject())[inner] = value;
        else record[path] = value;
    }
}
