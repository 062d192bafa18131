using Governance.Application.Certificates;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Inventory;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Notifications;

/// <summary>Tells, once a UTC day, how many certificates reached a step of the reminder ladder: one notice, counted by org
/// group, and not one for each.</summary>
public static class TellReminders
{
    /// <summary>Nothing to say.</summary>
    [Requires(Permission.System)]
    [Audited("certificate.reminders-told")]
    public sealed record Command : ICommand<Receipt>;

    /// <param name="Told">How many certificates; 0 when it was told already, or there is nothing to tell.</param>
    public sealed record Receipt(int Told);

    internal sealed class Handler(GovernanceDb db, NoticeBoard board, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var due = await DueReminders.ReadAsync(db, clock.GetUtcNow(), cancellationToken);
            audit.After(new AuditFields().Add("certificates", due.Count));
            if (due.Count == 0) return new Receipt(0);
            await board.PostAsync(
                NoticeKind.CertificateReminder, due.Any(d => d.Step <= DueReminders.Urgent) ? Severity.High : Severity.Medium, "/certificates", null,
                due.GroupBy(d => d.Group).OrderBy(g => g.Key.Value).Select(g => ((OrgGroupId?)g.Key, g.Count())), cancellationToken);
            return new Receipt(due.Count);
        }
    }
}

/// <summary>Certificates whose reminder began, or that were first seen on the ladder, since the last notice about reminders.</summary>
internal static class DueReminders
{
    /// <summary>From this step on, days, a reminder is grave.</summary>
    public const int Urgent = 7;

    /// <param name="Group">Where it lies.</param>
    /// <param name="Step">Of the ladder.</param>
    public sealed record Due(OrgGroupId Group, int Step);

    public static async Task<IReadOnlyList<Due>> ReadAsync(GovernanceDb db, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.Notices.Where(n => n.Kind == NoticeKind.CertificateReminder).MaxAsync(n => (DateTimeOffset?)n.At, ct);
        if (!MailChoice.IsDue(last, now)) return [];
        var (since, until) = (last ?? now.AddDays(-1), now.AddDays(ReminderLadder.Steps[0] + 1));
        var near = await (from item in CertificateFilter.Present(db.Items.AsNoTracking())
                          where item.EndsAt < until
                          join found in db.CertificateCare.AsNoTracking() on item.Id equals found.ItemId into cares
                          from care in cares.DefaultIfEmpty()
                          orderby item.EndsAt, item.Id
                          select new { item.OrgGroupId, item.EndsAt, item.FirstSeenAt, Care = care }).Take(ListReminders.Depth).ToListAsync(ct);
        return
        [
            .. near.Select(n => (n.OrgGroupId, n.EndsAt, n.FirstSeenAt, Reminder: ReminderLadder.Of(n.EndsAt, n.FirstSeenAt, n.Care, now)))
                .Where(n => n.Reminder is { IsAcknowledged: false } r && Later(ReminderLadder.BeginOf(r.Step, n.EndsAt!.Value), n.FirstSeenAt) is var began && began > since && began <= now)
                .Select(n => new Due(n.OrgGroupId, n.Reminder!.Step)),
        ];
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
