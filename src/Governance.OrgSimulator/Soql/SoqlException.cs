namespace Governance.OrgSimulator.Soql;

/// <summary>A query that the org refuses, with the org's own error code.</summary>
public sealed class SoqlException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static SoqlException Malformed(string message) => new("MALFORMED_QUERY", message);
}
