using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Takes over what a judging says into the findings it is about.</summary>
internal static class FindingBook
{
    /// <param name="db">Within the judging's transaction.</param>
    /// <param name="of">The org that was judged; null for what belongs to none.</param>
    /// <param name="known">Findings of what was judged; what passed is closed.</param>
    /// <param name="answer">What was judged.</param>
    /// <param name="groupOf">The org group that a thing lies in; a rule that looks across orgs belongs to none, wherever its thing lies.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<(int Opened, int Closed)> TakeOverAsync(
        GovernanceDb db, OrgId? of, Dictionary<FindingKey, Finding> known, OrgJudgement.Answer answer, Func<Guid, OrgGroupId?> groupOf,
        DateTimeOffset now, CancellationToken ct)
    {
        // By key: of several in force the one that lasts longest.
        var waivers = (await db.Waivers.Where(w => w.OrgId == of && w.State == WaiverState.Approved && w.EndsAt > now).ToListAsync(ct))
            .GroupBy(w => w.Key).ToDictionary(g => g.Key, g => g.MaxBy(w => w.EndsAt)!);
        List<Finding> made = [];
        var opened = 0;
        foreach (var failure in answer.Failures)
        {
            var group = RuleCatalogue.Find(failure.Key.RuleId)!.LooksAcrossOrgs ? null : groupOf(failure.Key.ThingId);
            var isNew = !known.Remove(failure.Key, out var finding);
            var wasOpen = finding is { IsOpen: true };
            finding ??= new Finding(of, group, failure, now);
            finding.Fail(failure, now);
            finding.BelongTo(group);
            // What was decided for a lesser gravity does not cover a graver one.
            if (waivers.GetValueOrDefault(failure.Key) is { } waiver && failure.Severity <= waiver.Severity) finding.Waive(waiver.EndsAt);
            else finding.Unwaive(now);
            if (isNew) made.Add(finding);
            if (finding.IsOpen && !wasOpen) opened++;
        }
        await BulkInsert.AddAsync(db, made, ct);
        return (opened, known.Values.Count(f => !answer.Unknown.Contains(f.Key) && f.Close(now)));
    }
}
