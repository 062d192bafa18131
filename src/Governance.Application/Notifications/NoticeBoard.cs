using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Puts up a notice within the transaction of the act it tells of, and queues what is to leave the portal. Sending
/// comes after the commit: whatever happens to it, the act stands.</summary>
internal sealed class NoticeBoard(GovernanceDb db, CurrentActor current, TimeProvider clock)
{
    private const string PersonPrefix = "person:";

    /// <summary>For everybody with the right, where it happened.</summary>
    public Task PostAsync(NoticeKind kind, Severity severity, string link, Guid? about, IEnumerable<(OrgGroupId? Group, int Count)> counts, CancellationToken ct) =>
        PostAsync(new Notice(kind, severity, link, counts, clock.GetUtcNow()) { SubjectId = about }, ct);

    public async Task PostAsync(Notice notice, CancellationToken ct)
    {
        db.Notices.Add(notice);
        // Whoever did it knows.
        if (current.Actor.IsPerson) db.NoticeReads.Add(new NoticeRead(notice.Id, current.Actor.Id));
        foreach (var channel in await db.Channels.AsNoTracking().Where(c => c.IsOn).OrderBy(c => c.AddedAt).ThenBy(c => c.Id).ToListAsync(ct))
        {
            if (channel.CountOf(notice) is not null) Queue(db, notice, channel.Id, current.Actor.Id, clock.GetUtcNow());
        }
        foreach (var person in await db.MailChoices.Where(c => c.Pace == MailPace.AtOnce).Select(c => c.PersonId).ToListAsync(ct))
        {
            var id = $"{PersonPrefix}{person.Value:D}";
            if (id != current.Actor.Id && (notice.RecipientId is null || notice.RecipientId == id))
                db.Work.Add(new WorkItem(MailNotice.WorkKind, notice.Id.Value, person.Value, current.Actor.Id, clock.GetUtcNow()));
        }
    }

    /// <summary>On its way to one channel; of several to the same one, one is sent at a time.</summary>
    public static Delivery Queue(GovernanceDb db, Notice notice, ChannelId channel, string actor, DateTimeOffset now)
    {
        var delivery = new Delivery(notice.Id, channel, now);
        db.Deliveries.Add(delivery);
        db.Work.Add(WorkOn(delivery, actor, now));
        return delivery;
    }

    public static WorkItem WorkOn(Delivery delivery, string actor, DateTimeOffset now) =>
        new(SendNotice.WorkKind, delivery.Id.Value, delivery.ChannelId.Value, actor, now);
}
