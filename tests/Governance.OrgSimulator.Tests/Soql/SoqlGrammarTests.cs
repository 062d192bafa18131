using System.Globalization;
using Governance.OrgSimulator.Soql;

namespace Governance.OrgSimulator.Tests.Soql;

/// <summary>The grammar by itself: what is read as what, and what is refused. Salesforce, SOQL and SOSL reference.</summary>
[Trait("salesforce.md §9", "2")]
public sealed class SoqlGrammarTests
{
    private static readonly string[] Fields = ["Id", "AppName", "User.Name", "User.Profile.Name", "CreatedDate", "__x", "a1"];
    private static readonly string[] Signs = ["=", "!=", "<", "<=", ">", ">="];

    [Theory]
    [InlineData("select id from user", "SELECT id FROM user")]
    [InlineData("SELECT\tId ,\r\n Name\nFROM User", "SELECT Id,Name FROM User")]
    [InlineData("SELECT u.Id FROM User u WHERE u.Name='a'", "SELECT u.Id FROM User u WHERE u.Name = 'a'")]
    [InlineData("SELECT COUNT() FROM User", "SELECT COUNT() FROM User")]
    [InlineData("SELECT count(Id) n, Name FROM User GROUP BY Name ORDER BY count(Id) desc nulls last LIMIT 2 OFFSET 1",
        "SELECT COUNT(Id) n,Name FROM User GROUP BY Name ORDER BY COUNT(Id) DESC NULLS LAST LIMIT 2 OFFSET 1")]
    [InlineData("SELECT Id FROM User WHERE A<>1 AND B=-2.5", "SELECT Id FROM User WHERE (A != 1 AND B = -2.5)")]
    [InlineData("SELECT Id FROM User WHERE NOT A=null AND B LIKE '%x\\_'", "SELECT Id FROM User WHERE (NOT A = null AND B LIKE '%x\\_')")]
    [InlineData("SELECT Id FROM User WHERE (A=true OR B=FALSE) AND C NOT IN ('x','y')", "SELECT Id FROM User WHERE ((A = true OR B = false) AND C NOT IN ('x','y'))")]
    [InlineData("SELECT Id FROM User WHERE A >= 2026-01-02T03:04:05+01:00", "SELECT Id FROM User WHERE A >= 2026-01-02T02:04:05Z")]
    [InlineData("SELECT Id FROM User WHERE A = last_n_days:30 AND B < TODAY", "SELECT Id FROM User WHERE (A = LAST_N_DAYS:30 AND B < TODAY)")]
    [InlineData("SELECT Id FROM User WHERE A = 'it\\'s \\\\ \\n'", "SELECT Id FROM User WHERE A = 'it\\'s \\\\ \\n'")]
    public void Parse_WhenWellFormed_ReadsItAs(string soql, string expected) => Print(SoqlParser.Parse(soql)).ShouldBe(expected);

    [Theory]
    [InlineData("", "unexpected token: '<EOF>'", 0)]
    [InlineData("DELETE FROM User", "unexpected token: 'DELETE'", 1)]
    [InlineData("SELECT FROM User", "unexpected token: 'FROM'", 8)]
    [InlineData("SELECT Id, FROM User", "unexpected token: 'FROM'", 12)]
    [InlineData("SELECT Id User", "unexpected token: '<EOF>'", 14)]
    [InlineData("SELECT * FROM User", "line 1:7 no viable alternative at character '*'", 7)]
    [InlineData("SELECT Id FROM User WHERE", "unexpected token: '<EOF>'", 25)]
    [InlineData("SELECT Id FROM User WHERE Name == 'a'", "unexpected token: '='", 33)]
    [InlineData("SELECT Id FROM User WHERE Name = \"a\"", "line 1:33 no viable alternative at character '\"'", 33)]
    [InlineData("SELECT Id FROM User WHERE Name = '\\q'", "line 1:35 Illegal string sequence \\ in string literal", 35)]
    [InlineData("SELECT Id FROM User WHERE Name IN ()", "unexpected token: ')'", 36)]
    [InlineData("SELECT Id FROM User WHERE (Name = 'a'", "unexpected token: '<EOF>'", 37)]
    [InlineData("SELECT Id FROM U WHERE A = LAST_N_DAYS", "unexpected token: '<EOF>'", 38)]
    [InlineData("SELECT Id FROM User WHERE A = 2026-13-01T00:00:00Z", "line 1:30 no viable alternative at input '2026-13-01T00:00:00Z'", 30)]
    [InlineData("SELECT Id FROM User WHERE A = 2026-01-01T00:00:00", "line 1:30 no viable alternative at input '2026-01-01T00:00:00'", 30)]
    [InlineData("SELECT Id FROM User LIMIT -1", "unexpected token: '-1'", 27)]
    [InlineData("SELECT Id FROM User LIMIT 5 LIMIT 6", "unexpected token: 'LIMIT'", 29)]
    [InlineData("SELECT Id FROM User ORDER Name", "unexpected token: 'Name'", 27)]
    [InlineData("SELECT Id FROM User; DROP", "line 1:19 no viable alternative at character ';'", 19)]
    public void Parse_WhenMalformed_NamesTheTokenAndItsPlace(string soql, string message, int column)
    {
        var refused = Should.Throw<SoqlException>(() => SoqlParser.Parse(soql));

        refused.Code.ShouldBe("MALFORMED_QUERY");
        refused.Message.ShouldBe(column == 0 ? message : $"\n{soql}\n{new string(' ', column - 1)}^\nERROR at Row:1:Column:{column}\n{message}");
    }

