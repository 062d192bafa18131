using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>Reminders that wait for an answer, first ends first: all, or those that wait for the actor. It counts as well.</summary>
public static class ListReminders
{
    /// <summary>Most certificates that are looked at, first ends first.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows.</summary>
    public const int MaxTake = 200;

    /// <param name="Mine">Only those that wait for the actor: as owner, as deputy, or as Org admin of the org group.</param>
    /// <param name="Take">Rows, 0 to <see cref="MaxTake"/>; 0 counts only.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(bool Mine, int Take) : IQuery<Page>;

    /// <param name="Rows">First ends first.</param>
    /// <param name="Waiting">How many wait, for whomever.</param>
    /// <param name="Mine">How many of them wait for the actor.</param>
    /// <param name="IsMore">More certificates than <see cref="Depth"/> are about to end: the counts are of the first.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Waiting, int Mine, bool IsMore);

    /// <param name="Id">Which certificate.</param>
    /// <param name="Name">As the org calls it; org text.</param>
    /// <param name="OrgLabel">What people call its org.</param>
    /// <param name="EndsAt">UTC.</param>
    /// <param name="Reminder">Where it stands.</param>
    /// <param name="Owner">As people know them; null when nobody is named.</param>
    /// <param name="Deputy">As people know them; null when nobody is named.</param>
    /// <param name="PlannedFor">Day of the planned rotation, UTC; null without a plan.</param>
    /// <param name="MayAcknowledge">The actor holds the right in its org group.</param>
    public sealed record Row(
        ItemId Id, string Name, string OrgLabel, DateTimeOffset EndsAt, Reminder Reminder, string? Owner, string? Deputy, DateTimeOffset? PlannedFor,
        bool MayAcknowledge);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Take).InclusiveBetween(0, MaxTake);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, RoleMap roles, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var until = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(ReminderLadder.Steps[0] + 1);
            var near = await (from item in CertificateFilter.Present(db.Items.AsNoTracking())
                              where item.EndsAt < until
                              join found in db.CertificateCare.AsNoTracking() on item.Id equals found.ItemId into cares
                              from care in cares.DefaultIfEmpty()
                              orderby item.EndsAt, item.Id
                              select new { item.Id, item.Name, item.OrgId, item.OrgGroupId, item.EndsAt, item.FirstSeenAt, Care = care })
                .Take(Depth + 1).ToListAsync(cancellationToken);
            var mail = await CertificateRegister.OwnMailAsync(db, current, cancellationToken);
            var admin = await CertificateRegister.HeldAsync(roles, current, Permission.ConnectOrg, cancellationToken);
            var waiting = near.Take(Depth)
                .Select(n => (Near: n, Reminder: ReminderLadder.Of(n.EndsAt, n.FirstSeenAt, n.Care, now)))
                .Where(r => r.Reminder is { IsAcknowledged: false }).Select(r => (r.Near, Reminder: r.Reminder!)).ToList();
            var mine = waiting.Where(w => IsFor(w.Reminder, w.Near.Care, w.Near.OrgGroupId)).ToList();
            var shown = (request.Mine ? mine : waiting).Take(request.Take).ToList();
            if (shown.Count == 0) return new Page([], waiting.Count, mine.Count, near.Count > Depth);

            var of = shown.Select(s => s.Near.OrgId).Distinct().ToArray();
            var labels = await db.Orgs.Where(o => of.Contains(o.Id)).Select(o => new { o.Id, o.Label }).ToDictionaryAsync(o => o.Id, o => o.Label, cancellationToken);
            var people = await Owners.ReadAsync(db, cancellationToken);
            var may = await CertificateRegister.HeldAsync(roles, current, Permission.AcknowledgeReminder, cancellationToken);
            return new Page(
                [
                    .. shown.Select(s => new Row(
                        s.Near.Id, s.Near.Name, labels[s.Near.OrgId], s.Near.EndsAt!.Value, s.Reminder, NameOf(s.Near.Care?.Owner), NameOf(s.Near.Care?.Deputy),
                        s.Near.Care?.PlannedFor, may.Holds(s.Near.OrgGroupId))),
                ],
                waiting.Count, mine.Count, near.Count > Depth);

            bool IsFor(Reminder reminder, CertificateCare? care, OrgGroupId group) =>
                (mail is not null && (mail == care?.Owner || (mail == care?.Deputy && reminder.To != Reminded.Owner)))
                || (reminder.To == Reminded.OrgAdmins && admin.Holds(group));

            string? NameOf(string? address) => address is null ? null : people.NameOf(address);
        }
    }
}
