using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Writes what came of a canary in a containment, and what follows: refused after it had worked before the cut is L4 for exactly what
/// it stands for; still working is still alive, and reopens the incident; everything else claims nothing, and says why.</summary>
public static class RecordCanaryTry
{
    /// <param name="Try">As written down before it left.</param>
    /// <param name="Answer">What the org answered.</param>
    [Requires(Permission.System)]
    [Audited("canary.tried")]
    public sealed record Command(Guid Try, CanaryAnswer Answer) : ICommand<Receipt>;

    /// <param name="Back">How many targets it found alive.</param>
    public sealed record Receipt(int Back);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var one = await db.CanaryTries.SingleAsync(t => t.Id == request.Try, cancellationToken);
            var incident = await IncidentLock.TakeAsync(db, one.IncidentId!.Value, cancellationToken);
            var canary = await db.Canaries.SingleOrDefaultAsync(c => c.Id == one.CanaryId, cancellationToken);
            canary?.Note(request.Answer);
            var found = (one.Stage, canary) switch
            {
                (_, null) => Nothing("It was withdrawn meanwhile, so nothing is claimed."),
                (CanaryStage.Before, _) => Nothing(OfBefore(one, request.Answer)),
                _ => await JudgeAsync(one, canary, request.Answer, cancellationToken),
            };
            one.End(request.Answer, found.Follows);
            var groups = found.Back.Select(t => t.OrgGroupId).ByGroup();
            if (groups.Count > 0)
            {
                db.Raise(new TargetsStillAlive(incident.Id, groups));
                IncidentLock.Reopen(db, incident);
            }
            audit.On(incident.Subject([one.OrgGroupId])).Within(incident.Name).After(new AuditFields()
                .Add("app", one.AppName).Add("stage", one.Stage).Add("flow", one.Flow).Add("outcome", request.Answer.Outcome)
                .Add("proven", found.Proven.Count).Add("stillAlive", found.Back.Count).Add("receiptsHash", RecordAnswers.HashOf([.. found.Proven, .. found.Back])));
            return new Receipt(found.Back.Count);
        }

        /// <param name="Back">Found alive.</param>
        /// <param name="Proven">Found refused.</param>
        /// <param name="Follows">In words.</param>
        private sealed record Finding(IReadOnlyList<IncidentTarget> Back, IReadOnlyList<IncidentTarget> Proven, string Follows);

        private static Finding Nothing(string follows) => new([], [], follows);

        private static string OfBefore(CanaryTry one, CanaryAnswer answer) => answer switch
        {
            { Outcome: not CanaryOutcome.Worked } => "It did not work before the cut, so no refusal after it will prove anything.",
            { RowGrantedAt: null } when one.Flow == ConnectionFlow.WebServer =>
                "Which token row it stands for could not be told: only one that moved with it, alone of its app and user, could be. A refusal after the cut will prove nothing of a row.",
            _ => "",
        };

        private async Task<Finding> JudgeAsync(CanaryTry one, Canary canary, CanaryAnswer answer, CancellationToken ct)
        {
            var cut = (await CanaryApps.CutOf(db, one.IncidentId!.Value, canary).ToListAsync(ct)).Where(t => t.AcceptedAt <= one.SentAt).ToList();
            if (cut.Count == 0) return Nothing("Nothing that it speaks of was cut and proven gone before, so nothing is claimed.");
            var before = await db.CanaryTries.AsNoTracking()
                .Where(t => t.IncidentId == one.IncidentId && t.CanaryId == canary.Id && t.Stage == CanaryStage.Before && t.Outcome == CanaryOutcome.Worked)
                .OrderByDescending(t => t.SentAt).FirstOrDefaultAsync(ct);
            if (answer.Outcome == CanaryOutcome.Worked) return await AliveAsync(one, canary, answer, before, cut, ct);
            var shown = cut.Where(t => CanaryTry.Proves(one.Flow, t.Kind, answer.Outcome)).ToList();
            if (shown.Count == 0) return Nothing("That says nothing of the cut, so nothing is claimed.");
            if (before is null) return Nothing("It had not worked before the cut, so this refusal proves nothing.");
            if (one.Flow == ConnectionFlow.WebServer) shown.RemoveAll(t => t.GrantedAt != before.RowGrantedAt);
            if (shown.Count == 0) return Nothing("Which of the rows it stood for can’t be told, so this refusal proves nothing of any.");
            foreach (var target in shown)
                target.ShowRefused($"A canary that worked at {Moment(before.SentAt)}, before the cut, was refused at {Moment(one.SentAt)}: {answer.Words}", one.SentAt);
            return new Finding([], shown, "It had worked before the cut: L4.");
        }

        private async Task<Finding> AliveAsync(
            CanaryTry one, Canary canary, CanaryAnswer answer, CanaryTry? before, List<IncidentTarget> cut, CancellationToken ct)
        {
            if (one.Flow == ConnectionFlow.WebServer)
            {
                if (answer.UserKey != canary.UserKey) return Nothing("It signed in as another user than before, so nothing is claimed.");
                var (first, ids) = (cut.Min(t => t.AcceptedAt), cut.Select(t => t.AuthorizationId).ToArray());
                if (before?.RowGrantedAt is { } row) cut.RemoveAll(t => t.GrantedAt != row);
                // A row that was not cut may be the one it stands for.
                else if (await CanaryApps.RowsOf(db, canary).AnyAsync(a => !ids.Contains(a.Id) && (a.GoneAt == null || a.GoneAt >= first), ct))
                    return Nothing("The user has, or had since, another authorization of the app that this containment did not cut, so nothing is claimed.");
                if (cut.Count == 0) return Nothing("It stands for a row that this containment did not cut, so nothing is claimed.");
            }
            var several = one.Flow == ConnectionFlow.WebServer && cut.Count > 1 ? $" Which of {cut.Count} rows of this user it is can’t be told." : "";
            foreach (var target in cut)
                target.ComeBack(null, $"Gone by the org’s own word, and a canary still worked at {Moment(one.SentAt)}, after the cut.{several}");
            return new Finding(cut, [], "It still works after the cut: still alive.");
        }

        private static string Moment(DateTimeOffset at) => $"{at:yyyy-MM-dd HH:mm:ss} UTC";
    }
}
