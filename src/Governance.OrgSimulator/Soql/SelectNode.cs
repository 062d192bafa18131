using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Soql;

/// <summary>The selected fields of one object in a row: plain fields, then related objects with nodes of their own.</summary>
public sealed class SelectNode
{
    private static readonly JsonEncodedText Attributes = JsonEncodedText.Encode("attributes");
    private static readonly JsonEncodedText TypeKey = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText UrlKey = JsonEncodedText.Encode("url");
    private readonly ObjectType _type;
    private readonly ObjectField? _id;
    private readonly List<(JsonEncodedText Name, ObjectField? Field, ObjectRelation? Relation, SelectNode? Child)> _items = [];

    private SelectNode(ObjectType type)
    {
        _type = type;
        _id = type.Fields.GetValueOrDefault("Id");
    }

    public static SelectNode Build(IEnumerable<PlanColumn> columns, ObjectType type, Func<string, ObjectType> find)
    {
        var root = new SelectNode(type);
        foreach (var column in columns)
        {
            if (column.Path is not { } path) continue;
            var node = root;
            foreach (var relation in path.Relations)
            {
                var child = node._items.Find(item => item.Relation == relation).Child;
                if (child is null)
                {
                    child = new SelectNode(find(relation.Target));
                    node._items.Add((JsonEncodedText.Encode(relation.Name), null, relation, child));
                }

                node = child;
            }

            if (!node._items.Exists(item => item.Field == path.Field)) node._items.Add((JsonEncodedText.Encode(path.Field.Name), path.Field, null, null));
        }

        return root;
    }

    /// <summary>Writes one record. A null relation is <c>null</c>, not an empty object.</summary>
    public void Write(Utf8JsonWriter json, QueryScope scope, object row, string version)
    {
        json.WriteStartObject();
        json.WriteStartObject(Attributes);
        json.WriteString(TypeKey, _type.EncodedName);
        var id = _id is null ? SoqlValue.Null : _id.Read(scope, row);
        WriteUrl(json, version, id.IsNull ? "000000000000000AAA" : id.Text!);
        json.WriteEndObject();
        foreach (var (name, field, relation, child) in _items)
        {
            if (field is not null)
            {
                WriteValue(json, name, field.Read(scope, row));
                continue;
            }

            if (relation!.Follow(scope, row) is not { } related)
            {
                json.WriteNull(name);
                continue;
            }

            json.WritePropertyName(name);
            child!.Write(json, scope, related, version);
        }

        json.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter json, JsonEncodedText name, in SoqlValue value)
    {
        if (value.IsNull)
        {
            json.WriteNull(name);
            return;
        }

        switch (value.Kind)
        {
            case FieldKind.Boolean:
                json.WriteBoolean(name, value.Number > 0);
                break;
            case FieldKind.Number:
                if (value.Number == Math.Floor(value.Number) && Math.Abs(value.Number) < 9e15) json.WriteNumber(name, (long)value.Number);
                else json.WriteNumber(name, value.Number);
                break;
            case FieldKind.Moment:
                Span<byte> moment = stackalloc byte[28];
                json.WriteString(name, moment[..WriteMoment(moment, (long)value.Number)]);
                break;
            case FieldKind.Day:
                Span<byte> day = stackalloc byte[28];
                WriteMoment(day, (long)value.Number);
                json.WriteString(name, day[..10]);
                break;
            default:
                json.WriteString(name, value.Text);
                break;
        }
    }

    /// <summary>Writes 2026-01-14T09:31:02.000+0000: the org never writes Z.</summary>
    public static int WriteMoment(Span<byte> into, long milliseconds)
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, -62_135_596_800_000, 253_402_300_799_999));
        Utf8Formatter.TryFormat(moment.UtcDateTime, into, out _, 'O');
        "+0000"u8.CopyTo(into[23..]);
        return 28;
    }

    /// <summary>Writes the columns of <c>columns=true</c>: a related object is one column that holds its own.</summary>
    public void WriteColumns(Utf8JsonWriter json, string? under)
    {
        foreach (var (name, field, _, child) in _items)
        {
            if (field is not null) ColumnSheet.WriteField(json, name, field, under);
            else ColumnSheet.WriteRelation(json, name, under, () => child!.WriteColumns(json, name.ToString()));
        }
    }

    private void WriteUrl(Utf8JsonWriter json, string version, string id)
    {
        Span<byte> url = stackalloc byte[160];
        var length = Encoding.UTF8.GetBytes("/services/data/", url);
        length += Encoding.UTF8.GetBytes(version, url[length..]);
        length += Encoding.UTF8.GetBytes("/sobjects/", url[length..]);
        length += Encoding.UTF8.GetBytes(_type.Name, url[length..]);
        url[length++] = (byte)'/';
        length += Encoding.UTF8.GetBytes(id, url[length..]);
        json.WriteString(UrlKey, url[..length]);
    }
}