    [Fact]
    public void Parse_WhenPrintedAgain_IsTheSameQuery()
    {
        var random = new Random(11);
        for (var round = 0; round < 2_000; round++)
        {
            var written = Print(Any(random));

            Print(SoqlParser.Parse(written)).ShouldBe(written);
        }
    }

    private static SoqlQuery Any(Random random)
    {
        SoqlCondition? where = random.Next(4) == 0 ? null : AnyCondition(random, 3);
        var order = Enumerable.Range(0, random.Next(3)).Select(_ => new SoqlOrder(Field(random), false, random.Next(2) == 0, random.Next(2) == 0)).ToList();
        int? Number() => random.Next(2) == 0 ? null : random.Next(5_000);
        return new SoqlQuery([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new SoqlSelect(Field(random), false, null))], "User", null, where, null, order, Number(), Number());
    }

    private static SoqlCondition AnyCondition(Random random, int depth) => random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => new SoqlCompare(Field(random), Signs[random.Next(Signs.Length)], AnyLiteral(random)),
        1 => new SoqlIn(Field(random), random.Next(2) == 0, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => AnyLiteral(random))]),
        2 => new SoqlCompare(Field(random), "LIKE", Text(random)),
        3 => new SoqlAnd([AnyCondition(random, depth - 1), AnyCondition(random, depth - 1)]),
        4 => new SoqlOr([AnyCondition(random, depth - 1), AnyCondition(random, depth - 1)]),
        _ => new SoqlNot(AnyCondition(random, depth - 1)),
    };

    private static SoqlLiteral AnyLiteral(Random random) => random.Next(6) switch
    {
        0 => new SoqlLiteral(SoqlLiteralKind.Null, "null", 0),
        1 => new SoqlLiteral(SoqlLiteralKind.Boolean, "true", random.Next(2)),
        2 => new SoqlLiteral(SoqlLiteralKind.Number, "", random.Next(-999, 999)),
        3 => new SoqlLiteral(SoqlLiteralKind.Moment, "", 1_000d * random.Next()),
        4 => new SoqlLiteral(SoqlLiteralKind.Relative, "LAST_N_DAYS", random.Next(100)),
        _ => Text(random),
    };

    private static SoqlLiteral Text(Random random) =>
        new(SoqlLiteralKind.Text, new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "aZ '\\\"\n;%ü"[random.Next(10)])]), 0);

    private static string Field(Random random) => Fields[random.Next(Fields.Length)];

    private static string Print(SoqlQuery query)
    {
        var text = "SELECT " + string.Join(',', query.Select.Select(item => (item.IsCount ? $"COUNT({item.Path})" : item.Path) + (item.Alias is null ? "" : " " + item.Alias)));
        text += " FROM " + query.From + (query.Alias is null ? "" : " " + query.Alias);
        if (query.Where is { } where) text += " WHERE " + Print(where);
        if (query.GroupBy is { } group) text += " GROUP BY " + group;
        if (query.OrderBy.Count > 0)
            text += " ORDER BY " + string.Join(',', query.OrderBy.Select(order => (order.IsCount ? $"COUNT({order.Path})" : order.Path) + (order.Descending ? " DESC" : "") + (order.NullsLast ? " NULLS LAST" : "")));
        return text + (query.Limit is { } limit ? " LIMIT " + limit : "") + (query.Offset is { } offset ? " OFFSET " + offset : "");
    }

    private static string Print(SoqlCondition condition) => condition switch
    {
        SoqlAnd and => "(" + string.Join(" AND ", and.Parts.Select(Print)) + ")",
        SoqlOr or => "(" + string.Join(" OR ", or.Parts.Select(Print)) + ")",
        SoqlNot not => "NOT " + Print(not.Part),
        SoqlIn within => within.Path + (within.Negated ? " NOT IN (" : " IN (") + string.Join(',', within.Values.Select(Print)) + ")",
        SoqlCompare compare => $"{compare.Path} {compare.Operator} {Print(compare.Value)}",
        _ => throw new InvalidOperationException(condition.GetType().Name),
    };

    private static string Print(SoqlLiteral literal) => literal.Kind switch
    {
        SoqlLiteralKind.Null => "null",
        SoqlLiteralKind.Boolean => literal.Number > 0 ? "true" : "false",
        SoqlLiteralKind.Number => literal.Number.ToString(CultureInfo.InvariantCulture),
        SoqlLiteralKind.Moment => DateTimeOffset.FromUnixTimeMilliseconds((long)literal.Number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        SoqlLiteralKind.Relative => literal.Text + (literal.Text.Contains("_N_", StringComparison.Ordinal) ? ":" + literal.Number.ToString(CultureInfo.InvariantCulture) : ""),
        // An escaped % or _ stays escaped in what was read.
        _ => "'" + literal.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\\\\_", "\\_", StringComparison.Ordinal).Replace("\\\\%", "\\%", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "'",
    };
}
