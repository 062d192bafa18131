using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, Bulk API 2.0 query (reference §7.2): UploadComplete, InProgress, JobComplete or Aborted; results as CSV in pieces, with
/// Sforce-Locator and Sforce-NumberOfRecords. Members of a job and the refusals are recalled, not documented; no grouped or counted
/// query and no OauthToken rows, because what the bulk service is not known to serve is not served.</summary>
public sealed class BulkQueryResource(Org org, QueryEndpoint queries)
{
    private const int MostKept = 200;
    private const int MostJobs = 10_000;
    private const int MostRecords = 250_000;
    private static readonly string[] NotServed = ["OauthToken", "UserPermissionAccess"];
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly Queue<long> _created = new();
    private int _made;

    /// <summary>Salesforce, limits (reference §7.5): query jobs of the last 24 hours count against 10,000; that it is a sliding day is recalled.</summary>
    public int JobsLeft
    {
        get
        {
            lock (org.Gate)
            {
                while (_created.TryPeek(out var first) && org.Now - first >= 86_400) _created.Dequeue();
                return Math.Max(0, MostJobs - _created.Count);
            }
        }
    }

    public async Task CreateAsync(HttpContext context, Session session, string version)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            await Answer.OrgErrorAsync(context, 400, "JSON_PARSER_ERROR", "Unexpected character in the request body");
            return;
        }

        var (operation, query) = (Text(root, "operation"), Text(root, "query"));
        var (type, delimiter, ending) = (Text(root, "contentType") ?? "CSV", Text(root, "columnDelimiter") ?? "COMMA", Text(root, "lineEnding") ?? "LF");
        var wrong = operation is not ("query" or "queryAll") ? $"Operation: {operation} is not supported"
            : string.IsNullOrWhiteSpace(query) ? "Query must be specified for a query job"
            : type != "CSV" ? $"ContentType : {type} is not supported"
            : !Delimiters.ContainsKey(delimiter) ? $"ColumnDelimiter : {delimiter} is not supported"
            : ending is not ("LF" or "CRLF") ? $"LineEnding : {ending} is not supported"
            : null;
        if (wrong is not null)
        {
            await Answer.OrgErrorAsync(context, 400, "INVALIDJOB", wrong);
            return;
        }

        try
        {
            Job job;
            lock (org.Gate)
            {
                var plan = queries.Plan(query!, session, tooling: false, all: operation == "queryAll");
                if (plan.IsAggregate || plan.Query.Offset is not null) throw new SoqlException("API_ERROR", "Aggregate functions, GROUP BY and OFFSET are not supported in Bulk Query");
                if (NotServed.Contains(plan.Type.Name)) throw new SoqlException("INVALIDENTITY", $"Entity '{plan.Type.Name}' is not supported by the Bulk API.");
                if (JobsLeft == 0) throw new SoqlException("EXCEEDED_QUOTA", "ApiBatchItems Limit exceeded: the daily number of query jobs is used up.");
                _created.Enqueue(org.Now);
                job = new Job(org.NewId("750", ++_made), operation!, plan, plan.Rows(), session.User, org.Now, version[1..], Delimiters[delimiter], delimiter, ending);
                if (_jobs.Count >= MostKept) _jobs.Remove(_jobs.Keys.First());
                _jobs.Add(job.Id, job);
                Trace(context, job);
            }

            await Answer.JsonAsync(context, 200, json => WriteJob(json, job, created: true));
        }
        catch (SoqlException e)
        {
            await Answer.OrgErrorAsync(context, 400, e.Code, e.Message);
        }
    }

    public Task ListAsync(HttpContext context, Session session)
    {
        lock (org.Gate)
        {
            return Answer.JsonAsync(context, 200, json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("done", true);
                json.WriteStartArray("records");
                foreach (var job in _jobs.Values.Where(job => job.Owner == session.User && !job.Hidden)) WriteJob(json, job, created: true);
                json.WriteEndArray();
                json.WriteNull("nextRecordsUrl");
                json.WriteEndObject();
            });
        }
    }

    /// <summary>Salesforce, Bulk API 2.0 ingest: the list has the shape of that of query jobs. Nothing is ingested here, so it is empty.</summary>
    public static Task ListIngestAsync(HttpContext context) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("done", true);
        json.WriteStartArray("records");
        json.WriteEndArray();
        json.WriteNull("nextRecordsUrl");
        json.WriteEndObject();
    });

    public async Task OneAsync(HttpContext context, Session session, string id)
    {
        using var body = HttpMethods.IsPatch(context.Request.Method) ? await RequestBody.ReadJsonAsync(context) : null;
        await AnswerOneAsync(context, session, id, body?.RootElement);
    }

    private Task AnswerOneAsync(HttpContext context, Session session, string id, JsonElement? body)
    {
        lock (org.Gate)
        {
            if (Find(session, id) is not { Hidden: false } job) return OrgOrigin.NotFoundAsync(context);
            Trace(context, job);
            switch (context.Request.Method)
            {
                case "GET":
                    job.Look();
                    Trace(context, job);
                    return Answer.JsonAsync(context, 200, json => WriteJob(json, job, created: false));
                case "PATCH":
                    if (body is not { ValueKind: JsonValueKind.Object } root || Text(root, "state") != "Aborted") return Answer.OrgErrorAsync(context, 400, "INVALIDJOBSTATE", "Only the state Aborted can be set");
                    if (job.State is "JobComplete" or "Aborted") return Answer.OrgErrorAsync(context, 400, "INVALIDJOBSTATE", $"Aborting already {(job.State == "Aborted" ? "Aborted" : "Completed")} Job not allowed");
                    job.State = "Aborted";
                    return Answer.JsonAsync(context, 200, json => WriteJob(json, job, created: true));
                case "DELETE":
                    if (job.State is not ("JobComplete" or "Aborted")) return Answer.OrgErrorAsync(context, 400, "INVALIDJOBSTATE", $"Deleting a job in state {job.State} is not allowed");
                    if (OriginCall.Of(context).Lie is { AliveRowHidden: true }) job.Hidden = true;
                    else if (OriginCall.Of(context).Lie is not { AliveRowKept: true }) _jobs.Remove(job.Id);
                    return Answer.EmptyAsync(context, 204);
                default:
                    return OrgOrigin.MethodNotAllowedAsync(context);
            }
        }
    }

    public Task ResultsAsync(HttpContext context, Session session, string id)
    {
        lock (org.Gate)
        {
            if (Find(session, id) is not { } job) return OrgOrigin.NotFoundAsync(context);
            Trace(context, job);
            if (job.State != "JobComplete") return Answer.OrgErrorAsync(context, 400, "INVALIDJOBSTATE", $"Results of a job in state {job.State} cannot be read");
            var (locator, most) = (context.Request.Query["locator"].ToString(), context.Request.Query["maxRecords"].ToString());
            if (!TryStart(locator, job.Rows.Count, out var from)) return Answer.OrgErrorAsync(context, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
            var size = MostRecords;
            if (most.Length > 0 && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 1)) return Answer.OrgErrorAsync(context, 400, "INVALID_ARGUMENT", "maxRecords must be a positive number");
            var to = (int)Math.Min((long)from + size, job.Rows.Count);
            context.Response.Headers["Sforce-Locator"] = to < job.Rows.Count ? Convert.ToBase64String(Encoding.ASCII.GetBytes(to.ToString(CultureInfo.InvariantCulture))).TrimEnd('=') : "null";
            context.Response.Headers["Sforce-NumberOfRecords"] = (to - from).ToString(CultureInfo.InvariantCulture);
            return Answer.TextAsync(context, 200, "text/csv", Csv(job, from, to));
        }
    }

    private static readonly Dictionary<string, char> Delimiters = new(StringComparer.Ordinal)
    {
        ["COMMA"] = ',',
        ["SEMICOLON"] = ';',
        ["TAB"] = '\t',
        ["PIPE"] = '|',
        ["CARET"] = '^',
        ["BACKQUOTE"] = '`',
    };

    private static void Trace(HttpContext context, Job job) => OriginCall.Of(context).Job =
        new BulkTrace(job.Id, job.Operation, job.State, job.State == "JobComplete" ? job.Rows.Count : 0, job.State == "JobComplete" ? job.Rows.Count / 4_000d : 0);

    private Job? Find(Session session, string id) => _jobs.TryGetValue(SalesforceId.To18(id), out var job) && job.Owner == session.User ? job : null;

    private static bool TryStart(string locator, int rows, out int from)
    {
        from = 0;
        if (locator.Length == 0) return true;
        Span<byte> text = stackalloc byte[16];
        return Convert.TryFromBase64String(locator.PadRight((locator.Length + 3) / 4 * 4, '='), text, out var length)
            && int.TryParse(Encoding.ASCII.GetString(text[..length]), NumberStyles.None, CultureInfo.InvariantCulture, out from) && from > 0 && from < rows;
    }

    private static string Csv(Job job, int from, int to)
    {
        var csv = new StringBuilder();
        Line(csv, job, job.Plan.Columns.Select(column => string.Concat(column.Path!.Relations.Select(relation => relation.Name + ".")) + column.Path.Field.Name));
        for (var i = from; i < to; i++)
        {
            var row = job.Rows[i];
            Line(csv, job, job.Plan.Columns.Select(column => Value(column.Path!.Read(job.Plan.Scope, row))));
        }

        return csv.ToString();
    }

    private static void Line(StringBuilder csv, Job job, IEnumerable<string> values) => csv
        .AppendJoin(job.Delimiter, values.Select(value => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""))
        .Append(job.Ending == "LF" ? "\n" : "\r\n");

    private static string Value(SoqlValue value) => value switch
    {
        { IsNull: true } => "",
        { Kind: FieldKind.Boolean } => value.Number > 0 ? "true" : "false",
        { Kind: FieldKind.Number } => value.Number.ToString(CultureInfo.InvariantCulture),
        { Kind: FieldKind.Moment } => DateTimeOffset.FromUnixTimeMilliseconds((long)value.Number).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        { Kind: FieldKind.Day } => DateTimeOffset.FromUnixTimeMilliseconds((long)value.Number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value.Text!,
    };

    private static void WriteJob(Utf8JsonWriter json, Job job, bool created)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(job.Created).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("operation", job.Operation);
        json.WriteString("object", job.Plan.Type.Name);
        json.WriteString("createdById", job.Owner.Id);
        json.WriteString("createdDate", moment);
        json.WriteString("systemModstamp", moment);
        json.WriteString("state", job.State);
        json.WriteString("concurrencyMode", "Parallel");
        json.WriteString("contentType", "CSV");
        json.WriteNumber("apiVersion", decimal.Parse(job.Version, CultureInfo.InvariantCulture));
        if (!created)
        {
            json.WriteString("jobType", "V2Query");
            json.WriteString("lineEnding", job.Ending);
            json.WriteString("columnDelimiter", job.DelimiterName);
            json.WriteNumber("numberRecordsProcessed", job.State == "JobComplete" ? job.Rows.Count : 0);
            json.WriteNumber("retries", 0);
            json.WriteNumber("totalProcessingTime", job.State == "JobComplete" ? 120 : 0);
            json.WriteBoolean("isPkChunkingSupported", false);
        }
        else
        {
            json.WriteString("lineEnding", job.Ending);
            json.WriteString("columnDelimiter", job.DelimiterName);
        }

        json.WriteEndObject();
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Job(
        string Id, string Operation, QueryPlan Plan, List<object> Rows, OrgUser Owner, long Created, string Version, char Delimiter, string DelimiterName, string Ending)
    {
        public string State { get; set; } = "UploadComplete";

        /// <summary>The org lies: the job is listed no more, its results can be read.</summary>
        public bool Hidden { get; set; }

        /// <summary>The first look finds it at work, the second done.</summary>
        public void Look() => State = State switch { "UploadComplete" => "InProgress", "InProgress" => "JobComplete", var other => other };
    }
}
