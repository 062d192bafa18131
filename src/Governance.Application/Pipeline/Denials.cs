using Governance.Domain;
using Governance.Domain.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Pipeline;

/// <summary>Writes refusals to the audit. The first of its kind at once; equal ones within the minute after it are counted
/// and become one entry with their number, so that whoever is refused a thousand times cannot fill the audit. What was
/// counted lies in memory: a killed process loses the number, never the first entry.</summary>
public sealed class Denials(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long equal refusals are counted together.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<AuditRecord, Tally> _open = [];

    internal Task RecordAsync(CurrentActor current, string? action, string useCase, Problem refusal, CancellationToken ct) => RecordAsync(
        AuditWriter.RecordOf(current, action ?? $"query.{useCase}", new AuditSubject("use-case", useCase, useCase), AuditOutcome.Denied) with
        {
            Reason = refusal.Code,
        }, ct);

    private async Task RecordAsync(AuditRecord denied, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Tally? tally;
        lock (_gate)
        {
            if (_open.TryGetValue(denied, out tally) && !tally.IsOver(now))
            {
                (tally.More, tally.Last) = (tally.More + 1, now);
                return;
            }
            _open[denied] = new Tally(now);
        }
        if (tally is not null) await WriteCountAsync(denied, tally, ct);
        await WriteAsync(denied, ct);
    }

    /// <summary>Writes the numbers of what was counted together.</summary>
    /// <param name="all">Also what is still counted: the portal stops.</param>
    /// <param name="ct">Stops it.</param>
    public async Task WriteCountsAsync(bool all, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        KeyValuePair<AuditRecord, Tally>[] over;
        lock (_gate)
        {
            over = [.. _open.Where(o => all || o.Value.IsOver(now))];
            foreach (var (denied, _) in over) _open.Remove(denied);
        }
        foreach (var (denied, tally) in over) await WriteCountAsync(denied, tally, ct);
    }

    private async Task WriteCountAsync(AuditRecord denied, Tally tally, CancellationToken ct)
    {
        if (tally.More == 0) return;
        await WriteAsync(denied with
        {
            After = new AuditFields().Add("timesMore", tally.More).Add("from", tally.First).Add("until", tally.Last),
        }, ct);
    }

    private async Task WriteAsync(AuditRecord record, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AuditWriter>().AppendAloneAsync(record, ct);
    }

    private sealed class Tally(DateTimeOffset first)
    {
        public DateTimeOffset First { get; } = first;

        public DateTimeOffset Last { get; set; } = first;

        public long More { get; set; }

        public bool IsOver(DateTimeOffset now) => (now - First).Duration() >= Together;
    }
}
