namespace Governance.OrgSimulator.Soql;

/// <summary>A query as written, names not yet looked up.</summary>
public sealed record SoqlQuery(
    IReadOnlyList<SoqlSelect> Select,
    string From,
    string? Alias,
    SoqlCondition? Where,
    string? GroupBy,
    IReadOnlyList<SoqlOrder> OrderBy,
    int? Limit,
    int? Offset)
{
    /// <summary>Where FROM's object and the grouping stand, counted from 1.</summary>
    public (int From, int GroupBy) At { get; init; }

    /// <summary>A bare <c>COUNT()</c>, which answers a number and no records.</summary>
    public bool IsBareCount => Select is [{ IsCount: true, Path: null }] && GroupBy is null;
}

/// <param name="Path">Dotted field path; null for <c>COUNT()</c>.</param>
public sealed record SoqlSelect(string? Path, bool IsCount, string? Alias, int At = 0);

public sealed record SoqlOrder(string? Path, bool IsCount, bool Descending, bool NullsLast, int At = 0);

public abstract record SoqlCondition;

public sealed record SoqlAnd(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

public sealed record SoqlOr(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

public sealed record SoqlNot(SoqlCondition Part) : SoqlCondition;

/// <param name="Operator">=, !=, &lt;, &lt;=, &gt;, &gt;= or LIKE.</param>
public sealed record SoqlCompare(string Path, string Operator, SoqlLiteral Value, int At = 0) : SoqlCondition;

public sealed record SoqlIn(string Path, bool Negated, IReadOnlyList<SoqlLiteral> Values, int At = 0) : SoqlCondition;

public enum SoqlLiteralKind
{
    Null,
    Boolean,
    Number,
    Text,
    Moment,
    Day,
    Relative,
}

/// <param name="Text">As written; a relative date without its number.</param>
/// <param name="Number">Number; boolean as 0 or 1; moment as milliseconds since 1970; the n of a relative date.</param>
public sealed record SoqlLiteral(SoqlLiteralKind Kind, string Text, double Number);
