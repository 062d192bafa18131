using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>What is arranged for a certificate, and where it stands on the ladder of reminders.</summary>
/// <param name="OwnerMail">Null when nobody is named.</param>
/// <param name="Owner">As people know them.</param>
/// <param name="DeputyMail">Null when nobody is named.</param>
/// <param name="Deputy">As people know them.</param>
/// <param name="Plan">Null when there is none.</param>
/// <param name="PlannedBy">Who made it.</param>
/// <param name="PlannedAt">When, UTC.</param>
/// <param name="RotatedAt">When a read saw the last rotation that went by plan, UTC.</param>
/// <param name="Reminder">Null while none is due.</param>
/// <param name="AcknowledgedBy">Who saw the last step that was acknowledged.</param>
/// <param name="AcknowledgedAt">When, UTC.</param>
/// <param name="Version">Null when nothing is arranged.</param>
public sealed record CertificateStanding(
    string? OwnerMail, string? Owner, string? DeputyMail, string? Deputy, RotationPlan? Plan, string? PlannedBy, DateTimeOffset? PlannedAt,
    DateTimeOffset? RotatedAt, Reminder? Reminder, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, Guid? Version)
{
    internal static CertificateStanding Of(InventoryItem item, CertificateCare? care, Owners people, DateTimeOffset now) => new(
        care?.Owner, NameOf(people, care?.Owner), care?.Deputy, NameOf(people, care?.Deputy), care?.Plan(), care?.PlannedBy, care?.PlannedAt,
        care?.RotatedAt, item.GoneAt is null ? ReminderLadder.Of(item.EndsAt, item.FirstSeenAt, care, now) : null, care?.AcknowledgedBy, care?.AcknowledgedAt, care?.Version);

    /// <summary>Of these items only.</summary>
    internal static async Task<IReadOnlyDictionary<ItemId, CertificateStanding>> ReadAsync(
        GovernanceDb db, IReadOnlyList<InventoryItem> items, DateTimeOffset now, CancellationToken ct)
    {
        var ids = items.Select(i => i.Id).ToArray();
        var cares = await db.CertificateCare.AsNoTracking().Where(c => ids.Contains(c.ItemId)).ToDictionaryAsync(c => c.ItemId, ct);
        var people = await Owners.ReadAsync(db, ct);
        return items.ToDictionary(i => i.Id, i => Of(i, cares.GetValueOrDefault(i.Id), people, now));
    }

    private static string? NameOf(Owners people, string? mail) => mail is null ? null : people.NameOf(mail);
}
