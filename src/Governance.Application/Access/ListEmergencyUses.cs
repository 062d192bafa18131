using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The emergency sign-ins and their reviews, and whether there are codes for more.</summary>
public static class ListEmergencyUses
{
    /// <summary>Most reviewed ones shown; of those that wait none is left out.</summary>
    public const int MaxReviewed = 50;

    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ConfirmAccessChange)]
    public sealed record Query : IQuery<Answer>;

    /// <param name="Rows">Those that wait for their review first, then the newest first.</param>
    /// <param name="Codes">How many unused codes there are.</param>
    /// <param name="CodesMadeAt">UTC; null when there are none.</param>
    public sealed record Answer(IReadOnlyList<Row> Rows, int Codes, DateTimeOffset? CodesMadeAt);

    /// <param name="Id">Of the use.</param>
    /// <param name="ClaimedName">Who they said they are.</param>
    /// <param name="Code">Which of the sheets.</param>
    /// <param name="Address">Network address; empty when not known.</param>
    /// <param name="At">UTC.</param>
    /// <param name="EndsAt">UTC, at the latest.</param>
    /// <param name="IsRunning">The session has not ended yet.</param>
    /// <param name="DueAt">UTC.</param>
    /// <param name="IsOverdue">Nobody reviewed it in time.</param>
    /// <param name="ReviewedBy">Null before the review.</param>
    /// <param name="ReviewedAt">UTC; null before the review.</param>
    /// <param name="Note">Null before the review.</param>
    /// <param name="Refusal">Why the asking person may not review it; null when they may.</param>
    public sealed record Row(PersonId Id, string ClaimedName, int Code, string Address, DateTimeOffset At, DateTimeOffset EndsAt, bool IsRunning,
        DateTimeOffset DueAt, bool IsOverdue, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? Note, Problem? Refusal);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var now = clock.GetUtcNow();
            var uses = db.EmergencyUses.AsNoTracking().OrderByDescending(u => u.At).ThenBy(u => u.Id);
            List<EmergencyUse> rows =
            [
                .. await uses.Where(u => u.ReviewedAt == null).ToListAsync(cancellationToken),
                .. await uses.Where(u => u.ReviewedAt != null).Take(MaxReviewed).ToListAsync(cancellationToken),
            ];
            var subjects = rows.ConvertAll(u => EmergencyUse.SubjectOf(u.Id));
            var idleSince = now - PortalSession.Idle;
            var running = await db.Sessions.Where(s => subjects.Contains(s.Subject!) && s.EndsAt > now && s.LastActAt > idleSince)
                .Select(s => s.Subject!).ToListAsync(cancellationToken);
            var codes = await db.EmergencyCodes.Select(c => c.MadeAt).ToListAsync(cancellationToken);
            return new Answer(rows.ConvertAll(u => new Row(u.Id, u.ClaimedName, u.Code, u.Address, u.At, u.EndsAt,
                    running.Contains(EmergencyUse.SubjectOf(u.Id)), u.DueAt, u.IsOverdue(now), u.ReviewedBy, u.ReviewedAt, u.Note,
                    u.ReviewRefusal(current.Actor.Id, current.Actor.Name))),
                codes.Count, codes.Count == 0 ? null : codes.Max());
        }
    }
}
