using System.Text.Json;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, rows by id (reference §1.6, §5, §7.2): end a session, freeze a user, take a pre-authorization away. OauthToken rows take no DML.</summary>
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
            case ("AuthSession" or "SetupEntityAccess", "DELETE"):
                var (status, code, message) = Delete(session, id, OriginCall.Of(context).Lie);
                await (status == 204 ? Answer.EmptyAsync(context, 204) : Answer.OrgErrorAsync(context, status, code, message));
                break;
            case ("UserLogin", "PATCH"):
                await FreezeAsync(context, id);
                break;
            case (_, "DELETE" or "PATCH" or "POST"):
                await Answer.OrgErrorAsync(context, 400, "INVALID_TYPE_FOR_OPERATION", $"entity type {known.Name} does not support {(context.Request.Method == "DELETE" ? "delete" : "update")}");
                break;
            default:
                await OrgOrigin.MethodNotAllowedAsync(context);
                break;
        }
    }

    /// <summary>Salesforce, sObject collections delete (reference §7.2): outcomes in the order of the ids, item errors under statusCode;
    /// with allOrNone one bad id keeps every row.</summary>
    public Task DeleteManyAsync(HttpContext context, Session session)
    {
        var ids = context.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length is 0 or > MostIds) return Answer.OrgErrorAsync(context, 400, "EXCEEDED_ID_LIMIT", $"ids must name 1 to {MostIds} records");
        var lie = OriginCall.Of(context).Lie;
        var allOrNone = context.Request.Query["allOrNone"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        var checks = allOrNone ? ids.Select(id => Delete(session, id, lie, isTrial: true)).ToList() : [];
        var rolledBack = checks.Exists(check => check.Status != 204);
        var outcomes = ids.Select((id, i) => (Id: id, Outcome: !rolledBack ? Delete(session, id, lie) : checks[i].Status != 204 ? checks[i]
            : (400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header"))).ToList();
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

    /// <param name="isTrial">Says what would happen and does nothing.</param>
    private (int Status, string Code, string Message) Delete(Session caller, string id, FaultEffect? lie, bool isTrial = false)
    {
        if (!SalesforceId.LooksLikeId(id)) return (400, "MALFORMED_ID", $"malformed id {id}");
        lock (org.Gate)
        {
            return id[..3] switch
            {
                "0Ak" => EndSession(caller, id, lie, isTrial),
                "0J0" => Withdraw(caller, id, lie, isTrial),
                _ => (400, "INVALID_TYPE_FOR_OPERATION", "entity type cannot be deleted"),
            };
        }
    }

    /// <summary>Salesforce, AuthSession (reference §1.6): the session ends, the refresh token that opened it lives on.</summary>
    private (int Status, string Code, string Message) EndSession(Session caller, string id, FaultEffect? lie, bool isTrial)
    {
        var session = org.Sessions.Values.FirstOrDefault(s => !s.Hidden && SalesforceId.Same(OrgObjects.SessionId(org, s), id));
        if (session is null || (session.User != caller.User && !caller.User.Has("ManageUsers"))) return (404, "ENTITY_IS_DELETED", "entity is deleted");
        if (isTrial || lie is { AliveRowKept: true }) return (204, "", "");
        if (lie is { AliveRowHidden: true }) org.Hide(session);
        else org.EndSession(session);
        return (204, "", "");
    }

    /// <summary>Salesforce, SetupEntityAccess (reference §1.7, §5): no new grants for those who held the set; existing ones live on.</summary>
    private (int Status, string Code, string Message) Withdraw(Session caller, string id, FaultEffect? lie, bool isTrial)
    {
        if (!caller.User.Has("ManageProfilesPermissionsets") && !caller.User.Has("ManageRemoteAccess"))
            return (403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");
        if (org.AppAccesses().FirstOrDefault(access => SalesforceId.Same(access.IdIn(org), id)) is not { } row) return (404, "ENTITY_IS_DELETED", "entity is deleted");
        if (!isTrial && lie is not { AliveRowKept: true } and not { AliveRowHidden: true }) org.Withdraw(row);
        return (204, "", "");
    }

    private async Task FreezeAsync(HttpContext context, string id)
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
                Freeze(user, frozen.GetBoolean(), OriginCall.Of(context).Lie);
            }
        }

        await (user is null ? Answer.OrgErrorAsync(context, 404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + id) : Answer.EmptyAsync(context, 204));
    }

    /// <summary>A lying org answers success while the user goes on; hidden: UserLogin says frozen all the same.</summary>
    private void Freeze(OrgUser user, bool frozen, FaultEffect? lie)
    {
        if (lie is { AliveRowKept: true }) return;
        user.OnlyLooksFrozen = frozen && lie is { AliveRowHidden: true };
        if (lie is not { AliveRowHidden: true }) user.IsFrozen = frozen;
        user.Changed = true;
        org.OnChange?.Invoke();
    }
}
