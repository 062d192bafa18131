using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, actions activateSessionPermSet and deactivateSessionPermSet (reference §5): for the caller's own session only, and only
/// a session-based set that he is assigned. The members of the answer are recalled, not documented.</summary>
public sealed class ActivationAction(Org org, RowWriter writer)
{
    public async Task HandleAsync(HttpContext context, Session session, bool activates)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("inputs", out var inputs) || inputs.ValueKind != JsonValueKind.Array || inputs.GetArrayLength() == 0)
        {
            await Answer.OrgErrorAsync(context, 400, "JSON_PARSER_ERROR", "The request body must be a JSON object with an array inputs");
            return;
        }

        List<RowOutcome> outcomes;
        lock (org.Gate) outcomes = [.. inputs.EnumerateArray().Select(input => Act(session, input, activates, OriginCall.Of(context)))];
        await Answer.JsonAsync(context, outcomes.TrueForAll(outcome => outcome.IsDone) ? 200 : 400, json => Write(json, outcomes, activates));
    }

    private RowOutcome Act(Session session, JsonElement input, bool activates, OriginCall call)
    {
        var name = input.ValueKind == JsonValueKind.Object && input.TryGetProperty("PermSetName", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (org.PermissionSets.Find(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } set)
            return new RowOutcome(400, "INVALID_API_INPUT", "PermSetName must name a session-based permission set");
        var serial = session.Serial.ToString(CultureInfo.InvariantCulture);
        var row = org.PlainRows.Find(other => other.Type == "SessionPermSetActivation" && other.Value("Session") == serial && other.Value("PermissionSetId") == set.Id);
        if (activates && row is not null) return new RowOutcome(200);
        if (activates) return writer.Activate(session, OrgObjects.SessionId(org, session), set.Id, null, call);
        if (row is null) return new RowOutcome(400, "INVALID_API_INPUT", "The permission set is not active in this session");
        writer.Deactivate(row, call);
        org.OnChange?.Invoke();
        return new RowOutcome(200);
    }

    private static void Write(Utf8JsonWriter json, List<RowOutcome> outcomes, bool activates)
    {
        json.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("actionName", activates ? "activateSessionPermSet" : "deactivateSessionPermSet");
            if (outcome.IsDone) json.WriteNull("errors");
            else
            {
                json.WriteStartArray("errors");
                json.WriteStartObject();
                json.WriteString("statusCode", outcome.Code);
                json.WriteString("message", outcome.Message);
                json.WriteStartArray("fields");
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteBoolean("isSuccess", outcome.IsDone);
            json.WriteNull("outputValues");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
