using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Sends a test notice to one channel, in the way of every other.</summary>
public static class TestChannel
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.ManageChannels)]
    [Audited("channel.tested")]
    public sealed record Command(ChannelId Id) : ICommand<Receipt>;

    /// <param name="Delivery">Follow this one.</param>
    public sealed record Receipt(DeliveryId Delivery);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.Channels.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } channel) return ChannelProblems.NotFound;
            audit.On(channel.Subject());
            if (!channel.IsOn) return ChannelProblems.IsOff;
            var now = clock.GetUtcNow();
            var notice = new Notice(NoticeKind.ChannelTest, Severity.Low, "/settings/channels", [], now);
            db.Notices.Add(notice);
            return new Receipt(NoticeBoard.Queue(db, notice, channel.Id, current.Actor.Id, now).Id);
        }
    }
}
