using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Writes what an org answered, per target; the audit entry carries counts and a hash of these answers.</summary>
public static class RecordAnswers
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Answers">At most a batch of them.</param>
    [Requires(Permission.System)]
    [Audited("incident.batch-answered")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection, IReadOnlyList<RevocationAnswer> Answers) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await db.Incidents.AsNoTracking().SingleAsync(i => i.Id == request.Incident, cancellationToken);
            var keys = request.Answers.Select(a => a.Key.Value).ToArray();
            var targets = await db.Targets
                .Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection && keys.Contains(t.RowKey))
                .ToListAsync(cancellationToken);
            // A row that vanished and came back is two authorizations with one key: both are meant.
            var byKey = targets.ToLookup(t => t.RowKey);
            foreach (var answer in request.Answers)
            {
                foreach (var target in byKey[answer.Key.Value].Where(t => t.State == TargetState.Running)) Note(target, answer, now);
            }
            await BulkUpdate.SaveAsync<IncidentTarget>(db, cancellationToken);
            // What was only accepted waits for its proof, and so does the incident: most answers change nothing about it.
            if (targets.Exists(t => t.IsSettled))
            {
                incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
                await IncidentLock.FollowAsync(db, incident, now, cancellationToken);
            }

            var fields = new AuditFields();
            foreach (var outcome in request.Answers.GroupBy(a => a.Outcome)) fields.Add(outcome.Key.ToString(), outcome.Count());
            audit.On(incident.Subject(targets.Select(t => t.OrgGroupId)))
                .Within(incident.Name).After(fields.Add("receiptsHash", HashOf(targets)));
            return Done.Value;
        }

        private static void Note(IncidentTarget target, RevocationAnswer answer, DateTimeOffset now)
        {
            switch (answer.Outcome)
            {
                case RevocationOutcome.Accepted:
                    target.Accept(answer.Answer, now, answer.Former);
                    break;
                case RevocationOutcome.AlreadyGone:
                    target.FindDone(answer.Answer, now);
                    break;
                case RevocationOutcome.Refused:
                    target.Fail(TargetState.Refused, answer.Answer);
                    break;
                case RevocationOutcome.RightMissing:
                    target.Fail(TargetState.RightMissing, answer.Answer);
                    break;
                case RevocationOutcome.CredentialRefused:
                    target.Fail(TargetState.RightMissing, $"Needs responder credential: {answer.Answer}");
                    break;
                default:
                    target.Fail(TargetState.Unreachable, answer.Answer);
                    break;
            }
        }
    }

    /// <summary>SHA-256 over "id state level" lines in order of the ids, hex.</summary>
    internal static string HashOf(IEnumerable<IncidentTarget> targets) => Text.Sha256(string.Join('\n', targets.OrderBy(t => t.Id.Value.ToString("N"), StringComparer.Ordinal)
            .Select(t => $"{t.Id.Value:N} {t.State} {t.Level}")));
}
