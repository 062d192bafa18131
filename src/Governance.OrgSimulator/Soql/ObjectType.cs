using System.Text.Json;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Soql;

/// <summary>Whose eyes a query sees with.</summary>
/// <param name="All">Deleted rows too, of the objects that keep them.</param>
public sealed record QueryScope(Org Org, OrgUser Caller, long Now, Session? Current = null, bool All = false)
{
    public bool Has(string permission) => Current is null ? Caller.Has(permission) : Org.Has(Current, permission);
}

public sealed record ObjectField(
    string Name, FieldKind Kind, Func<QueryScope, object, SoqlValue> Read, bool Filterable = true, bool Groupable = true, bool Sortable = true, bool Selectable = true);

public sealed record ObjectRelation(string Name, string Target, Func<QueryScope, object, object?> Follow);

/// <summary>Salesforce, Tooling API: some objects exist there only, some in the data API only.</summary>
public enum ObjectArea
{
    Both,
    Data,
    Tooling,
}

/// <summary>What REST may do to the rows of an object.</summary>
[Flags]
public enum RowChanges
{
    None = 0,
    Create = 1,
    Update = 2,
    Delete = 4,
}

/// <summary>An object of the org: its fields, relations and who may see which rows.</summary>
public sealed class ObjectType
{
    private readonly Dictionary<string, ObjectField> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ObjectRelation> _relations = new(StringComparer.OrdinalIgnoreCase);

    public ObjectType(string name, Func<QueryScope, IEnumerable<object>> rows)
    {
        Name = name;
        Rows = rows;
        EncodedName = JsonEncodedText.Encode(name);
    }

    public string Name { get; }

    public JsonEncodedText EncodedName { get; }

    public Func<QueryScope, IEnumerable<object>> Rows { get; }

    /// <summary>Narrower rows for a filter, when an index helps; the filter is still applied.</summary>
    public Func<QueryScope, SoqlCondition?, IEnumerable<object>>? Candidates { get; init; }

    /// <summary>The caller needs one of these permissions, or the object does not exist for him; empty: everybody.</summary>
    public IReadOnlyList<string> VisibleTo { get; init; } = [];

    /// <summary>The three characters that its ids begin with; null where it has none of its own.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Which of the two query resources know it.</summary>
    public ObjectArea Area { get; init; } = ObjectArea.Both;

    /// <summary>Rows may be created, changed, deleted through REST.</summary>
    public RowChanges Changes { get; init; }

    /// <summary>Rows on one page, and rows that one query reaches at all.</summary>
    public int PageSize { get; init; } = 2_000;

    public int? MostRows { get; init; }

    /// <summary>Highest OFFSET; null for any.</summary>
    public int? MostOffset { get; init; } = 2_000;

    /// <summary>Field by which the rows lie in ascending order already, so that reading can stop early; null for none.</summary>
    public string? LiesInOrderOf { get; init; }

    /// <summary>COUNT(Id) is refused, COUNT() is not.</summary>
    public bool RefusesCountOfId { get; init; }

    public IReadOnlyDictionary<string, ObjectField> Fields => _fields;

    public IReadOnlyDictionary<string, ObjectRelation> Relations => _relations;

    public bool IsKnownTo(bool tooling) => Area == ObjectArea.Both || (Area == ObjectArea.Tooling) == tooling;

    public bool IsVisibleTo(QueryScope scope) => VisibleTo.Count == 0 || VisibleTo.Any(scope.Has);

    public ObjectType With<T>(string name, FieldKind kind, Func<QueryScope, T, SoqlValue> read, bool filterable = true, bool groupable = true, bool sortable = true, bool selectable = true)
    {
        _fields.Add(name, new ObjectField(name, kind, (scope, row) => read(scope, (T)row), filterable, groupable, sortable, selectable));
        return this;
    }

    public ObjectType Text<T>(string name, Func<T, string?> read, bool filterable = true) =>
        With<T>(name, FieldKind.Text, (_, row) => SoqlValue.Of(read(row)), filterable);

    public ObjectType IdField<T>(string name, Func<T, string?> read) => With<T>(name, FieldKind.Id, (_, row) => SoqlValue.OfId(read(row)));

    public ObjectType Flag<T>(string name, Func<T, bool> read, bool selectable = true) =>
        With<T>(name, FieldKind.Boolean, (_, row) => SoqlValue.Of(read(row)), selectable: selectable);

    public ObjectType Moment<T>(string name, Func<T, long> read) => With<T>(name, FieldKind.Moment, (_, row) => SoqlValue.At(read(row)));

    public ObjectType Relation<T>(string name, string target, Func<QueryScope, T, object?> follow)
    {
        _relations.Add(name, new ObjectRelation(name, target, (scope, row) => follow(scope, (T)row)));
        return this;
    }
}
