using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Sends one delivery: 1. what the channel may be told is judged now; 2. it is sent; 3. the answer is written down.
/// What may work later is tried again, up to eight times within some minutes; then a person can send it again.</summary>
internal sealed class SendNotice(GovernanceDb db, INoticeWebhook webhook, INoticeMail mail, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "send-notice";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new DeliveryId(item.SubjectId);
        if (await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is not { State: DeliveryState.Waiting } delivery) return;
        var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == delivery.ChannelId, ct);
        var notice = await db.Notices.AsNoTracking().Include(n => n.Parts).SingleAsync(n => n.Id == delivery.NoticeId, ct);
        if (channel.CountOf(notice) is not { } count)
        {
            await RecordAsync(item, DeliveryState.Failed, channel.IsOn ? "Not sent: it is not for this channel." : "Not sent: the channel was off.", ct);
            return;
        }
        var text = NoticeWords.Of(notice, count);
        var sent = channel.Form == ChannelForm.Mail
            ? await mail.SendAsync(channel.Target, text.Title, [text], ct)
            : await webhook.PostAsync(channel.Id, channel.Form, delivery.Id, text, ct);
        var later = sent.Problem?.Kind == ProblemKind.RemoteUnavailable;
        await RecordAsync(item, sent.Ok ? DeliveryState.Delivered : later ? DeliveryState.Waiting : DeliveryState.Failed, sent.Value ?? sent.Problem!.Message, ct);
        if (later) throw sent.Problem!.ToFault();
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => RecordAsync(item, DeliveryState.Failed, null, ct);

    private Task<Done> RecordAsync(WorkItem item, DeliveryState state, string? answer, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("notices", item.OnBehalfOf), new RecordDelivery.Command(new DeliveryId(item.SubjectId), state, answer), ct);
}
