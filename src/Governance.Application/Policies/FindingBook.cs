using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Policies;

namespace Governance.Application.Policies;

/// <summary>Takes over what a judging says into the findings it is about.</summary>
internal static class FindingBook
{
    /// <param name="db">Within the judging's transaction.</param>
    /// <param name="known">Findings of what was judged; what passed is closed.</param>
    /// <param name="answer">What was judged.</param>
    /// <param name="placeOf">Org and group that a finding belongs to.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<(int Opened, int Closed)> TakeOverAsync(
        GovernanceDb db, Dictionary<FindingKey, Finding> known, OrgJudgement.Answer answer, Func<FindingKey, (OrgId?, OrgGroupId?)> placeOf,
        DateTimeOffset now, CancellationToken ct)
    {
        List<Finding> made = [];
        var opened = 0;
        foreach (var failure in answer.Failures)
        {
            var (org, group) = placeOf(failure.Key);
            if (known.Remove(failure.Key, out var finding))
            {
                opened += finding.Fail(failure, now) ? 1 : 0;
                finding.BelongTo(group);
                continue;
            }
            made.Add(new Finding(org, group, failure, now));
        }
        await BulkInsert.AddAsync(db, made, ct);
        return (opened + made.Count, known.Values.Count(f => !answer.Unknown.Contains(f.Key) && f.Close(now)));
    }
}
