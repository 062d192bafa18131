using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>Certificates and what is arranged for them, for those who change it.</summary>
internal static class CertificateRegister
{
    /// <summary>A certificate of the actor's scope; null when there is none.</summary>
    public static Task<InventoryItem?> FindAsync(GovernanceDb db, ItemId id, CancellationToken ct) => db.Items.AsNoTracking().SingleOrDefaultAsync(
        i => i.Id == id && (i.Kind == ItemKind.Certificate || i.Kind == ItemKind.AppCertificate), ct);

    /// <summary>What is arranged for it, begun when nothing is yet.</summary>
    public static async Task<CertificateCare> CareOfAsync(GovernanceDb db, ItemId id, CancellationToken ct)
    {
        if (await db.CertificateCare.SingleOrDefaultAsync(c => c.ItemId == id, ct) is { } known) return known;
        var care = new CertificateCare(id);
        db.CertificateCare.Add(care);
        return care;
    }

    /// <summary>True when the form was made from what stands now; without a version, from nothing.</summary>
    public static bool IsAsSeen(this CertificateCare care, GovernanceDb db, Guid? version) =>
        db.Entry(care).State == EntityState.Added ? version is null : care.Version == version;

    /// <summary>As an audit entry names it.</summary>
    public static AuditSubject Subject(this InventoryItem item) => new("certificate", item.Id.Value.ToString("D"), item.Name, item.OrgGroupId);

    /// <summary>The actor's e-mail address in lower case; null when the provider gave none, and for jobs.</summary>
    public static async Task<string?> OwnMailAsync(GovernanceDb db, CurrentActor current, CancellationToken ct)
    {
        const string person = "person:";
        if (!current.Actor.Id.StartsWith(person, StringComparison.Ordinal) || !Guid.TryParse(current.Actor.Id[person.Length..], out var id)) return null;
        var mail = await db.People.Where(p => p.Id == new PersonId(id)).Select(p => p.Mail).SingleOrDefaultAsync(ct);
        return mail is null ? null : Integrations.Mail.Key(mail);
    }

    /// <summary>Where the actor holds a permission, of the org groups.</summary>
    public static async Task<OrgScope> HeldAsync(RoleMap roles, CurrentActor current, Permission permission, CancellationToken ct) =>
        (await roles.RightsOfAsync(current.Actor, permission, ct)).Scope;

    /// <summary>True when the scope holds the group.</summary>
    public static bool Holds(this OrgScope scope, OrgGroupId group) => scope.All || scope.Groups.Contains(group);
}
