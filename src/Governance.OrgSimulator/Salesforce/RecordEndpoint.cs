using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, rows by id (reference §1.6, §5, §7.2): read, create, change, delete. OauthToken rows take no DML.</summary>
public sealed class RecordEndpoint(Org org, RowWriter writer)
{
    public QueryScope Eyes(Session session) => new(org, session.User, org.Now, session);

    public async Task HandleAsync(HttpContext context, Session session, string version, string typeName, string id, bool tooling)
    {
        if (OrgObjects.Find(typeName, tooling) is not { } type || !type.IsVisibleTo(Eyes(session)))
        {
            await OrgOrigin.NotFoundAsync(context);
            return;
        }

        switch (context.Request.Method)
        {
            case "GET":
                await ReadAsync(context, session, type, version, id);
                break;
            case "DELETE":
                await WriteAsync(context, writer.Delete(session, type, id, OriginCall.Of(context)));
                break;
            case "PATCH" or "POST" when context.Request.Method == "PATCH" || context.Request.Query["_HttpMethod"].ToString().Equals("PATCH", StringComparison.OrdinalIgnoreCase):
                using (var body = await RequestBody.ReadJsonAsync(context))
                    await WriteAsync(context, body is null ? NoJson : writer.Update(session, type, id, body.RootElement, OriginCall.Of(context)));
                break;
            default:
                await OrgOrigin.MethodNotAllowedAsync(context);
                break;
        }
    }

    public async Task CreateAsync(HttpContext context, Session session, string version, string typeName, bool tooling)
    {
        if (OrgObjects.Find(typeName, tooling) is not { } type || !type.IsVisibleTo(Eyes(session)))
        {
            await OrgOrigin.NotFoundAsync(context);
            return;
        }

        using var body = await RequestBody.ReadJsonAsync(context);
        var outcome = body is null ? NoJson : writer.Create(session, type, body.RootElement, OriginCall.Of(context));
        if (!outcome.IsDone)
        {
            await WriteAsync(context, outcome);
            return;
        }

        context.Response.Headers.Location = $"/services/data/{version}{(tooling ? "/tooling" : "")}/sobjects/{type.Name}/{outcome.Id}";
        await Answer.JsonAsync(context, 201, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", outcome.Id);
            json.WriteBoolean("success", true);
            json.WriteStartArray("errors");
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public Task WriteManyAsync(HttpContext context, Session session, string version, ObjectType type, List<string> ids, List<string> fields)
    {
        lock (org.Gate)
        {
            var scope = Eyes(session);
            var found = new Dictionary<string, object>(StringComparer.Ordinal);
            if (type.Name != "OauthToken" && type.Fields.GetValueOrDefault("Id") is { } key)
                foreach (var row in type.Rows(scope))
                    if (key.Read(scope, row) is { IsNull: false, Text: { } text }) found.TryAdd(SalesforceId.To18(text), row);
            var node = Node(type, fields);
            return Answer.JsonAsync(context, 200, json =>
            {
                json.WriteStartArray();
                foreach (var id in ids)
                {
                    if (found.TryGetValue(SalesforceId.To18(id), out var row)) node.Write(json, scope, row, version);
                    else json.WriteNullValue();
                }

                json.WriteEndArray();
            });
        }
    }

    private static readonly RowOutcome NoJson = new(400, "JSON_PARSER_ERROR", "Unexpected character in the request body");

    private Task ReadAsync(HttpContext context, Session session, ObjectType type, string version, string id)
    {
        lock (org.Gate)
        {
            var scope = Eyes(session);
            var key = type.Fields.GetValueOrDefault("Id");
            var row = type.Name == "OauthToken" || key is null ? null : type.Rows(scope).FirstOrDefault(candidate =>
                key.Read(scope, candidate) is { IsNull: false, Text: { } text } && SalesforceId.Same(text, id));
            if (row is null) return OrgOrigin.NotFoundAsync(context);
            var wanted = context.Request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (wanted.FirstOrDefault(name => !type.Fields.ContainsKey(name)) is { } unknown)
                return Answer.OrgErrorAsync(context, 400, "INVALID_FIELD", $"No such column '{unknown}' on sobject of type {type.Name}");
            var node = Node(type, wanted);
            return Answer.JsonAsync(context, 200, json => node.Write(json, scope, row, version));
        }
    }

    private static SelectNode Node(ObjectType type, IReadOnlyCollection<string> wanted) => SelectNode.Build(
        type.Fields.Values.Where(field => wanted.Count == 0 || wanted.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            .Select(field => new PlanColumn(JsonEncodedText.Encode(field.Name), new BoundPath([], field), false)),
        type, name => OrgObjects.Find(name)!);

    private static Task WriteAsync(HttpContext context, RowOutcome outcome) => outcome.IsDone ? Answer.EmptyAsync(context, 204)
        : outcome.Fields.Length == 0 ? Answer.OrgErrorAsync(context, outcome.Status, outcome.Code, outcome.Message)
        : Answer.JsonAsync(context, outcome.Status, json =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("message", outcome.Message);
            json.WriteString("errorCode", outcome.Code);
            json.WriteStartArray("fields");
            foreach (var field in outcome.Fields) json.WriteStringValue(field);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
}
