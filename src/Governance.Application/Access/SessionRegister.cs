using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Access;

/// <summary>Judges the session behind a message, from its row and at every message: what ended it on one instance counts
/// on all. A row that cannot be read is an exception, and so a refusal.</summary>
public sealed class SessionRegister(
    GovernanceDb db, ProviderCheck provider, ClockWatch watch, IDatabaseProvider database, TimeProvider clock, ILogger<SessionRegister> log)
{
    private Row? _session;

    /// <param name="ReferenceHash">Whole.</param>
    /// <param name="Subject">iss and sub.</param>
    /// <param name="AuthTime">Null when the provider did not say.</param>
    /// <param name="LastActAt">UTC.</param>
    /// <param name="EndsAt">UTC.</param>
    /// <param name="IsBlocked">A Portal admin blocked the person meanwhile.</param>
    /// <param name="HasGrant">The provider can be asked between sign-ins.</param>
    /// <param name="Groups">One a line; null leaves those of the ticket.</param>
    /// <param name="CheckedAt">UTC.</param>
    /// <param name="AskedAt">UTC.</param>
    /// <param name="IsAsking">An instance asks the provider right now.</param>
    /// <param name="AskFence">Raised by each that asks.</param>
    public sealed record Row(
        string ReferenceHash, string? Subject, DateTimeOffset? AuthTime, DateTimeOffset LastActAt, DateTimeOffset EndsAt, bool IsBlocked,
        bool HasGrant, string? Groups, DateTimeOffset CheckedAt, DateTimeOffset AskedAt, bool IsAsking, int AskFence)
    {
        /// <summary>Opened by an emergency code; the provider knows nothing of it.</summary>
        public bool IsEmergency => Subject?.StartsWith(EmergencyUse.Issuer + " ", StringComparison.Ordinal) == true;

        /// <summary>An emergency session speaks for the actor of its own use, and no other session speaks for one.</summary>
        public bool SpeaksFor(Actor actor) =>
            IsEmergency ? actor.Id == Subject!.Replace(' ', ':') : !actor.IsEmergency;

        /// <summary>Too long, idle too long, or of somebody blocked.</summary>
        public bool HasEnded(DateTimeOffset now) => IsBlocked || PortalSession.HasEnded(LastActAt, EndsAt, now);
    }

    /// <summary>Whether this person may act now. Asks the identity provider about them when that is due, and makes the actor
    /// one with the groups that it named last.</summary>
    /// <param name="current">System actors have no session and always may; a person without one never may.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null, or Forbidden: access.session-ended.</returns>
    public async Task<Problem?> EnterAsync(CurrentActor current, CancellationToken ct)
    {
        if (!current.Actor.IsPerson) return null;
        await watch.LookAsync(again: false, ct);
        _session = await FindAsync(db, current.Actor.Session, ct);
        if (_session is null || !_session.SpeaksFor(current.Actor) || _session.HasEnded(clock.GetUtcNow())) return AccessProblems.SessionEnded;
        if (_session.HasGrant && PortalSession.IsCheckDue(_session.CheckedAt, _session.AskedAt, clock.GetUtcNow()))
        {
            try
            {
                if (await provider.TryAsync(_session, ct) == ProviderCheck.Outcome.Ended) return AccessProblems.SessionEnded;
                if (!await ReadAnewAsync(ct)) return AccessProblems.SessionEnded;
            }
            catch (Exception fault) when (database.Classify(fault) is not null)
            {
                // What needs no writing goes on while nothing can be written.
                log.LogWarning(fault, "A session could not be checked with the identity provider");
            }
        }
        TakeGroups(current);
        return null;
    }

    /// <summary>Whether who entered may do something grave: they proved themselves lately, and the identity provider, asked
    /// now, stands by them.</summary>
    /// <returns>Null, or access.step-up-required, access.session-ended, access.provider-silent, audit.unavailable.</returns>
    public async Task<Problem?> ConfirmAsync(CurrentActor current, CancellationToken ct)
    {
        if (!current.Actor.IsPerson) return null;
        if (_session is not { } session) return AccessProblems.SessionEnded;
        // The code was the proof, and nobody can ask for another one: there is no provider to sign in at, nor to be asked.
        if (session.IsEmergency) return null;
        var now = clock.GetUtcNow();
        if (!PortalSession.IsFresh(session.AuthTime, now)) return AccessProblems.StepUpRequired;
        if (!session.HasGrant) return PortalSession.IsFresh(session.AuthTime, now, PortalSession.CheckedFor) ? null : AccessProblems.StepUpToBeChecked;
        try
        {
            var outcome = await provider.NowAsync(session, ct);
            if (outcome == ProviderCheck.Outcome.Unknown) return AccessProblems.ProviderSilent;
            if (outcome == ProviderCheck.Outcome.Ended || !await ReadAnewAsync(ct)) return AccessProblems.SessionEnded;
        }
        catch (Exception fault) when (database.Classify(fault) is not null)
        {
            log.LogWarning(fault, "A session could not be checked with the identity provider before a grave act");
            return AuditWriter.Unavailable;
        }
        TakeGroups(current);
        return null;
    }

    private async Task<bool> ReadAnewAsync(CancellationToken ct) => (_session = await FindAsync(db, _session!.ReferenceHash, ct)) is not null;

    private void TakeGroups(CurrentActor current)
    {
        if (_session!.Groups is { } groups) current.Become(current.Actor with { Groups = GroupText.Split(groups) });
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
                db.People.Any(p => p.BlockedAt != null && p.Issuer + " " + p.Subject == s.Subject),
                s.Grant != null, s.Groups, s.CheckedAt, s.AskedAt, s.IsAsking, s.AskFence)).FirstOrDefaultAsync(ct);
    }
}
