using System.Text.Json;

namespace Governance.OrgSimulator.Soql;

/// <summary>Salesforce, <c>query?q=…&amp;columns=true</c> (stand-in contract, SOQL subset): the columns of the answer instead of its rows,
/// in the shape that the Salesforce CLI reads before it prints a table.</summary>
internal static class ColumnSheet
{
    public static void Write(Utf8JsonWriter json, QueryPlan plan)
    {
        json.WriteStartObject();
        json.WriteStartArray("columnMetadata");
        if (plan.IsAggregate) WriteAggregates(json, plan);
        else plan.Root.WriteColumns(json, null);
        json.WriteEndArray();
        json.WriteString("entityName", plan.Type.Name);
        json.WriteBoolean("groupBy", plan.GroupBy is not null);
        json.WriteBoolean("idSelected", plan.Columns.Exists(column => column.Path is { Relations.Count: 0, Field.Name: "Id" }));
        json.WriteString("keyPrefix", plan.Type.KeyPrefix);
        json.WriteEndObject();
    }

    public static void WriteField(Utf8JsonWriter json, JsonEncodedText name, ObjectField field, string? under) =>
        WriteColumn(json, name.ToString(), name.ToString(), field.Kind, aggregate: false, under, null);

    public static void WriteRelation(Utf8JsonWriter json, JsonEncodedText name, string? under, Action writeColumns) =>
        WriteColumn(json, name.ToString(), name.ToString(), null, aggregate: false, under, writeColumns);

    private static void WriteAggregates(Utf8JsonWriter json, QueryPlan plan)
    {
        for (var i = 0; i < plan.Columns.Count; i++)
        {
            var (column, asked) = (plan.Columns[i], plan.Query.Select[i]);
            if (plan.Query.IsBareCount) WriteColumn(json, "count", "count()", FieldKind.Number, aggregate: true, null, null);
            else if (column.IsCount) WriteColumn(json, column.Name.ToString(), $"count({asked.Path})", FieldKind.Number, aggregate: true, null, null);
            else WriteColumn(json, column.Name.ToString(), asked.Path!, column.Path!.Field.Kind, aggregate: true, null, null);
        }
    }

    private static void WriteColumn(Utf8JsonWriter json, string name, string shown, FieldKind? kind, bool aggregate, string? under, Action? writeColumns)
    {
        json.WriteStartObject();
        json.WriteBoolean("aggregate", aggregate);
        json.WriteString("apexType", ApexType(kind));
        json.WriteBoolean("booleanType", kind == FieldKind.Boolean);
        json.WriteString("columnName", name);
        json.WriteBoolean("custom", false);
        json.WriteString("displayName", shown);
        json.WriteString("foreignKeyName", under);
        json.WriteBoolean("insertable", false);
        json.WriteStartArray("joinColumns");
        writeColumns?.Invoke();
        json.WriteEndArray();
        json.WriteBoolean("numberType", kind == FieldKind.Number);
        json.WriteBoolean("textType", kind == FieldKind.Text);
        json.WriteBoolean("updatable", false);
        json.WriteEndObject();
    }

    private static string? ApexType(FieldKind? kind) => kind switch
    {
        FieldKind.Id => "Id",
        FieldKind.Text => "String",
        FieldKind.Number => "Integer",
        FieldKind.Boolean => "Boolean",
        FieldKind.Moment => "Datetime",
        FieldKind.Day => "Date",
        _ => null,
    };
}
