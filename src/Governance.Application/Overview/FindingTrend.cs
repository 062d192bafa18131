using Governance.Application.Data;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>Open findings now, and what opened and closed on each of the last days. From the findings' own times: one that came
/// back counts as opened when it did so last, under the severity it has now; waived ones count at no time.</summary>
/// <param name="Open">Open now, by severity; every severity is there.</param>
/// <param name="Days">The last <see cref="Length"/> days, UTC, oldest first; the last is today. Days before anything was ever found are
/// left out: what was open then is unknown, not none.</param>
/// <param name="JudgedAt">When the org judged longest ago was judged, UTC.</param>
public sealed record FindingTrend(IReadOnlyDictionary<Severity, int> Open, IReadOnlyList<FindingTrend.Day> Days, DateTimeOffset JudgedAt)
{
    /// <summary>Days looked back, with today.</summary>
    public const int Length = 30;

    /// <param name="Date">UTC.</param>
    /// <param name="Opened">On that day.</param>
    /// <param name="Closed">On that day.</param>
    /// <param name="Open">At its end, by severity; today: now.</param>
    public sealed record Day(DateOnly Date, int Opened, int Closed, IReadOnlyDictionary<Severity, int> Open);

    private enum Event
    {
        Now,
        Opened,
        Closed,
    }

    // An org's findings open and close at the moment it is judged: few moments, however many findings.
    private sealed record Moment(Event What, Severity Severity, DateTimeOffset At, int Count);

    internal static async Task<FindingTrend?> ReadAsync(GovernanceDb db, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.RuleTallies.MinAsync(t => (DateTimeOffset?)t.At, ct) is not { } judgedAt) return null;
        var from = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1 - Length), TimeSpan.Zero);
        var findings = db.Findings.AsNoTracking();
        var first = await findings.MinAsync(f => (DateTimeOffset?)f.Since, ct) ?? now;
        var moments = await findings.Where(f => f.State == FindingState.Open || f.State == FindingState.Reopened).GroupBy(f => f.Severity)
            .Select(g => new { What = 0, Severity = g.Key, At = g.Max(f => f.Since), Count = g.Count() })
            .Concat(findings.Where(f => f.Since >= from && f.State != FindingState.Waived).GroupBy(f => new { f.Severity, f.Since })
                .Select(g => new { What = 1, g.Key.Severity, At = g.Key.Since, Count = g.Count() }))
            .Concat(findings.Where(f => f.ClosedAt >= from).GroupBy(f => new { f.Severity, At = f.ClosedAt!.Value })
                .Select(g => new { What = 2, g.Key.Severity, g.Key.At, Count = g.Count() }))
            .ToListAsync(ct);
        return Of([.. moments.Select(m => new Moment((Event)m.What, m.Severity, m.At, m.Count))], DateOnly.FromDateTime(now.UtcDateTime),
            DateOnly.FromDateTime(first.UtcDateTime), judgedAt);
    }

    private static FindingTrend Of(IReadOnlyList<Moment> moments, DateOnly today, DateOnly first, DateTimeOffset judgedAt)
    {
        var at = Enum.GetValues<Severity>().ToDictionary(s => s, s => moments.Where(m => m.What == Event.Now && m.Severity == s).Sum(m => m.Count));
        var now = new Dictionary<Severity, int>(at);
        var byDay = moments.Where(m => m.What != Event.Now).ToLookup(m => DateOnly.FromDateTime(m.At.UtcDateTime));
        List<Day> days = [];
        for (var back = 0; back < Length; back++)
        {
            var date = today.AddDays(-back);
            if (date < first && back > 0) break;
            var (opened, closed) = (byDay[date].Where(m => m.What == Event.Opened).ToList(), byDay[date].Where(m => m.What == Event.Closed).ToList());
            days.Add(new Day(date, opened.Sum(m => m.Count), closed.Sum(m => m.Count), new Dictionary<Severity, int>(at)));
            foreach (var m in opened) at[m.Severity] -= m.Count;
            foreach (var m in closed) at[m.Severity] += m.Count;
        }
        days.Reverse();
        return new FindingTrend(now, days, judgedAt);
    }
}
