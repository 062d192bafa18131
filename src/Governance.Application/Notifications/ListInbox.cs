using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Notifications;

/// <summary>What somebody is told, unread first, then newest first: of the last 90 days, by the rights they hold now.</summary>
public static class ListInbox
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <param name="Skip">Rows left out.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.SignedIn)]
    public sealed record Query(int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Unread first, then newest first.</param>
    /// <param name="Total">How many there are.</param>
    /// <param name="Unread">How many of them are not read.</param>
    /// <param name="Mail">How they hear of it by mail; null for whoever has no address, and where no mail server is configured.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, int Unread, MailPace? Mail);

    /// <param name="Id">Ours.</param>
    /// <param name="Kind">What happened.</param>
    /// <param name="Severity">How grave it is.</param>
    /// <param name="Count">How many, in the reader's org groups; 0 where nothing is counted.</param>
    /// <param name="Link">Path of the page it leads to.</param>
    /// <param name="At">UTC.</param>
    /// <param name="IsRead">They have seen it, or it came before their first sign-in.</param>
    public sealed record Row(NoticeId Id, NoticeKind Kind, Severity Severity, int Count, string Link, DateTimeOffset At, bool IsRead);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Skip).InclusiveBetween(0, 10_000);
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
        }
    }

    internal sealed class Handler(GovernanceDb db, RoleMap roles, CurrentActor current, INoticeMail mail, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var sight = await NoticeSight.OfAsync(db, roles, current.Actor, now, cancellationToken);
            var shown = await sight.PageAsync(db, request.Skip, request.Take, cancellationToken);
            NoticeId[] ids = [.. shown.Select(n => n.Id)];
            var notices = await db.Notices.AsNoTracking().Include(n => n.Parts).Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, cancellationToken);
            return new Page(
                [
                    .. shown.Select(s => (Notice: notices[s.Id], s.IsRead)).Select(s => new Row(
                        s.Notice.Id, s.Notice.Kind, s.Notice.Severity, sight.CountOf(s.Notice) ?? 0, s.Notice.Link, s.Notice.At, s.IsRead)),
                ],
                await sight.In(db).CountAsync(cancellationToken), await sight.UnreadIn(db).CountAsync(cancellationToken), await MailAsync(now, cancellationToken));
        }

        private async Task<MailPace?> MailAsync(DateTimeOffset now, CancellationToken ct) => mail.IsConfigured
            && NoticeSight.PersonOf(current.Actor) is { } person && await MailReader.OfAsync(db, person, now, ct) is { } reader ? reader.Pace : null;
    }
}
