namespace Governance.Web.Components.Shared;

/// <summary>One part of a <see cref="StackedBar"/>.</summary>
/// <param name="Look">pass, fail, crit, unk, na, q (queued), l0 to l4 (proof levels).</param>
/// <param name="Label">As the legend says it: "Pass", "L2 gone on re-read".</param>
public sealed record BarSegment(string Look, string Label, long Value);
