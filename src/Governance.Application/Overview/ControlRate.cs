using Governance.Application.Data;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>How many client apps meet one control of the mandate, as judged last.</summary>
/// <param name="RuleId">The rule that decides.</param>
/// <param name="Title">Name of the control.</param>
/// <param name="Passed">Meet it.</param>
/// <param name="Open">Fail it: its open findings.</param>
/// <param name="Waived">Fail it by an approved exception.</param>
/// <param name="Unknown">Could not be judged.</param>
/// <param name="NotApplicable">It does not concern them.</param>
public sealed record ControlRate(string RuleId, string Title, int Passed, int Open, int Waived, int Unknown, int NotApplicable)
{
    // The first four columns of the matrix are the mandate's.
    private const int Count = 4;

    /// <summary>Apps it concerns, or may.</summary>
    public int Concerned => Passed + Open + Waived + Unknown;

    /// <summary>Share that passes, in percent, rounded down: unknown counts as not passed. Null when it concerns none.</summary>
    public int? Percent => Concerned == 0 ? null : (int)(100L * Passed / Concerned);

    internal static async Task<IReadOnlyList<ControlRate>> ReadAsync(GovernanceDb db, CancellationToken ct)
    {
        var columns = ControlMatrix.Columns.Take(Count).Select(c => (Id: c.Rules[0], c.Title)).ToList();
        var ids = columns.ConvertAll(c => c.Id).ToArray();
        var tallies = await db.RuleTallies.AsNoTracking().Where(t => ids.Contains(t.RuleId)).GroupBy(t => t.RuleId)
            .Select(g => new
            {
                g.Key,
                Passed = g.Sum(t => t.Passed),
                Failed = g.Sum(t => t.Failed),
                Unknown = g.Sum(t => t.Unknown),
                NotApplicable = g.Sum(t => t.NotApplicable),
                Open = db.Findings.Count(f => f.RuleId == g.Key && (f.State == FindingState.Open || f.State == FindingState.Reopened)),
            }).ToDictionaryAsync(t => t.Key, ct);
        return [.. columns.Where(c => tallies.ContainsKey(c.Id)).Select(c => Of(c.Id, c.Title))];

        ControlRate Of(string rule, string title)
        {
            var t = tallies[rule];
            return new ControlRate(rule, title, t.Passed, t.Open, Math.Max(0, t.Failed - t.Open), t.Unknown, t.NotApplicable);
        }
    }
}
