using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Turns a channel on or off. What happens while it is off is never sent to it.</summary>
public static class SwitchChannel
{
    /// <param name="Id">Which.</param>
    /// <param name="On">True to turn it on.</param>
    [Requires(Permission.ManageChannels)]
    [Audited("channel.switched")]
    public sealed record Command(ChannelId Id, bool On) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.Channels.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } channel) return ChannelProblems.NotFound;
            var group = await RoleMapLines.NameAsync(db, channel.OrgGroupId, cancellationToken);
            audit.On(channel.Subject()).Before(channel.ToAudit(group));
            if (!channel.Switch(request.On)) return ChannelProblems.SoAlready;
            audit.After(channel.ToAudit(group));
            return Done.Value;
        }
    }
}
