using System.Globalization;

namespace Governance.OrgSimulator.Soql;

/// <summary>Reads the subset of SOQL that this org speaks; everything else is refused as malformed.</summary>
public sealed class SoqlParser
{
    private const int DeepestNesting = 64;
    private static readonly HashSet<string> Relatives = new(StringComparer.OrdinalIgnoreCase)
    {
        "TODAY", "YESTERDAY", "TOMORROW", "LAST_N_DAYS", "NEXT_N_DAYS", "N_DAYS_AGO", "LAST_7_DAYS", "LAST_30_DAYS", "LAST_90_DAYS", "THIS_MONTH", "THIS_YEAR",
    };

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "FROM", "SELECT", "AND", "OR", "NOT", "WITH", "FOR", "HAVING", "ALL", "USING",
    };

    private readonly List<SoqlToken> _tokens;
    private int _at;
    private int _depth;

    private readonly int _length;

    private SoqlParser(string query) => (_tokens, _length) = (SoqlLexer.Read(query), query.Length);

    private SoqlToken Current => _tokens[_at];

    /// <exception cref="SoqlException">MALFORMED_QUERY, with the place in the query.</exception>
    public static SoqlQuery Parse(string query)
    {
        try
        {
            return new SoqlParser(query).ReadQuery();
        }
        catch (SoqlException e)
        {
            throw e.In(query);
        }
    }

    private SoqlQuery ReadQuery()
    {
        Expect("SELECT");
        var select = ReadList(ReadSelect);
        Expect("FROM");
        var fromAt = Current.Column;
        var from = ReadName();
        string? alias = null;
        if (Current.Kind == SoqlTokenKind.Name && !Reserved.Contains(Current.Text)) alias = ReadName();
        var where = Skip("WHERE") ? ReadOr() : null;
        string? group = null;
        var groupAt = 0;
        if (Skip("GROUP"))
        {
            Expect("BY");
            groupAt = Current.Column;
            group = ReadName();
            if (Current.IsSign(",")) throw SoqlException.Malformed("only one grouping field is supported by this org");
        }

        IReadOnlyList<SoqlOrder> order = [];
        if (Skip("ORDER"))
        {
            Expect("BY");
            order = ReadList(ReadOrder);
        }

        int? limit = Skip("LIMIT") ? ReadCount() : null;
        int? offset = Skip("OFFSET") ? ReadCount() : null;
        if (Current.Kind != SoqlTokenKind.End) throw Unexpected();
        return new SoqlQuery(select, from, alias, where, group, order, limit, offset) { At = (fromAt, groupAt) };
    }

    private SoqlSelect ReadSelect()
    {
        if (Current.Is("FROM")) throw Unexpected();
        var at = Current.Column;
        var name = ReadName();
        if (!Current.IsSign("(")) return new SoqlSelect(name, false, ReadAlias(), at);
        if (!name.Equals("COUNT", StringComparison.OrdinalIgnoreCase)) throw Unexpected();
        var path = ReadCountArgument();
        return new SoqlSelect(path, true, ReadAlias(), at);
    }

    private string? ReadAlias() => Current.Kind == SoqlTokenKind.Name && !Reserved.Contains(Current.Text) ? ReadName() : null;

    private string? ReadCountArgument()
    {
        ExpectSign("(");
        var path = Current.IsSign(")") ? null : ReadName();
        ExpectSign(")");
        return path;
    }

    private SoqlOrder ReadOrder()
    {
        var at = Current.Column;
        var name = ReadName();
        var counts = Current.IsSign("(") && name.Equals("COUNT", StringComparison.OrdinalIgnoreCase);
        var path = counts ? ReadCountArgument() : name;
        var descending = Skip("DESC");
        if (!descending) Skip("ASC");
        var last = false;
        if (Skip("NULLS"))
        {
            last = Skip("LAST");
            if (!last) Expect("FIRST");
        }

        return new SoqlOrder(path, counts, descending, last, at);
    }

    private SoqlCondition ReadOr()
    {
        var parts = new List<SoqlCondition> { ReadAnd(out var mixed) };
        while (Skip("OR"))
        {
            parts.Add(ReadAnd(out var alsoMixed));
            mixed |= alsoMixed;
        }

        // The org demands parentheses where AND and OR meet.
        if (parts.Count > 1 && mixed) throw SoqlException.Malformed("unexpected token: OR");
        return parts.Count == 1 ? parts[0] : new SoqlOr(parts);
    }

    private SoqlCondition ReadAnd(out bool several)
    {
        var parts = new List<SoqlCondition> { ReadPrimary() };
        while (Skip("AND")) parts.Add(ReadPrimary());
        several = parts.Count > 1;
        return several ? new SoqlAnd(parts) : parts[0];
    }

    private SoqlCondition ReadPrimary()
    {
        if (++_depth > DeepestNesting) throw SoqlException.Malformed("the filter is nested too deeply");
        try
        {
            if (Skip("NOT")) return new SoqlNot(ReadPrimary());
            if (!Current.IsSign("(")) return ReadComparison();
            ExpectSign("(");
            var inner = ReadOr();
            ExpectSign(")");
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private SoqlCondition ReadComparison()
    {
        var at = Current.Column;
        var path = ReadName();
        if (Skip("NOT"))
        {
            Expect("IN");
            return new SoqlIn(path, true, ReadValues(), at);
        }

        if (Skip("IN")) return new SoqlIn(path, false, ReadValues(), at);
        if (Skip("LIKE")) return new SoqlCompare(path, "LIKE", ReadLiteral(), at);
        if (Current.Kind != SoqlTokenKind.Sign || Current.Text is not ("=" or "!=" or "<" or "<=" or ">" or ">=")) throw Unexpected();
        return new SoqlCompare(path, _tokens[_at++].Text, ReadLiteral(), at);
    }

    private List<SoqlLiteral> ReadValues()
    {
        ExpectSign("(");
        var values = ReadList(ReadLiteral);
        ExpectSign(")");
        return values;
    }

    private SoqlLiteral ReadLiteral()
    {
        var token = Current;
        if (token.Kind == SoqlTokenKind.End) throw Unexpected();
        _at++;
        switch (token.Kind)
        {
            case SoqlTokenKind.Text:
                return new SoqlLiteral(SoqlLiteralKind.Text, token.Text, 0);
            case SoqlTokenKind.Number when double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return new SoqlLiteral(SoqlLiteralKind.Number, token.Text, number);
            case SoqlTokenKind.Moment:
                return ReadMoment(token);
            case SoqlTokenKind.Name when token.Is("null"):
                return new SoqlLiteral(SoqlLiteralKind.Null, token.Text, 0);
            case SoqlTokenKind.Name when token.Is("true") || token.Is("false"):
                return new SoqlLiteral(SoqlLiteralKind.Boolean, token.Text, token.Is("true") ? 1 : 0);
            case SoqlTokenKind.Name when Relatives.Contains(token.Text):
                return new SoqlLiteral(SoqlLiteralKind.Relative, token.Text.ToUpperInvariant(), ReadRelativeNumber(token.Text));
            default:
                _at--;
                throw Unexpected();
        }
    }

    private int ReadRelativeNumber(string name)
    {
        if (!name.Contains("_N_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("N_", StringComparison.OrdinalIgnoreCase)) return 0;
        ExpectSign(":");
        return ReadCount();
    }

    private static SoqlLiteral ReadMoment(SoqlToken token)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var isDay = token.Text.Length == 10;
        if (isDay
                ? DateTimeOffset.TryParseExact(token.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out var moment)
                : DateTimeOffset.TryParse(token.Text, CultureInfo.InvariantCulture, utc, out moment) && token.Text[10] is 'T' or 't' && HasZone(token.Text))
        {
            return new SoqlLiteral(isDay ? SoqlLiteralKind.Day : SoqlLiteralKind.Moment, token.Text, moment.ToUnixTimeMilliseconds());
        }

        throw SoqlException.Malformed($"line 1:{token.Column - 1} no viable alternative at input '{token.Text}'", token.Column - 1);
    }

    private static bool HasZone(string text) => text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > 10;

    private int ReadCount()
    {
        var token = Current;
        if (token.Kind != SoqlTokenKind.Number || !int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) throw Unexpected();
        _at++;
        return count;
    }

    private string ReadName()
    {
        var token = Current;
        if (token.Kind != SoqlTokenKind.Name || token.Text[0] == '.' || token.Text[^1] == '.' || token.Text.Contains("..", StringComparison.Ordinal)) throw Unexpected();
        _at++;
        return token.Text;
    }

    private List<T> ReadList<T>(Func<T> read)
    {
        var items = new List<T> { read() };
        while (Current.IsSign(","))
        {
            _at++;
            items.Add(read());
        }

        return items;
    }

    private bool Skip(string word)
    {
        if (!Current.Is(word)) return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Skip(word)) throw Unexpected();
    }

    private void ExpectSign(string sign)
    {
        if (!Current.IsSign(sign)) throw Unexpected();
        _at++;
    }

    private SoqlException Unexpected() => SoqlException.Malformed($"unexpected token: '{Current.Text}'", Math.Min(Current.Column, _length));
}
