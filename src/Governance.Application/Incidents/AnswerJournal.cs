using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Application.Incidents;

/// <summary>Writes answers of one batch as they come, a few at a time, and fewer times the busier the database is; what got no answer is
/// written as unknown.</summary>
internal static class AnswerJournal
{
    private const int FlushAt = 100;
    private static readonly TimeSpan FlushAfter = TimeSpan.FromSeconds(1);

    /// <returns>The org's words when it did not take the credential; null otherwise.</returns>
    public static async Task<string?> WriteAsync(
        UseCaseRunner useCases, TimeProvider clock, Actor actor, IncidentId incident, ConnectionId connection,
        IReadOnlySet<TokenRowKey> keys, IAsyncEnumerable<RevocationAnswer> answers, CancellationToken ct)
    {
        var waiting = new List<RevocationAnswer>();
        var unanswered = keys.ToHashSet();
        string? refusal = null;
        var (flushed, pause) = ((long?)null, FlushAfter);
        await foreach (var answer in answers.WithCancellation(ct))
        {
            waiting.Add(answer);
            if (answer.Outcome == RevocationOutcome.CredentialRefused) refusal = answer.Answer;
            unanswered.Remove(answer.Key);
            // The org's list came before the first of them: they are gathered from there.
            flushed ??= clock.GetTimestamp();
            if (waiting.Count < FlushAt && clock.GetElapsedTime(flushed.Value) < pause) continue;
            var began = clock.GetTimestamp();
            await SendAsync([.. waiting]);
            waiting.Clear();
            flushed = clock.GetTimestamp();
            pause = FlushAfter + (16 * clock.GetElapsedTime(began, flushed.Value));
        }
        // Left as asked, they would be in the next batch again, and in the one after it, without end.
        waiting.AddRange(unanswered.Select(key => new RevocationAnswer(
            key, RevocationOutcome.Unreachable, "Asked, and no answer came: what the org did is unknown.")));
        if (waiting.Count > 0) await SendAsync(waiting);
        return refusal;

        Task SendAsync(IReadOnlyList<RevocationAnswer> some) =>
            useCases.DemandAsync(actor, new RecordAnswers.Command(incident, connection, some), ct);
    }
}
