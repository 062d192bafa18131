using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Writes down how a try to deliver ended.</summary>
public static class RecordDelivery
{
    /// <param name="Id">Which.</param>
    /// <param name="State">Waiting when it is tried again.</param>
    /// <param name="Answer">In words of ours, never of the other side; null: it was tried too often, and the last answer stands.</param>
    [Requires(Permission.System)]
    [Audited("channel.delivery-tried")]
    public sealed record Command(DeliveryId Id, DeliveryState State, string? Answer) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Deliveries.SingleOrDefaultAsync(d => d.Id == request.Id, cancellationToken) is not { } delivery) return ChannelProblems.DeliveryNotFound;
            var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == delivery.ChannelId, cancellationToken);
            var notice = await db.Notices.AsNoTracking().SingleAsync(n => n.Id == delivery.NoticeId, cancellationToken);
            if (request.Answer is { } answer) delivery.Record(request.State, answer, clock.GetUtcNow());
            else delivery.GiveUp();
            audit.On(channel.Subject()).After(new AuditFields().Add("delivery", delivery.Id.Value.ToString("D")).Add("kind", notice.Kind)
                .Add("state", delivery.State).Add("answer", delivery.LastAnswer).Add("attempts", delivery.Attempts));
            return Done.Value;
        }
    }
}
