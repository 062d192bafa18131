using Governance.Domain.Audit;
using Governance.Domain.Notifications;

namespace Governance.Application.Notifications;

/// <summary>A channel as the audit names it.</summary>
internal static class ChannelSubject
{
    public static AuditSubject Subject(this Channel channel) => new("channel", channel.Id.Value.ToString("D"), channel.Name);
}
