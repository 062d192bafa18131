using System.Text.Json;

namespace Governance.OrgSimulator.Soql;

/// <param name="Name">Key in an aggregate row.</param>
/// <param name="Path">Null for a count.</param>
/// <param name="Counter">Which of the plan's counters a count shows.</param>
public sealed record PlanColumn(JsonEncodedText Name, BoundPath? Path, bool IsCount, int Counter = 0);
