using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, sObject collections (reference §7.2): up to 200 rows created, changed, deleted or read in one call, outcomes in the order
/// of the request; with allOrNone one bad row keeps every row as it was.</summary>
public sealed class CollectionEndpoint(Org org, RowWriter writer, RecordEndpoint records)
{
    private const int MostRows = 200;

    public Task DeleteAsync(HttpContext context, Session session)
    {
        var ids = context.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length is 0 or > MostRows) return Answer.OrgErrorAsync(context, 400, "EXCEEDED_ID_LIMIT", $"ids must name 1 to {MostRows} records");
        var allOrNone = context.Request.Query["allOrNone"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        return WriteAsync(context, allOrNone, ids, (id, call) => writer.Delete(session, null, id, call));
    }

    /// <summary>POST creates, PATCH changes; every record says its type under attributes.</summary>
    public async Task SaveAsync(HttpContext context, Session session)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("records", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            await Answer.OrgErrorAsync(context, 400, "JSON_PARSER_ERROR", "The request body must be a JSON object with an array records");
            return;
        }

        if (list.GetArrayLength() is 0 or > MostRows)
        {
            await Answer.OrgErrorAsync(context, 400, "EXCEEDED_ID_LIMIT", $"records must hold 1 to {MostRows} records");
            return;
        }

        var allOrNone = root.TryGetProperty("allOrNone", out var all) && all.ValueKind == JsonValueKind.True;
        var creates = HttpMethods.IsPost(context.Request.Method);
        await WriteAsync(context, allOrNone, [.. list.EnumerateArray()], (record, call) => Save(session, record, creates, call));
    }

    /// <summary>GET with ids and fields, or POST with both in the body: the rows in order, null for one that is not there.</summary>
    public async Task ReadAsync(HttpContext context, Session session, string version, string typeName)
    {
        List<string> ids, fields;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            (ids, fields) = (Words(context.Request.Query["ids"]), Words(context.Request.Query["fields"]));
        }
        else
        {
            using var body = await RequestBody.ReadJsonAsync(context);
            (ids, fields) = (Texts(body?.RootElement, "ids"), Texts(body?.RootElement, "fields"));
        }

        var type = OrgObjects.Find(typeName, tooling: false);
        if (type is null || !type.IsVisibleTo(records.Eyes(session))) await OrgOrigin.NotFoundAsync(context);
        else if (ids.Count == 0 || fields.Count == 0) await Answer.OrgErrorAsync(context, 400, "MISSING_ARGUMENT", "ids and fields are required");
        else if (ids.Count > 2_000) await Answer.OrgErrorAsync(context, 400, "EXCEEDED_ID_LIMIT", "ids must name 1 to 2000 records");
        else if (fields.Find(name => !type.Fields.ContainsKey(name)) is { } unknown) await Answer.OrgErrorAsync(context, 400, "INVALID_FIELD", $"No such column '{unknown}' on sobject of type {type.Name}");
        else await records.WriteManyAsync(context, session, version, type, ids, fields);
    }

    private RowOutcome Save(Session session, JsonElement record, bool creates, OriginCall call)
    {
        var name = record.ValueKind == JsonValueKind.Object && record.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
            && attributes.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (name is null || OrgObjects.Find(name, tooling: false) is not { } type || !type.IsVisibleTo(records.Eyes(session)))
            return new RowOutcome(400, "INVALID_TYPE", name is null ? "Specify the type of the record under attributes" : $"sObject type '{name}' is not supported.");
        if (creates) return writer.Create(session, type, record, call);
        var id = record.TryGetProperty("id", out var lower) ? lower : record.TryGetProperty("Id", out var upper) ? upper : default;
        return id.ValueKind == JsonValueKind.String ? writer.Update(session, type, id.GetString()!, record, call) : new RowOutcome(400, "MISSING_ARGUMENT", "Id not specified in an update call");
    }

    private Task WriteAsync<T>(HttpContext context, bool allOrNone, IReadOnlyList<T> items, Func<T, OriginCall, RowOutcome> act)
    {
        var call = OriginCall.Of(context);
        List<RowOutcome> outcomes;
        lock (org.Gate)
        {
            if (allOrNone) call.Undo ??= [];
            var from = call.Undo?.Count ?? 0;
            outcomes = [.. items.Select(item => act(item, call))];
            if (allOrNone && outcomes.Exists(outcome => !outcome.IsDone))
            {
                call.TakeBack(from);
                outcomes = [.. outcomes.Select(outcome => outcome.IsDone ? RowOutcome.RolledBack : outcome)];
            }
        }

        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var outcome in outcomes) outcome.WriteItem(json);
            json.WriteEndArray();
        });
    }

    private static List<string> Words(string? list) => [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static List<string> Texts(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
