using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>All integrations, and which of them an actor sees: those with a part that is there in scope (contracts §1), and those the
/// actor confirmed, who knows them anyway.</summary>
internal static class IntegrationRegister
{
    /// <summary>What the actor sees, with what is there of each in scope.</summary>
    public static async Task<(IReadOnlyList<Integration> Seen, ILookup<IntegrationId, IntegrationPiece> Pieces)> SeenAsync(
        GovernanceDb db, CurrentActor actor, CancellationToken ct)
    {
        var all = await db.Integrations.AsNoTracking().ToListAsync(ct);
        var pieces = await IntegrationReach.ReadAsync(db, all, ct);
        return (await VisibleAsync(db, actor, all, pieces, ct), pieces);
    }

    /// <summary>What the actor sees of these.</summary>
    public static async Task<IReadOnlyList<Integration>> SeenAmongAsync(
        GovernanceDb db, CurrentActor actor, IReadOnlyList<Integration> some, CancellationToken ct) =>
        actor.Scope.All ? some : await VisibleAsync(db, actor, some, await IntegrationReach.ReadAsync(db, some, ct), ct);

    private static async Task<IReadOnlyList<Integration>> VisibleAsync(
        GovernanceDb db, CurrentActor actor, IReadOnlyList<Integration> all, ILookup<IntegrationId, IntegrationPiece> pieces, CancellationToken ct)
    {
        if (actor.Scope.All) return all;
        var own = await OwnAsync(db, actor, ct);
        return [.. all.Where(i => pieces.Contains(i.Id) || own.Contains(i.Id))];
    }

    /// <summary>One to be changed; null when it is not there for the actor. What is hidden costs as much as what is absent.</summary>
    public static async Task<Integration?> FindAsync(GovernanceDb db, CurrentActor actor, IntegrationId id, CancellationToken ct)
    {
        if (!actor.Scope.All && (await SeenAsync(db, actor, ct)).Seen.All(i => i.Id != id)) return null;
        return await db.Integrations.SingleOrDefaultAsync(i => i.Id == id, ct);
    }

    /// <summary>Parts that lie outside the actor's org groups: neither shown nor changed.</summary>
    public static async Task<IReadOnlyList<IntegrationPart>> HiddenPartsAsync(GovernanceDb db, CurrentActor actor, Integration integration, CancellationToken ct)
    {
        if (actor.Scope.All) return [];
        var orgs = await db.Orgs.Select(o => o.Id).ToListAsync(ct);
        var here = await IntegrationReach.PiecesAsync(db, integration.Parts, ct);
        var isOwn = (await OwnAsync(db, actor, ct)).Contains(integration.Id);
        return [.. integration.Parts.Where(p => p.OrgId is { } org ? !orgs.Contains(org) : !isOwn && !here.Any(h => h.IsClaimedBy(p)))];
    }

    /// <summary>Null when the draft can be taken over; names are unique over all integrations, seen or not.</summary>
    public static async Task<Problem?> CheckAsync(GovernanceDb db, CurrentActor actor, IntegrationId? self, IntegrationDraft draft, CancellationToken ct)
    {
        var wanted = Text.Comparable(draft.Name, Integration.NameMaxLength);
        var names = await db.Integrations.AsNoTracking().Where(i => i.Id != (self ?? default)).Select(i => i.Name).ToListAsync(ct);
        if (names.Any(n => Text.Comparable(n, Integration.NameMaxLength) == wanted)) return IntegrationProblems.NameTaken;
        OrgId[] bound = [.. draft.Parts.Select(p => p.Org).OfType<OrgId>().Distinct()];
        if (await db.Orgs.CountAsync(o => bound.Contains(o.Id), ct) != bound.Length) return IntegrationProblems.NoSuchOrg;
        if (draft.Facts.Vendor is not { } vendor) return null;
        var hidden = await VendorRegister.HiddenAsync(db, actor, ct);
        return await db.Vendors.AnyAsync(v => v.Id == vendor, ct) && !hidden.Contains(vendor) ? null : VendorProblems.NotFound;
    }

    /// <summary>An integration as the audit names it; it belongs to no org group.</summary>
    public static AuditSubject Subject(this Integration integration) => new("integration", integration.Id.Value.ToString("D"), integration.Name);

    /// <summary>The actor, as the architecture review keeps who answered it last.</summary>
    public static AnswerStamp Stamp(this CurrentActor current, DateTimeOffset now) => new(current.Actor.Id, current.Actor.Name, now);

    private static async Task<HashSet<IntegrationId>> OwnAsync(GovernanceDb db, CurrentActor actor, CancellationToken ct) =>
        // Entries about integrations belong to no org group: without the filter, but only the actor's own.
        [.. (await db.AuditEntries.IgnoreQueryFilters()
                .Where(e => e.ActorId == actor.Actor.Id && e.Action == CreateIntegration.Action && e.Outcome == AuditOutcome.Done)
                .Select(e => e.SubjectId).ToListAsync(ct)).Select(id => new IntegrationId(Guid.Parse(id)))];
}
