using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Vendors;

/// <summary>All vendors, and which of them an actor sees: those with an authorization in scope (contracts §1), and those
/// the actor created, who knows them anyway. What a vendor has elsewhere makes no difference.</summary>
internal static class VendorRegister
{
    public static async Task<IReadOnlyList<Vendor>> VisibleAsync(GovernanceDb db, CurrentActor actor, CancellationToken ct)
    {
        var all = await db.Vendors.AsNoTracking().ToListAsync(ct);
        var hidden = await HiddenAsync(db, actor, ct);
        return hidden.Count == 0 ? all : [.. all.Where(v => !hidden.Contains(v.Id))];
    }

    /// <summary>Vendors without an authorization in scope that somebody else created.</summary>
    public static async Task<IReadOnlySet<VendorId>> HiddenAsync(GovernanceDb db, CurrentActor actor, CancellationToken ct) =>
        actor.Scope.All ? new HashSet<VendorId>() : await HiddenAsync(db, actor, await db.Vendors.Select(v => v.Id).ToArrayAsync(ct), ct);

    /// <summary>Those of the given ones.</summary>
    public static async Task<IReadOnlySet<VendorId>> HiddenAsync(GovernanceDb db, CurrentActor actor, VendorId[] all, CancellationToken ct)
    {
        if (actor.Scope.All) return new HashSet<VendorId>();
        // Entries about vendors belong to no org group: without the filter, but only the actor's own.
        var own = (await db.AuditEntries.IgnoreQueryFilters()
                .Where(e => e.ActorId == actor.Actor.Id && e.Action == CreateVendor.Action && e.Outcome == AuditOutcome.Done)
                .Select(e => e.SubjectId).ToListAsync(ct))
            .Select(id => new VendorId(Guid.Parse(id)));
        var here = await db.Authorizations.Where(a => a.VendorId != null && all.Contains(a.VendorId.Value))
            .Select(a => a.VendorId!.Value).Distinct().ToListAsync(ct);
        return all.Except(here).Except(own).ToHashSet();
    }

    /// <summary>Null when name and rules are free; looks at every vendor, seen or not.</summary>
    public static async Task<Problem?> CheckAsync(
        GovernanceDb db, CurrentActor actor, VendorId? self, string name, IReadOnlyList<VendorRuleDraft> rules, CancellationToken ct)
    {
        var others = await db.Vendors.AsNoTracking().Where(v => v.Id != (self ?? default)).ToListAsync(ct);
        var wanted = Text.Comparable(name, Vendor.NameMaxLength);
        if (others.Any(v => Text.Comparable(v.Name, Vendor.NameMaxLength) == wanted)) return VendorProblems.NameTaken;

        var keys = rules.Select(r => r.Key).ToHashSet();
        foreach (var other in others)
        {
            if (other.Rules.FirstOrDefault(r => keys.Contains((r.Kind, r.Pattern))) is not { } same) continue;
            var hidden = await HiddenAsync(db, actor, ct);
            return VendorProblems.RuleTaken(same.Pattern, hidden.Contains(other.Id) ? null : other.Name);
        }
        return null;
    }

    /// <summary>A vendor as the audit names it; it belongs to no org group.</summary>
    public static AuditSubject Subject(this Vendor vendor) => new("vendor", vendor.Id.Value.ToString("D"), vendor.Name);
}
