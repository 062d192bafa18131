using System.Diagnostics;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Access;

/// <summary>Asks the identity provider about a session: when it is due, and before a grave act. One at a time over all
/// instances, by a claim in the session's row: with rotation a refresh token works once, and a second use ends it.</summary>
public sealed class ProviderCheck(
    GovernanceDb db, IIdentityProvider provider, SessionGrants grants, UseCaseRunner runner, TimeProvider clock, ILogger<ProviderCheck> log)
{
    /// <summary>What came of it.</summary>
    public enum Outcome
    {
        /// <summary>Nobody answered, or somebody else is asking.</summary>
        Unknown,

        /// <summary>The row has the groups of now.</summary>
        Stands,

        /// <summary>The session is over.</summary>
        Ended,
    }

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10), WaitAtMost = TimeSpan.FromSeconds(15), LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks unless somebody else does.</summary>
    public async Task<Outcome> TryAsync(SessionRegister.Row session, CancellationToken ct) =>
        await ClaimAsync(session, ct) is { } fence ? await AskAsync(session, fence) : Outcome.Unknown;

    /// <summary>Asks, or waits for the answer that somebody else gets meanwhile.</summary>
    public async Task<Outcome> NowAsync(SessionRegister.Row session, CancellationToken ct)
    {
        var (asked, started) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        for (var row = session; ;)
        {
            if (await ClaimAsync(row, ct) is { } fence) return await AskAsync(row, fence);
            if (Stopwatch.GetElapsedTime(started) > WaitAtMost) return Outcome.Unknown;
            await Task.Delay(LookAgain, ct);
            if (await SessionRegister.FindAsync(db, session.ReferenceHash, ct) is not { } now) return Outcome.Ended;
            if (!now.IsAsking && now.AskFence != session.AskFence && now.CheckedAt >= asked) return Outcome.Stands;
            row = now;
        }
    }

    /// <summary>The number that what is written must still match; null when somebody else is at it.</summary>
    private async Task<int?> ClaimAsync(SessionRegister.Row row, CancellationToken ct)
    {
        var (now, hash, seen) = (clock.GetUtcNow(), row.ReferenceHash, row.AskFence);
        if (row.IsAsking && now - row.AskedAt < PortalSession.AskLasts) return null;
        var claimed = await db.Sessions.Where(s => s.ReferenceHash == hash && s.AskFence == seen).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.AskFence, seen + 1).SetProperty(r => r.IsAsking, true).SetProperty(r => r.AskedAt, now), ct);
        return claimed == 1 ? seen + 1 : null;
    }

    // Not stopped with the message: of a token once sent the next one must be kept, whoever has gone away meanwhile.
    private async Task<Outcome> AskAsync(SessionRegister.Row row, int fence)
    {
        var (hash, mine) = (row.ReferenceHash, db.Sessions.Where(s => s.ReferenceHash == row.ReferenceHash && s.AskFence == fence));
        var kept = await mine.Select(s => s.Grant).SingleOrDefaultAsync();
        var answer = grants.Open(hash, kept) is { } grant && row.Subject is { } subject ? await AnswerAsync(subject, grant) : ProviderAnswer.Silent;
        var (now, next) = (clock.GetUtcNow(), answer.NextGrant is { } given ? grants.Seal(hash, given) : kept);
        if (answer.Verdict == ProviderVerdict.Silent)
        {
            log.LogWarning("The identity provider gave no usable answer about session {Session}", hash[..Math.Min(hash.Length, PersonSessions.ShortHash)]);
            await mine.ExecuteUpdateAsync(s => s.SetProperty(r => r.Grant, next).SetProperty(r => r.IsAsking, false));
            return Outcome.Unknown;
        }
        var by = Actor.System("provider-check");
        if (answer.Verdict == ProviderVerdict.Refuses)
        {
            await runner.SendAsync(by, new EndRefusedSession.Command(hash), CancellationToken.None);
            // Were it still there, because nothing can be written, the next message asks again and hears the same.
            await mine.ExecuteUpdateAsync(s => s.SetProperty(r => r.IsAsking, false));
            return Outcome.Ended;
        }
        var groups = GroupText.Join(answer.Groups);
        var wrote = await mine.ExecuteUpdateAsync(s => s.SetProperty(r => r.Grant, next).SetProperty(r => r.Groups, groups)
            .SetProperty(r => r.CheckedAt, now).SetProperty(r => r.IsAsking, false));
        if (wrote == 0) return Outcome.Unknown;
        if (row.Groups is { } before && !GroupText.Split(before).ToHashSet(StringComparer.Ordinal).SetEquals(GroupText.Split(groups)))
            await runner.SendAsync(by, new NoteGroups.Command(row.Subject!, GroupText.Split(before), GroupText.Split(groups)), CancellationToken.None);
        return Outcome.Stands;
    }

    private async Task<ProviderAnswer> AnswerAsync(string subject, Domain.Secret grant)
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        return await provider.AskAsync(subject, grant, limit.Token);
    }
}
