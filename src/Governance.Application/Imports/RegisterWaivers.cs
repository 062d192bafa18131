using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Waivers that wait or hold, out of and into a register. None comes in approved: whoever imports asks for it, as on the
/// finding's own page, and others decide on its request.</summary>
internal static class RegisterWaivers
{
    public static async Task<IReadOnlyList<WaiverRecord>> ReadAsync(GovernanceDb db, RegisterOrgs orgs, DateTimeOffset now, CancellationToken ct) =>
    [
        .. (await db.Waivers.AsNoTracking().Where(w => (w.State == WaiverState.Asked || w.State == WaiverState.Approved) && w.EndsAt > now).ToListAsync(ct))
            .OrderBy(w => w.RuleId, StringComparer.Ordinal).ThenBy(w => w.ThingName, StringComparer.Ordinal).ThenBy(w => w.ThingId)
            .Select(w => new WaiverRecord(
                w.RuleId, w.Thing, w.ThingName, DateOnly.FromDateTime(w.EndsAt.UtcDateTime.AddTicks(-1)), w.Reason,
                w.OrgId is { } org ? orgs.NameOf(org) : null, w.ThingId,
                w.State == WaiverState.Asked ? WaiverStanding.Asked : WaiverStanding.Approved, w.AskedBy, w.DecidedBy)),
    ];

    /// <returns>The wishes that were made.</returns>
    public static async Task<IReadOnlyList<Waiver>> ApplyAsync(
        GovernanceDb db, IReadOnlyList<WaiverRecord> records, RegisterOrgs orgs, (string Id, string Name)? by, List<string> leftOut, DateTimeOffset now,
        CancellationToken ct)
    {
        if (records.Count == 0) return [];
        if (by is not { } person)
        {
            leftOut.AddRange(records.Select(r => $"{Of(r)}: a waiver takes two people who are signed in, and the command line is none"));
            return [];
        }
        var findings = await FindingsAsync(db, records, ct);
        var ids = findings.Select(f => f.Id).ToHashSet();
        var taken = (await db.Waivers.Where(w => (w.State == WaiverState.Asked || w.State == WaiverState.Approved) && w.EndsAt > now)
            .Select(w => w.FindingId).ToListAsync(ct)).Where(ids.Contains).ToHashSet();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        List<Waiver> asked = [];
        var number = await RequestFiling.NextNumberAsync(db, ct);
        foreach (var record in records)
        {
            var fitting = FittingOf(record, findings, orgs);
            if (fitting is [var one] && taken.Contains(one.Id)) continue;
            var refusal = fitting.Count == 0 ? "no such finding is open here"
                : fitting.Count > 1 ? "several findings are called so"
                : record.Until < today ? "its last day is over"
                : record.Until > today.AddDays(Waiver.MaxDays) ? $"it would hold for more than {Waiver.MaxDays} days"
                : null;
            if (refusal is not null)
            {
                leftOut.Add($"{Of(record)}: {refusal}");
                continue;
            }
            asked.Add(AskWaiver.Ask(db, number++, fitting[0], record.Until, record.Reason, person, now).Waiver);
            taken.Add(fitting[0].Id);
        }
        return asked;
    }

    private static string Of(WaiverRecord record) => $"waiver of {Text.Bounded(record.Rule, 60)} for “{Text.Bounded(record.Name, 80)}”";

    private static async Task<List<Finding>> FindingsAsync(GovernanceDb db, IReadOnlyList<WaiverRecord> records, CancellationToken ct)
    {
        List<Finding> found = [];
        var rules = records.Select(r => r.Rule).Distinct(StringComparer.Ordinal).ToList();
        foreach (var keys in records.Select(r => KeyOf(r.Name)).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            found.AddRange(await db.Findings.AsNoTracking()
                .Where(f => f.State != FindingState.Closed && rules.Contains(f.RuleId) && keys.Contains(f.ThingKey)).ToListAsync(ct));
        }
        return found;
    }

    private static List<Finding> FittingOf(WaiverRecord record, List<Finding> findings, RegisterOrgs orgs)
    {
        var org = record.Org is { } name ? orgs.Find(name) : null;
        if (record.Org is not null && org is null) return [];
        var key = KeyOf(record.Name);
        List<Finding> fitting = [.. findings.Where(f => f.RuleId == record.Rule && f.Thing == record.Thing && f.ThingKey == key && f.OrgId == org)];
        return fitting.Count > 1 && fitting.Find(f => f.ThingId == record.ThingId) is { } exact ? [exact] : fitting;
    }

    private static string KeyOf(string name) => Text.Comparable(name, Finding.ThingNameMaxLength);
}
