using Governance.Domain;
using Governance.Domain.Notifications;

namespace Governance.Application.Ports;

/// <summary>Posts notices to webhooks: https, listed hosts, public addresses, no redirect, at most 5 s, signed. Of the answer
/// only the status is read.</summary>
public interface INoticeWebhook
{
    /// <summary>Hosts that may be called, as configured; a leading dot stands for every name below.</summary>
    IReadOnlyList<string> Hosts { get; }

    /// <summary>Judges an address without looking anything up.</summary>
    /// <returns>Its host, or Invalid (channel.host-refused).</returns>
    Result<string> HostOf(Secret address);

    /// <summary>Posts one notice, once. The receiver knows a repeat by the delivery's id.</summary>
    /// <returns>How the other side answered, in words; RemoteUnavailable when it may work later, RemoteRefused when it won't.</returns>
    Task<Result<string>> PostAsync(ChannelId channel, ChannelForm form, DeliveryId delivery, NoticeText text, CancellationToken ct);
}
