using System.Text.Json;

namespace Governance.OrgSimulator.Soql;

/// <summary>A query bound to the org's objects, ready to find rows and to write them.</summary>
public sealed class QueryPlan
{
    private readonly QueryScope _scope;
    private readonly Func<object, bool>? _filter;
    private readonly List<(BoundPath? Path, int Counter, SoqlOrder Order)> _order = [];
    private readonly List<BoundPath?> _counters = [];

    private QueryPlan(SoqlQuery query, ObjectType type, QueryScope scope, Func<string, ObjectType> find)
    {
        Query = query;
        Type = type;
        _scope = scope;
        BoundPath Bind(string path, int at) => BoundPath.Bind(type, path, at, query.Alias, find);

        if (query.GroupBy is { } group)
        {
            GroupBy = Bind(group, query.At.GroupBy);
            if (!GroupBy.Field.Groupable) throw new SoqlException("MALFORMED_QUERY", $"field '{GroupBy.Field.Name}' can not be grouped in a query call", query.At.GroupBy);
        }

        var unnamed = 0;
        foreach (var item in query.Select) AddColumn(item, Bind, ref unnamed);
        if (Columns.Exists(column => column.IsCount) && GroupBy is null && !query.IsBareCount && Columns.Exists(column => !column.IsCount))
            throw Ungrouped(query.Select.First(item => !item.IsCount));
        if (query.Where is { } where) _filter = new FilterCompiler(scope, Bind).Compile(where);
        foreach (var order in query.OrderBy) AddOrder(order, Bind);
        if (type.MostOffset is { } most && query.Offset > most) throw new SoqlException("NUMBER_OUTSIDE_VALID_RANGE", $"Maximum SOQL offset allowed is {most}");
        Root = SelectNode.Build(Columns, type, find);
    }

    public SoqlQuery Query { get; }

    public ObjectType Type { get; }

    public BoundPath? GroupBy { get; }

    public List<PlanColumn> Columns { get; } = [];

    public SelectNode Root { get; }

    public QueryScope Scope => _scope;

    private bool LiesInOrder => _order.Count == 0
        || (_order is [{ Path: { Relations.Count: 0 } path, Order.Descending: false }] && path.Field.Name == Type.LiesInOrderOf);

    public bool IsAggregate => GroupBy is not null || Columns.Exists(column => column.IsCount);

    public static QueryPlan Make(string soql, QueryScope scope, Func<string, ObjectType?> find)
    {
        var query = SoqlParser.Parse(soql);
        try
        {
            var type = find(query.From) is { } known && known.IsVisibleTo(scope) ? known : throw UnknownType(query.From, query.At.From);
            return new QueryPlan(query, type, scope, name => find(name) ?? throw UnknownType(name, query.At.From));
        }
        catch (SoqlException e)
        {
            throw e.In(soql);
        }
    }

