using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Judges the session behind a message, from its row and at every message: what ended it on one instance counts
/// on all. A row that cannot be read is an exception, and so a refusal.</summary>
public sealed class SessionRegister(GovernanceDb db, TimeProvider clock)
{
    /// <param name="ReferenceHash">Whole.</param>
    /// <param name="Subject">iss and sub.</param>
    /// <param name="AuthTime">Null when the provider did not say.</param>
    /// <param name="LastActAt">UTC.</param>
    /// <param name="EndsAt">UTC.</param>
    /// <param name="IsBlocked">A Portal admin blocked the person meanwhile.</param>
    public sealed record Row(
        string ReferenceHash, string? Subject, DateTimeOffset? AuthTime, DateTimeOffset LastActAt, DateTimeOffset EndsAt, bool IsBlocked)
    {
        /// <summary>Too long, idle too long, or of somebody blocked.</summary>
        public bool HasEnded(DateTimeOffset now) => IsBlocked || PortalSession.HasEnded(LastActAt, EndsAt, now);
    }

    /// <summary>Whether this person may act now.</summary>
    /// <param name="actor">System actors have no session and always may; a person without one never may.</param>
    /// <param name="grave">The act needs a fresh sign-in.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null, or Forbidden: access.session-ended, access.step-up-required.</returns>
    public async Task<Problem?> RefusalOfAsync(Actor actor, bool grave, CancellationToken ct)
    {
        if (!actor.IsPerson) return null;
        var (now, session) = (clock.GetUtcNow(), await FindAsync(db, actor.Session, ct));
        if (session is null || session.HasEnded(now)) return AccessProblems.SessionEnded;
        return grave && !PortalSession.IsFresh(session.AuthTime, now) ? AccessProblems.StepUpRequired : null;
    }

    /// <summary>The session whose hash begins so, without what is sealed in it; null when there is none.</summary>
    public static async Task<Row?> FindAsync(GovernanceDb db, string? start, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(start)) return null;
        // Between two bounds, not LIKE: the key's index serves it on every database. Hex ends at f.
        var end = start + "g";
#pragma warning disable CA1309 // The database compares; there is no ordinal overload it could translate.
        return await db.Sessions.AsNoTracking()
            .Where(s => string.Compare(s.ReferenceHash, start) >= 0 && string.Compare(s.ReferenceHash, end) < 0)
#pragma warning restore CA1309
            .Select(s => new Row(s.ReferenceHash, s.Subject, s.AuthTime, s.LastActAt, s.EndsAt,
                // The block itself ends the sessions it finds; a sign-in that was under way would slip past it.
                db.People.Any(p => p.BlockedAt != null && p.Issuer + " " + p.Subject == s.Subject))).FirstOrDefaultAsync(ct);
    }
}
