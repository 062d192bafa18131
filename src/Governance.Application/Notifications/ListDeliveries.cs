using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Notifications;

/// <summary>What was sent to channels, newest first, and how it ended.</summary>
public static class ListDeliveries
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <param name="Channel">Only to this one; null for all.</param>
    /// <param name="FailedOnly">Only those that were given up.</param>
    /// <param name="Skip">Rows left out.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ManageChannels)]
    public sealed record Query(ChannelId? Channel, bool FailedOnly, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Newest first.</param>
    /// <param name="Total">How many there are.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Channel">Name.</param>
    /// <param name="ChannelIsOn">It can be sent again.</param>
    /// <param name="Kind">What was told.</param>
    /// <param name="Severity">How grave.</param>
    /// <param name="CreatedAt">UTC.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Attempts">Tries since it was last queued.</param>
    /// <param name="Answer">Of the last try, in words; null before the first.</param>
    /// <param name="TriedAt">UTC; null before the first try.</param>
    public sealed record Row(DeliveryId Id, string Channel, bool ChannelIsOn, NoticeKind Kind, Severity Severity, DateTimeOffset CreatedAt, DeliveryState State,
        int Attempts, string? Answer, DateTimeOffset? TriedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Skip).InclusiveBetween(0, 10_000);
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var found = db.Deliveries.AsNoTracking().Where(d => (request.Channel == null || d.ChannelId == request.Channel)
                && (!request.FailedOnly || d.State == DeliveryState.Failed));
            var total = await found.CountAsync(cancellationToken);
            var rows = await (
                from d in found
                join c in db.Channels on d.ChannelId equals c.Id
                join n in db.Notices on d.NoticeId equals n.Id
                orderby d.CreatedAt descending, d.Id
                select new Row(d.Id, c.Name, c.IsOn, n.Kind, n.Severity, d.CreatedAt, d.State, d.Attempts, d.LastAnswer, d.TriedAt))
                .Skip(request.Skip).Take(request.Take).ToListAsync(cancellationToken);
            return new Page(rows, total);
        }
    }
}