    /// <summary>The number of rows that the filter leaves, without LIMIT.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var row in Source())
            if (_filter is null || _filter(row))
                count++;
        return count;
    }

    /// <summary>Rows in order, after OFFSET and LIMIT and never more than the object gives one query.</summary>
    public List<object> Rows()
    {
        var most = Math.Min(Query.Limit ?? int.MaxValue, Type.MostRows ?? int.MaxValue);
        var skip = Query.Offset ?? 0;
        var rows = new List<object>();
        // Rows that lie in the order asked for need no sorting, and reading can stop early.
        var enough = LiesInOrder ? (long)skip + most : long.MaxValue;
        foreach (var row in Source())
        {
            if (_filter is not null && !_filter(row)) continue;
            rows.Add(row);
            if (rows.Count >= enough) break;
        }

        if (!LiesInOrder) rows = RowOrder.Sort(rows, _scope, [.. _order.Select(key => (key.Path!, key.Order))]);
        if (skip >= rows.Count) return [];
        return skip == 0 && rows.Count <= most ? rows : rows.GetRange(skip, Math.Min(most, rows.Count - skip));
    }

    /// <summary>Groups with their counts, in order. A count of a field leaves out the rows where it is null.</summary>
    public List<(SoqlValue Key, int[] Counts)> Groups()
    {
        var groups = new Dictionary<string, (SoqlValue Key, int[] Counts)>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Source())
        {
            if (_filter is not null && !_filter(row)) continue;
            var key = GroupBy?.Read(_scope, row) ?? SoqlValue.Null;
            var name = key.IsNull ? "\0" : key.Text ?? key.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!groups.TryGetValue(name, out var group)) groups[name] = group = (key, new int[_counters.Count]);
            for (var i = 0; i < _counters.Count; i++)
                if (_counters[i] is not { } path || !path.Read(_scope, row).IsNull)
                    group.Counts[i]++;
        }

        if (GroupBy is null && groups.Count == 0) return [(SoqlValue.Null, new int[_counters.Count])];
        IOrderedEnumerable<(SoqlValue Key, int[] Counts)> ordered = groups.Values.OrderBy(_ => 0);
        foreach (var (path, counter, order) in _order)
        {
            var sign = order.Descending ? -1 : 1;
            ordered = path is null
                ? ordered.ThenBy(group => sign * group.Counts[counter])
                : ordered.ThenBy(group => group.Key, Comparer<SoqlValue>.Create((a, b) => RowOrder.CompareValues(a, b, order)));
        }

        return [.. ordered.Skip(Query.Offset ?? 0).Take(Math.Min(Query.Limit ?? int.MaxValue, 2_000))];
    }

    private static SoqlException Ungrouped(SoqlSelect item) => SoqlException.Malformed($"Field must be grouped or aggregated: {item.Path}", item.At);

    private static SoqlException UnknownType(string name, int at) => new("INVALID_TYPE",
        $"sObject type '{name}' is not supported. If you are attempting to use a custom object, "
        + "be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.", at);

    private IEnumerable<object> Source() => Type.Candidates is { } candidates ? candidates(_scope, Query.Where) : Type.Rows(_scope);

    private void AddColumn(SoqlSelect item, Func<string, int, BoundPath> bind, ref int unnamed)
    {
        if (item.IsCount)
        {
            if (item.Path is null && !Query.IsBareCount && GroupBy is null) throw SoqlException.Malformed("COUNT() must be the only element in the SELECT list");
            if (item.Path is not null && Type.RefusesCountOfId) throw SoqlException.Malformed($"field {item.Path} does not support aggregate operator COUNT");
            Columns.Add(new PlanColumn(JsonEncodedText.Encode(item.Alias ?? $"expr{unnamed++}"), null, true, CounterOf(item.Path, item.At, bind)));
            return;
        }

        var path = bind(item.Path!, item.At);
        if (!path.Field.Selectable)
        {
            throw new SoqlException("INVALID_FIELD", $"field '{path.Field.Name}' can only be used in a filter of entity '{Type.Name}'", item.At);
        }

        if (GroupBy is not null && (path.Field != GroupBy.Field || path.Relations.Count != GroupBy.Relations.Count))
            throw Ungrouped(item);
        if (GroupBy is null && item.Alias is not null) throw SoqlException.Malformed($"only aggregate expressions use field aliasing: {item.Alias}");
        if (Columns.Exists(column => column.Path is { } other && other.Field == path.Field && other.Relations.SequenceEqual(path.Relations)))
            throw new SoqlException("INVALID_FIELD", $"duplicate field selected: {path.Field.Name}");
        Columns.Add(new PlanColumn(JsonEncodedText.Encode(item.Alias ?? path.Field.Name), path, false));
    }

    /// <summary>The counter of COUNT(path). Ids count every row, also where OauthToken keeps its own to itself.</summary>
    private int CounterOf(string? path, int at, Func<string, int, BoundPath> bind)
    {
        var bound = path is null ? null : bind(path, at);
        _counters.Add(bound is { Field.Name: "Id", Relations.Count: 0 } ? null : bound);
        return _counters.Count - 1;
    }

    private void AddOrder(SoqlOrder order, Func<string, int, BoundPath> bind)
    {
        if (order.IsCount)
        {
            if (GroupBy is null) throw SoqlException.Malformed("COUNT() can be ordered by only in a grouped query");
            _order.Add((null, CounterOf(order.Path, order.At, bind), order));
            return;
        }

        var path = bind(order.Path!, order.At);
        if (!path.Field.Sortable) throw new SoqlException("MALFORMED_QUERY", $"field '{path.Field.Name}' can not be sorted in a query call", order.At);
        if (GroupBy is not null && path.Field != GroupBy.Field) throw SoqlException.Malformed($"Ordered field must be grouped or aggregated: {order.Path}", order.At);
        _order.Add((path, 0, order));
    }
}
