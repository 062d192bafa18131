using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Soql;

/// <summary>Turns a WHERE clause into a test, refusing what the field's type or the object does not allow.</summary>
public sealed class FilterCompiler(QueryScope scope, Func<string, int, BoundPath> bind)
{
    public Func<object, bool> Compile(SoqlCondition condition) => condition switch
    {
        SoqlAnd and => All([.. and.Parts.Select(Compile)]),
        SoqlOr or => Any([.. or.Parts.Select(Compile)]),
        SoqlNot not => Negate(Compile(not.Part)),
        SoqlIn within => In(within),
        SoqlCompare { Operator: "LIKE" } like => Like(like),
        SoqlCompare compare => Compare(compare),
        _ => throw SoqlException.Malformed("unexpected condition"),
    };

    private static Func<object, bool> All(Func<object, bool>[] parts) => row =>
    {
        foreach (var part in parts)
            if (!part(row))
                return false;
        return true;
    };

    private static Func<object, bool> Any(Func<object, bool>[] parts) => row =>
    {
        foreach (var part in parts)
            if (part(row))
                return true;
        return false;
    };

    private static Func<object, bool> Negate(Func<object, bool> part) => row => !part(row);

    private BoundPath Filterable(string path, int at)
    {
        var bound = bind(path, at);
        return bound.Field.Filterable
            ? bound
            : throw new SoqlException("INVALID_FIELD", $"field '{bound.Field.Name}' can not be filtered in a query call", at);
    }

    private Func<object, bool> In(SoqlIn within)
    {
        var path = Filterable(within.Path, within.At);
        var values = within.Values.Select(literal => Value(path.Field, literal, within.At).Low).ToList();
        var hasNull = values.Exists(value => value.IsNull);
        if (path.Field.Kind is FieldKind.Text or FieldKind.Id)
        {
            var isId = path.Field.Kind == FieldKind.Id;
            var set = new HashSet<string>(
                values.Where(value => !value.IsNull).Select(value => isId ? SalesforceId.To18(value.Text!) : value.Text!),
                isId ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
            return row =>
            {
                var value = path.Read(scope, row);
                var found = value.IsNull ? hasNull : set.Contains(isId ? SalesforceId.To18(value.Text!) : value.Text!);
                return found != within.Negated;
            };
        }

        return row =>
        {
            var value = path.Read(scope, row);
            var found = value.IsNull ? hasNull : values.Exists(other => !other.IsNull && SoqlValue.Compare(value, other) == 0);
            return found != within.Negated;
        };
    }

    private Func<object, bool> Like(SoqlCompare like)
    {
        var path = Filterable(like.Path, like.At);
        if (path.Field.Kind != FieldKind.Text || path.Field.Name == "SourceIp")
            throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"invalid operator on {KindName(path.Field.Kind)} field: {path.Field.Name}", like.At);
        if (like.Value.Kind != SoqlLiteralKind.Text) throw WrongType(path.Field, like.At);
        var pattern = like.Value.Text;
        return row => path.Read(scope, row) is { IsNull: false, Text: { } text } && Matches(text, pattern);
    }

    private Func<object, bool> Compare(SoqlCompare compare)
    {
        var path = Filterable(compare.Path, compare.At);
        var sign = compare.Operator;
        if (sign is not ("=" or "!=") && (path.Field.Kind == FieldKind.Boolean || compare.Value.Kind == SoqlLiteralKind.Null))
            throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"invalid operator on {KindName(path.Field.Kind)} field: {path.Field.Name}", compare.At);
        var (low, high) = Value(path.Field, compare.Value, compare.At);
        return row =>
        {
            var value = path.Read(scope, row);
            if (low.IsNull) return value.IsNull == (sign == "=");
            if (value.IsNull) return sign == "!=";
            return sign switch
            {
                "=" => SoqlValue.Compare(value, low) >= 0 && SoqlValue.Compare(value, high) <= 0,
                "!=" => SoqlValue.Compare(value, low) < 0 || SoqlValue.Compare(value, high) > 0,
                "<" => SoqlValue.Compare(value, low) < 0,
                "<=" => SoqlValue.Compare(value, high) <= 0,
                ">" => SoqlValue.Compare(value, high) > 0,
                _ => SoqlValue.Compare(value, low) >= 0,
            };
        };
    }

    /// <summary>The literal as a value of the field's type; days and relative dates cover a span.</summary>
    private (SoqlValue Low, SoqlValue High) Value(ObjectField field, SoqlLiteral literal, int at)
    {
        if (literal.Kind == SoqlLiteralKind.Null) return (SoqlValue.Null, SoqlValue.Null);
        switch (field.Kind)
        {
            case FieldKind.Text when literal.Kind == SoqlLiteralKind.Text:
                return Same(SoqlValue.Of(literal.Text));
            case FieldKind.Id when literal.Kind == SoqlLiteralKind.Text:
                return SalesforceId.LooksLikeId(literal.Text)
                    ? Same(SoqlValue.OfId(literal.Text))
                    : throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {literal.Text}", at);
            case FieldKind.Number when literal.Kind == SoqlLiteralKind.Number:
                return Same(SoqlValue.Of(literal.Number));
            case FieldKind.Boolean when literal.Kind == SoqlLiteralKind.Boolean:
                return Same(SoqlValue.Of(literal.Number > 0));
            case FieldKind.Moment when literal.Kind == SoqlLiteralKind.Moment:
                return Same(new SoqlValue(FieldKind.Moment, false, literal.Number, null));
            case FieldKind.Day when literal.Kind == SoqlLiteralKind.Day:
                return Same(new SoqlValue(FieldKind.Day, false, literal.Number, null));
            case FieldKind.Moment or FieldKind.Day when literal.Kind == SoqlLiteralKind.Relative:
                var (start, end) = RelativeSpan.Of(literal, scope.Now);
                return (new SoqlValue(FieldKind.Moment, false, start, null), new SoqlValue(FieldKind.Moment, false, end, null));
            default:
                throw WrongType(field, at);
        }
    }

    private static (SoqlValue Low, SoqlValue High) Same(SoqlValue value) => (value, value);

    private static SoqlException WrongType(ObjectField field, int at) => new("INVALID_FIELD",
        $"value of filter criterion for field '{field.Name}' must be of type {KindName(field.Kind)}"
        + (field.Kind is FieldKind.Text or FieldKind.Id ? " and should be enclosed in quotes" : " and should not be enclosed in quotes"), at);

    private static string KindName(FieldKind kind) => kind switch
    {
        FieldKind.Text => "string",
        FieldKind.Id => "id",
        FieldKind.Number => "double",
        FieldKind.Boolean => "boolean",
        FieldKind.Day => "date",
        _ => "dateTime",
    };

    /// <summary>LIKE: % any text, _ one character, a backslash before either takes it literally; case does not matter.</summary>
    internal static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int t = 0, p = 0, starAt = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                starAt = p++;
                resume = t;
                continue;
            }

            var escaped = p + 1 < pattern.Length && pattern[p] == '\\' && (pattern[p + 1] is '%' or '_');
            var letter = p < pattern.Length ? pattern[escaped ? p + 1 : p] : '\0';
            if (p < pattern.Length && ((!escaped && letter == '_') || char.ToUpperInvariant(letter) == char.ToUpperInvariant(text[t])))
            {
                p += escaped ? 2 : 1;
                t++;
            }
            else if (starAt >= 0)
            {
                p = starAt + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '%') p++;
        return p == pattern.Length;
    }
}
