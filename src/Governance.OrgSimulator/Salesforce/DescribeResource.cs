using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, sobjects, describe global and describe of one object, of the data API and of Tooling (reference §7.2; If-Modified-Since
/// answers 304). The list of members is recalled from the REST guide, not documented in the reference. An object that the caller may not see is not there.</summary>
public sealed class DescribeResource(Org org)
{
    public Task GlobalAsync(HttpContext context, Session session, string version, bool tooling)
    {
        if (IsUnchanged(context)) return Answer.EmptyAsync(context, 304);
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("encoding", "UTF-8");
            json.WriteNumber("maxBatchSize", 200);
            json.WriteStartArray("sobjects");
            foreach (var type in OrgObjects.All.Where(type => type.IsKnownTo(tooling) && type.IsVisibleTo(Eyes(session))).OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                WriteHead(json, type, version, tooling, whole: false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <param name="whole">The describe; without it what <c>sobjects/X</c> answers.</param>
    public Task ObjectAsync(HttpContext context, Session session, string version, string name, bool tooling, bool whole)
    {
        if (OrgObjects.Find(name, tooling) is not { } type || !type.IsVisibleTo(Eyes(session))) return OrgOrigin.NotFoundAsync(context);
        if (whole && IsUnchanged(context)) return Answer.EmptyAsync(context, 304);
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            if (!whole) json.WriteStartObject("objectDescribe");
            WriteHead(json, type, version, tooling, whole);
            if (whole) WriteParts(json, type);
            if (!whole)
            {
                json.WriteEndObject();
                json.WriteStartArray("recentItems");
                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    private QueryScope Eyes(Session session) => new(org, session.User, org.Now, session);

    private bool IsUnchanged(HttpContext context)
    {
        var changed = DateTimeOffset.FromUnixTimeSeconds(org.Created);
        context.Response.Headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
        return DateTimeOffset.TryParse(context.Request.Headers.IfModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) && since >= changed;
    }

    private static void WriteHead(Utf8JsonWriter json, ObjectType type, string version, bool tooling, bool whole)
    {
        json.WriteBoolean("activateable", false);
        json.WriteNull("associateEntityType");
        json.WriteNull("associateParentEntity");
        json.WriteBoolean("createable", type.Changes.HasFlag(RowChanges.Create));
        json.WriteBoolean("custom", false);
        json.WriteBoolean("customSetting", false);
        json.WriteBoolean("deepCloneable", false);
        json.WriteBoolean("deletable", type.Changes.HasFlag(RowChanges.Delete));
        json.WriteBoolean("deprecatedAndHidden", false);
        json.WriteBoolean("feedEnabled", false);
        json.WriteBoolean("hasSubtypes", false);
        json.WriteBoolean("isInterface", false);
        json.WriteBoolean("isSubtype", false);
        json.WriteString("keyPrefix", type.KeyPrefix);
        json.WriteString("label", Label(type.Name));
        json.WriteString("labelPlural", Label(type.Name));
        json.WriteBoolean("layoutable", false);
        json.WriteBoolean("mergeable", false);
        json.WriteBoolean("mruEnabled", false);
        json.WriteString("name", type.Name);
        json.WriteBoolean("queryable", true);
        json.WriteBoolean("replicateable", false);
        json.WriteBoolean("retrieveable", type.Name != "OauthToken");
        json.WriteBoolean("searchable", false);
        json.WriteBoolean("triggerable", false);
        json.WriteBoolean("undeletable", false);
        json.WriteBoolean("updateable", type.Changes.HasFlag(RowChanges.Update));
        json.WriteStartObject("urls");
        var url = $"/services/data/{version}{(tooling ? "/tooling" : "")}/sobjects/{type.Name}";
        json.WriteString("rowTemplate", url + "/{ID}");
        if (whole) json.WriteString("uiDetailTemplate", "");
        json.WriteString("describe", url + "/describe");
        json.WriteString("sobject", url);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, ObjectType type)
    {
        foreach (var empty in (string[])["actionOverrides", "namedLayoutInfos", "recordTypeInfos", "supportedScopes"])
        {
            json.WriteStartArray(empty);
            json.WriteEndArray();
        }

        json.WriteStartArray("childRelationships");
        foreach (var (child, field) in OrgObjects.All.Where(other => other.Area != ObjectArea.Tooling).SelectMany(other => References(other).Where(reference => reference.Relation.Target == type.Name).Select(reference => (other, reference.Field))))
        {
            json.WriteStartObject();
            json.WriteBoolean("cascadeDelete", false);
            json.WriteString("childSObject", child.Name);
            json.WriteBoolean("deprecatedAndHidden", false);
            json.WriteString("field", field);
            json.WriteNull("relationshipName");
            json.WriteBoolean("restrictedDelete", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("fields");
        var relations = References(type).ToDictionary(reference => reference.Field, reference => reference.Relation, StringComparer.OrdinalIgnoreCase);
        foreach (var field in type.Fields.Values) WriteField(json, type, field, relations.GetValueOrDefault(field.Name));
        json.WriteEndArray();
    }

    /// <summary>The id field of a relation carries the relation's name and Id.</summary>
    private static IEnumerable<(string Field, ObjectRelation Relation)> References(ObjectType type) =>
        type.Relations.Values.Where(relation => type.Fields.ContainsKey(relation.Name + "Id")).Select(relation => (relation.Name + "Id", relation));

    private static void WriteField(Utf8JsonWriter json, ObjectType type, ObjectField field, ObjectRelation? relation)
    {
        var isId = field.Name == "Id";
        var (kind, soap, length) = field.Kind switch
        {
            FieldKind.Id => (isId ? "id" : relation is null ? "string" : "reference", "tns:ID", 18),
            FieldKind.Number => ("int", "xsd:int", 0),
            FieldKind.Boolean => ("boolean", "xsd:boolean", 0),
            FieldKind.Moment => ("datetime", "xsd:dateTime", 0),
            FieldKind.Day => ("date", "xsd:date", 0),
            _ => ("string", "xsd:string", 255),
        };
        json.WriteStartObject();
        json.WriteBoolean("aggregatable", field.Kind != FieldKind.Boolean);
        json.WriteBoolean("autoNumber", false);
        json.WriteNumber("byteLength", length * (isId || kind == "reference" ? 1 : 3));
        json.WriteBoolean("calculated", false);
        json.WriteBoolean("caseSensitive", false);
        json.WriteBoolean("createable", OrgObjects.IsWritable(type.Name, field.Name, RowChanges.Create));
        json.WriteBoolean("custom", false);
        json.WriteNull("defaultValue");
        json.WriteBoolean("defaultedOnCreate", isId);
        json.WriteBoolean("deprecatedAndHidden", false);
        json.WriteNumber("digits", field.Kind == FieldKind.Number ? 9 : 0);
        json.WriteBoolean("externalId", false);
        json.WriteBoolean("filterable", field.Filterable);
        json.WriteBoolean("groupable", field.Groupable && field.Kind != FieldKind.Moment);
        json.WriteBoolean("idLookup", isId);
        json.WriteString("label", Label(field.Name));
        json.WriteNumber("length", length);
        json.WriteString("name", field.Name);
        json.WriteBoolean("nameField", field.Name is "Name" or "AppName" || (field.Name is "DeveloperName" && !type.Fields.ContainsKey("Name")));
        json.WriteBoolean("namePointing", false);
        json.WriteBoolean("nillable", !isId && field.Kind != FieldKind.Boolean);
        json.WriteBoolean("permissionable", false);
        json.WriteStartArray("picklistValues");
        json.WriteEndArray();
        json.WriteNumber("precision", 0);
        json.WriteStartArray("referenceTo");
        if (relation is not null) json.WriteStringValue(relation.Target);
        json.WriteEndArray();
        json.WriteString("relationshipName", relation?.Name);
        json.WriteNumber("scale", 0);
        json.WriteString("soapType", soap);
        json.WriteBoolean("sortable", field.Sortable);
        json.WriteString("type", kind);
        json.WriteBoolean("unique", false);
        json.WriteBoolean("updateable", OrgObjects.IsWritable(type.Name, field.Name, RowChanges.Update));
        json.WriteEndObject();
    }

    /// <summary>LastUsedDate becomes Last Used Date.</summary>
    private static string Label(string name)
    {
        var label = new System.Text.StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1])) label.Append(' ');
            label.Append(name[i]);
        }

        return label.ToString();
    }
}
