namespace Governance.OrgSimulator.Soql;

/// <summary>Reads from the outermost AND of a filter what an index can use. Never decides: the filter itself still runs.</summary>
public static class FilterHints
{
    /// <summary>The text that the field must equal; null when the filter does not say so.</summary>
    public static string? TextOf(SoqlCondition? where, string field) =>
        Parts(where).OfType<SoqlCompare>()
            .FirstOrDefault(part => part.Operator == "=" && part.Value.Kind == SoqlLiteralKind.Text && IsField(part.Path, field))?.Value.Text;

    /// <summary>The earliest moment, in milliseconds, that the field may have; null when the filter does not say so.</summary>
    public static double? FromMoment(SoqlCondition? where, string field) =>
        Parts(where).OfType<SoqlCompare>()
            .FirstOrDefault(part => part.Operator is ">" or ">=" && part.Value.Kind == SoqlLiteralKind.Moment && IsField(part.Path, field))?.Value.Number;

    private static bool IsField(string path, string field) => path.Equals(field, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<SoqlCondition> Parts(SoqlCondition? where) => where switch
    {
        null => [],
        SoqlAnd and => and.Parts.SelectMany(Parts),
        _ => [where],
    };
}
