using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Marks what somebody was told as read, for them alone.</summary>
public static class MarkRead
{
    /// <summary>Most marked by one command, newest first.</summary>
    public const int Most = 500;

    /// <param name="Id">Which; null for all that is unread.</param>
    [Requires(Permission.SignedIn)]
    [Audited("inbox.marked-read")]
    public sealed record Command(NoticeId? Id) : ICommand<Receipt>;

    /// <param name="Marked">How many; 0 when it was read already.</param>
    public sealed record Receipt(int Marked);

    internal sealed class Handler(GovernanceDb db, RoleMap roles, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Actor.IsPerson) return ChannelProblems.PersonNeeded;
            var sight = await NoticeSight.OfAsync(db, roles, current.Actor, clock.GetUtcNow(), cancellationToken);
            if (request.Id is { } one && !await sight.In(db).AnyAsync(n => n.Id == one, cancellationToken)) return ChannelProblems.NoticeNotFound;
            var unread = await sight.UnreadIn(db).Where(n => request.Id == null || n.Id == request.Id)
                .OrderByDescending(n => n.At).ThenBy(n => n.Id).Select(n => n.Id).Take(Most).ToListAsync(cancellationToken);
            db.NoticeReads.AddRange(unread.Select(id => new NoticeRead(id, current.Actor.Id)));
            audit.On(new AuditSubject("inbox", current.Actor.Id, current.Actor.Name)).After(new AuditFields().Add("marked", unread.Count));
            return new Receipt(unread.Count);
        }
    }
}
