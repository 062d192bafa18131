using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>What an export's own audit entry allows: no page leaves without it, so no export goes unrecorded.</summary>
/// <param name="ToSeq">Last entry.</param>
/// <param name="At">When it was asked for, UTC.</param>
/// <param name="FilterFingerprint">Of the filter; null for the whole chain.</param>
internal sealed record ExportGrant(long ToSeq, DateTimeOffset At, string? FilterFingerprint)
{
    public const string SubjectType = "audit-export";
    public const string ToSeqField = "toSeq";
    public const string FilterField = "filterSha256";
    public static readonly TimeSpan LivesFor = TimeSpan.FromHours(1);

    /// <summary>The grant, or null: never asked for, by somebody else, or too long ago.</summary>
    public static async Task<ExportGrant?> FindAsync(
        GovernanceDb db, CurrentActor current, DateTimeOffset now, string action, Guid exportId, CancellationToken ct)
    {
        if (await EntryAsync(db, current, now, (SubjectType, action), exportId, ct) is not { } entry) return null;
        using var after = JsonDocument.Parse(entry.After!);
        return new ExportGrant(after.RootElement.GetProperty(ToSeqField).GetInt64(), entry.At,
            after.RootElement.TryGetProperty(FilterField, out var filter) ? filter.GetString() : null);
    }

    /// <summary>The entry under which an export was begun, or null: never begun, by somebody else, or too long ago.</summary>
    public static async Task<AuditEntry?> EntryAsync(
        GovernanceDb db, CurrentActor current, DateTimeOffset now, (string SubjectType, string Action) kind, Guid exportId, CancellationToken ct)
    {
        var id = exportId.ToString("D");
        // Unfiltered: the entry belongs to no org group, and only its own actor is let through.
        var entry = await db.AuditEntries.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(e => e.SubjectType == kind.SubjectType && e.SubjectId == id && e.Action == kind.Action
                && e.Outcome == AuditOutcome.Done, ct);
        if (entry is null || entry.ActorId != current.Actor.Id || entry.At < now - LivesFor || entry.After is null) return null;
        // By number, not by time: after a step of the clock nobody can tell how old it is.
        return await db.AuditEntries.IgnoreQueryFilters().AnyAsync(e => e.Seq > entry.Seq && e.Action == RecordClockStep.Action, ct) ? null : entry;
    }
}
