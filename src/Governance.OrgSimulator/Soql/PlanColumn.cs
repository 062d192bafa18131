using System.Text.Json;

namespace Governance.OrgSimulator.Soql;

/// <param name="Name">Key in an aggregate row.</param>
/// <param name="Path">Null for a count without a field.</param>
public sealed record PlanColumn(JsonEncodedText Name, BoundPath? Path, bool IsCount);
