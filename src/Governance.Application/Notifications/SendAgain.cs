using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Sends a delivery that has ended once more, signed anew; its id stays, so that the receiver can tell.</summary>
public static class SendAgain
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.ManageChannels)]
    [Audited("channel.delivery-sent-again")]
    public sealed record Command(DeliveryId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.Deliveries.SingleOrDefaultAsync(d => d.Id == request.Id, cancellationToken) is not { } delivery) return ChannelProblems.DeliveryNotFound;
            var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == delivery.ChannelId, cancellationToken);
            audit.On(channel.Subject()).After(new AuditFields().Add("delivery", delivery.Id.Value.ToString("D")));
            if (!channel.IsOn) return ChannelProblems.IsOff;
            if (delivery.SendAgain() is { } refusal) return refusal;
            db.Work.Add(NoticeBoard.WorkOn(delivery, current.Actor.Id, clock.GetUtcNow()));
            return Done.Value;
        }
    }
}
