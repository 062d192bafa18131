using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Queues the mails of a day. Of two instances that both ask, the second finds nobody due.</summary>
public static class ScheduleDigests
{
    /// <param name="People">From <see cref="ListDueDigests"/>.</param>
    [Requires(Permission.System)]
    [Audited("inbox.digests-scheduled")]
    public sealed record Command(IReadOnlyList<PersonId> People) : ICommand<Receipt>;

    /// <param name="Queued">How many.</param>
    public sealed record Receipt(int Queued);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (now, queued) = (clock.GetUtcNow(), 0);
            var known = await db.People.Where(p => request.People.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellationToken);
            var choices = await db.MailChoices.Where(c => request.People.Contains(c.PersonId)).ToDictionaryAsync(c => c.PersonId, cancellationToken);
            foreach (var person in known)
            {
                if (!choices.TryGetValue(person, out var choice)) db.MailChoices.Add(choice = new MailChoice(person));
                if (choice.Pace != MailPace.Daily || !MailChoice.IsDue(choice.ToldUntil, now)) continue;
                choice.Tell(now);
                db.Work.Add(new WorkItem(MailDigest.WorkKind, person.Value, Guid.Empty, current.Actor.Id, now));
                queued++;
            }
            audit.After(new AuditFields().Add("queued", queued));
            return new Receipt(queued);
        }
    }
}
