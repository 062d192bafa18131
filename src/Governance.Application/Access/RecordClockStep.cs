using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The clock of an instance was set. Back: what had expired stays so, everybody proves themselves anew before a
/// grave act, and the identity provider is asked again. Ahead, things only expire sooner. Order in the audit is by number.</summary>
public static class RecordClockStep
{
    internal const string Action = "portal.clock-stepped";

    /// <param name="Expected">What the clock would show by the monotonic one, UTC: the latest time that was seen.</param>
    /// <param name="Now">What it shows, UTC.</param>
    [Requires(Permission.System)]
    [Audited(Action)]
    public sealed record Command(DateTimeOffset Expected, DateTimeOffset Now) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (seen, now) = (request.Expected, request.Now);
            var fields = new AuditFields().Add("expected", seen).Add("now", now).Add("stepSeconds", (long)(now - seen).TotalSeconds);
            audit.On(new AuditSubject("clock", Environment.MachineName, $"Clock of {Environment.MachineName}"));
            if (now < seen)
            {
                fields.Add("sessionsEnded", await EndSessionsAsync(seen, now, cancellationToken));
                await db.RoleChanges.Where(c => c.State == RoleChangeState.Proposed && c.ExpiresAt > now && c.ExpiresAt <= seen)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.ExpiresAt, now), cancellationToken);
                db.Raise(new ClockSetBack(seen, now));
            }
            audit.After(fields);
            return Done.Value;
        }

        private async Task<int> EndSessionsAsync(DateTimeOffset seen, DateTimeOffset now, CancellationToken ct)
        {
            var idleSince = seen - PortalSession.Idle;
            var ended = await db.Sessions.Where(s => s.EndsAt <= seen || s.LastActAt <= idleSince).ExecuteDeleteAsync(ct);
            var overdue = now - PortalSession.CheckEvery;
            await db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(r => r.AuthTime, (DateTimeOffset?)null)
                .SetProperty(r => r.Draft, (byte[]?)null)
                .SetProperty(r => r.LastActAt, r => r.LastActAt > now ? now : r.LastActAt)
                .SetProperty(r => r.CheckedAt, overdue).SetProperty(r => r.AskedAt, overdue), ct);
            return ended;
        }
    }
}

/// <summary>The clock was set back by more than <see cref="ClockWatch.Tolerated"/>.</summary>
/// <param name="Seen">The latest time seen before, UTC: what had ended by then stays ended.</param>
/// <param name="Now">UTC.</param>
public sealed record ClockSetBack(DateTimeOffset Seen, DateTimeOffset Now) : IDomainEvent;
