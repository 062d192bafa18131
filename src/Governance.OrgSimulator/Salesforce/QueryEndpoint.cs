using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, query and nextRecordsUrl (reference §7.2), and the page rules of OauthToken (§1.1).</summary>
public sealed class QueryEndpoint(Org org)
{
    private const int CursorsKept = 500;
    private readonly Dictionary<string, Cursor> _cursors = [];
    private readonly Queue<string> _oldest = new();
    private int _made;

    /// <param name="all">queryAll: deleted rows too.</param>
    public Task StartAsync(HttpContext context, Session session, string version, bool tooling, bool all)
    {
        var explained = context.Request.Query["explain"].ToString();
        var soql = explained.Length > 0 ? explained : context.Request.Query["q"].ToString();
        if (soql.Length == 0) return Answer.OrgErrorAsync(context, 400, "MALFORMED_QUERY", "A query string has to be specified");
        try
        {
            ReadOnlyMemory<byte> body;
            var wantsColumns = context.Request.Query["columns"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
            lock (org.Gate)
            {
                var plan = Plan(soql, session, tooling, all);
                body = explained.Length > 0 ? Explain(plan) : wantsColumns ? Columns(plan) : Start(plan, session, version, tooling, BatchSize(context));
            }

            return Answer.BytesAsync(context, 200, "application/json;charset=UTF-8", body);
        }
        catch (SoqlException e)
        {
            return Answer.OrgErrorAsync(context, 400, e.Code, e.Message);
        }
    }

    public Task ContinueAsync(HttpContext context, Session session, string version, string locator, bool tooling)
    {
        lock (org.Gate)
        {
            var dash = locator.LastIndexOf('-');
            if (dash > 0 && _cursors.TryGetValue(locator[..dash], out var cursor) && cursor.Owner == session.User
                && int.TryParse(locator.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from > 0 && from < cursor.Rows.Count)
            {
                return Answer.BytesAsync(context, 200, "application/json;charset=UTF-8", Page(cursor, locator[..dash], from, version, tooling));
            }
        }

        return Answer.OrgErrorAsync(context, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    /// <exception cref="SoqlException">What the org answers to a query that it refuses.</exception>
    public QueryPlan Plan(string soql, Session session, bool tooling, bool all) =>
        QueryPlan.Make(soql, new QueryScope(org, session.User, org.Now, session, all), name => OrgObjects.Find(name, tooling));

    private static ReadOnlyMemory<byte> Columns(QueryPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer, Answer.WriterOptions);
        ColumnSheet.Write(json, plan);
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Salesforce, query plan (reference §7.2): one plan, a table scan; members and figures are recalled, not documented.</summary>
    private static ReadOnlyMemory<byte> Explain(QueryPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer, Answer.WriterOptions);
        var rows = plan.Count();
        json.WriteStartObject();
        json.WriteStartArray("plans");
        json.WriteStartObject();
        json.WriteNumber("cardinality", Math.Min(rows, plan.Query.Limit ?? rows));
        json.WriteStartArray("fields");
        json.WriteEndArray();
        json.WriteString("leadingOperationType", "TableScan");
        json.WriteStartArray("notes");
        json.WriteEndArray();
        json.WriteNumber("relativeCost", 1.0);
        json.WriteNumber("sobjectCardinality", plan.Type.Rows(plan.Scope).Count());
        json.WriteString("sobjectType", plan.Type.Name);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private ReadOnlyMemory<byte> Start(QueryPlan plan, Session session, string version, bool tooling, int? batchSize)
    {
        if (plan.Type.Name == "OauthToken" && plan.Columns.Exists(column => column.Path?.Field.Name is "AccessToken" or "RequestToken")) org.SecretsSelected++;
        if (plan.Query.IsBareCount) return Whole(json => WriteHead(json, plan.Type, plan.Count(), null, 0, tooling), _ => { });
        if (plan.IsAggregate)
        {
            var groups = plan.Groups();
            return Whole(json => WriteHead(json, plan.Type, groups.Count, null, groups.Count, tooling), json => WriteGroups(json, plan, groups));
        }

        var pageSize = plan.Type.PageSize == 500 ? 500 : batchSize ?? plan.Type.PageSize;
        var cursor = new Cursor(plan, plan.Rows(), session.User, pageSize);
        if (cursor.Rows.Count <= pageSize) return Page(cursor, "", 0, version, tooling);
        var id = org.NewId("01g", ++_made);
        _cursors[id] = cursor;
        _oldest.Enqueue(id);
        if (_oldest.Count > CursorsKept) _cursors.Remove(_oldest.Dequeue());
        return Page(cursor, id, 0, version, tooling);
    }

    private static ReadOnlyMemory<byte> Page(Cursor cursor, string id, int from, string version, bool tooling)
    {
        var to = Math.Min(from + cursor.PageSize, cursor.Rows.Count);
        var area = tooling ? "tooling/query" : "query";
        var next = to < cursor.Rows.Count ? $"/services/data/{version}/{area}/{id}-{to}" : null;
        return Whole(json => WriteHead(json, cursor.Plan.Type, cursor.Rows.Count, next, to - from, tooling), json =>
        {
            for (var i = from; i < to; i++) cursor.Plan.Root.Write(json, cursor.Plan.Scope, cursor.Rows[i], version);
        });
    }

    private static ReadOnlyMemory<byte> Whole(Action<Utf8JsonWriter> head, Action<Utf8JsonWriter> records)
    {
        var buffer = new ArrayBufferWriter<byte>(16_384);
        using var json = new Utf8JsonWriter(buffer, Answer.WriterOptions);
        json.WriteStartObject();
        head(json);
        json.WriteStartArray("records");
        records(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteHead(Utf8JsonWriter json, ObjectType type, int total, string? next, int size, bool tooling)
    {
        if (tooling)
        {
            json.WriteNumber("size", size);
            json.WriteString("entityTypeName", type.Name);
            json.WriteNull("queryLocator");
        }

        json.WriteNumber("totalSize", total);
        json.WriteBoolean("done", next is null);
        if (next is not null) json.WriteString("nextRecordsUrl", next);
    }

    private static void WriteGroups(Utf8JsonWriter json, QueryPlan plan, List<(SoqlValue Key, int[] Counts)> groups)
    {
        foreach (var (key, counts) in groups)
        {
            json.WriteStartObject();
            json.WriteStartObject("attributes");
            json.WriteString("type", "AggregateResult");
            json.WriteEndObject();
            foreach (var column in plan.Columns) SelectNode.WriteValue(json, column.Name, column.IsCount ? SoqlValue.Of(counts[column.Counter]) : key);
            json.WriteEndObject();
        }
    }

    /// <summary>Sforce-Query-Options is a hint: 200 to 2,000, anything else is left aside.</summary>
    private static int? BatchSize(HttpContext context)
    {
        var option = context.Request.Headers["Sforce-Query-Options"].ToString();
        var at = option.IndexOf("batchSize=", StringComparison.OrdinalIgnoreCase);
        return at >= 0 && int.TryParse(option[(at + 10)..].Split(',', ' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 200 and <= 2_000
            ? size
            : null;
    }

    private sealed record Cursor(QueryPlan Plan, List<object> Rows, OrgUser Owner, int PageSize);
}
