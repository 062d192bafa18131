using System.Text.Json;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>What became of one row that somebody wanted to write.</summary>
public sealed record RowOutcome(int Status, string Code = "", string Message = "", string? Id = null, params string[] Fields)
{
    public bool IsDone => Status < 300;

    public static readonly RowOutcome RolledBack = new(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header");

    public static readonly RowOutcome NoRight = new(403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");

    public static readonly RowOutcome Gone = new(404, "ENTITY_IS_DELETED", "entity is deleted");

    /// <summary>Salesforce, sObject collections (reference §7.2): the item error key is statusCode.</summary>
    public void WriteItem(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (IsDone) json.WriteString("id", Id);
        json.WriteBoolean("success", IsDone);
        json.WriteStartArray("errors");
        if (!IsDone)
        {
            json.WriteStartObject();
            json.WriteString("statusCode", Code);
            json.WriteString("message", Message);
            json.WriteStartArray("fields");
            foreach (var field in Fields) json.WriteStringValue(field);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
