using Governance.Domain;

namespace Governance.Web.Components.Shared;

/// <summary>What a <see cref="RecordGrid{TItem}"/> asks for.</summary>
/// <param name="Sort">A column's sort key; null is the list's own order.</param>
public sealed record GridRequest(int Skip, int Take, string? Sort, bool Descending);

/// <summary>The answer: rows, or a problem.</summary>
/// <param name="Total">How many match.</param>
/// <param name="More">More than <paramref name="Total"/> match: shown as "10,000+".</param>
public sealed record GridPage<TItem>(IReadOnlyList<TItem> Rows, int Total, bool More = false, Problem? Problem = null)
{
    /// <summary>No rows, because of this.</summary>
    public static GridPage<TItem> Fail(Problem problem) => new([], 0, false, problem);
}
