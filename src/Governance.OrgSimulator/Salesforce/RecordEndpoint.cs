using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, rows by id (reference §1.6, §7.2): end a session, freeze a user. OauthToken rows take no DML.</summary>
public sealed class RecordEndpoint(Org org)
{
    private const int MostIds = 200;

    public async Task HandleAsync(HttpContext context, Session session, string version, string type, string id)
    {
        var known = OrgObjects.Find(type);
        if (known is null || (known.VisibleTo.Count > 0 && !known.VisibleTo.Any(session.User.Has)))
        {
            await Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "The requested resource does not exist");
            return;
        }

        switch (known.Name, context.Request.Method)
        {
            case (_, "GET"):
                await ReadAsync(context, session, known, version, id);
                break;
            case ("AuthSession", "DELETE"):
                var (status, code, message) = Delete(session, id);
                await (status == 204 ? Answer.EmptyAsync(context, 204) : Answer.OrgErrorAsync(context, status, code, message));
                break;
            case ("UserLogin", "PATCH"):
                await FreezeAsync(context, session, id);
                break;
            case (_, "DELETE" or "PATCH" or "POST"):
                await Answer.OrgErrorAsync(context, 400, "INVALID_TYPE_FOR_OPERATION", $"entity type {known.Name} does not support {(context.Request.Method == "DELETE" ? "delete" : "update")}");
                break;
            default:
                await OrgOrigin.MethodNotAllowedAsync(context);
                break;
        }
    }

    /// <summary>Salesforce, sObject collections delete (reference §7.2): outcomes in the order of the ids, item errors under statusCode.</summary>
    public Task DeleteManyAsync(HttpContext context, Session session)
    {
        var ids = context.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length is 0 or > MostIds) return Answer.OrgErrorAsync(context, 400, "EXCEEDED_ID_LIMIT", $"ids must name 1 to {MostIds} records");
        var outcomes = ids.Select(id => (Id: id, Outcome: Delete(session, id))).ToList();
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var (id, (status, code, message)) in outcomes)
            {
                json.WriteStartObject();
                if (status == 204) json.WriteString("id", id);
                json.WriteBoolean("success", status == 204);
                json.WriteStartArray("errors");
                if (status != 204)
                {
                    json.WriteStartObject();
                    json.WriteString("statusCode", code);
                    json.WriteString("message", message);
                    json.WriteStartArray("fields");
                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private Task ReadAsync(HttpContext context, Session session, ObjectType type, string version, string id)
    {
        var scope = new QueryScope(org, session.User, org.Now, session);
        lock (org.Gate)
        {
            var key = type.Fields.GetValueOrDefault("Id");
            var row = type.Name == "OauthToken" || key is null ? null : type.Rows(scope).FirstOrDefault(candidate =>
                key.Read(scope, candidate) is { IsNull: false, Text: { } text } && SalesforceId.Same(text, id));
            if (row is null) return Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "The requested resource does not exist");
            var wanted = context.Request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (wanted.FirstOrDefault(name => !type.Fields.ContainsKey(name)) is { } unknown)
                return Answer.OrgErrorAsync(context, 400, "INVALID_FIELD", $"No such column '{unknown}' on sobject of type {type.Name}");
            var columns = type.Fields.Values.Where(field => wanted.Length == 0 || wanted.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                .Select(field => new PlanColumn(JsonEncodedText.Encode(field.Name), new BoundPath([], field), false));
            var node = SelectNode.Build(columns, type, name => OrgObjects.Find(name)!);
            return Answer.JsonAsync(context, 200, json => node.Write(json, scope, row, version));
        }
    }

    private (int Status, string Code, string Message) Delete(Session caller, string id)
    {
        if (!SalesforceId.LooksLikeId(id)) return (400, "MALFORMED_ID", $"malformed id {id}");
        if (!id.StartsWith("0Ak", StringComparison.Ordinal)) return (400, "INVALID_TYPE_FOR_OPERATION", "entity type cannot be deleted");
        lock (org.Gate)
        {
            var session = org.Sessions.Values.FirstOrDefault(s => SalesforceId.Same(OrgObjects.SessionId(org, s), id));
            if (session is null || (session.User != caller.User && !caller.User.Has("ManageUsers"))) return (404, "ENTITY_IS_DELETED", "entity is deleted");
            org.EndSession(session);
            return (204, "", "");
        }
    }

    private async Task FreezeAsync(HttpContext context, Session session, string id)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            await Answer.OrgErrorAsync(context, 400, "JSON_PARSER_ERROR", "Unexpected character in the request body");
            return;
        }

        foreach (var member in body.RootElement.EnumerateObject())
        {
            if (member.Name != "IsFrozen" || member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                await Answer.OrgErrorAsync(context, 400, "INVALID_FIELD_FOR_INSERT_UPDATE", $"Unable to create/update fields: {member.Name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.");
                return;
            }
        }

        OrgUser? user;
        lock (org.Gate)
        {
            user = org.Users.Find(u => SalesforceId.Same(u.LoginId, id));
            if (user is not null && body.RootElement.TryGetProperty("IsFrozen", out var frozen))
            {
                user.IsFrozen = frozen.GetBoolean();
                user.Changed = true;
                org.OnChange?.Invoke();
            }
        }

        _ = session;
        await (user is null ? Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + id) : Answer.EmptyAsync(context, 204));
    }
}
