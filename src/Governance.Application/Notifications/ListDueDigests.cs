using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Who is due a mail of the day: everybody who may get mail and chose no other pace, once a UTC day, from six.</summary>
public static class ListDueDigests
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.System)]
    public sealed record Query : IQuery<IReadOnlyList<PersonId>>;

    internal sealed class Handler(GovernanceDb db, INoticeMail mail, TimeProvider clock) : IHandler<Query, IReadOnlyList<PersonId>>
    {
        public async Task<Result<IReadOnlyList<PersonId>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var (day, since) = (MailChoice.DayOf(now), now - RoleMapLines.Lately);
            if (!mail.IsConfigured || now < day) return new List<PersonId>();
            return await db.People.AsNoTracking()
                .Where(p => p.BlockedAt == null && p.Mail != null && p.LastSignInAt >= since && p.Issuer != EmergencyUse.Issuer
                    && !db.MailChoices.Any(c => c.PersonId == p.Id && (c.Pace != MailPace.Daily || c.ToldUntil >= day)))
                .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancellationToken);
        }
    }
}
