using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>One permission set: what it allows, who holds it, what it opens, and how it changed.</summary>
public static class GetPermissionSet
{
    /// <summary>Most holders that are listed.</summary>
    public const int MostHolders = 200;

    /// <summary>Most objects that are listed.</summary>
    public const int MostObjects = 500;

    /// <summary>Most changes that are listed.</summary>
    public const int MostChanges = 50;

    /// <param name="Id">Which.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ItemId Id) : IQuery<Detail>;

    /// <param name="Facts">What the set is.</param>
    /// <param name="Source">How well the org's permission sets are known.</param>
    /// <param name="Permissions">User permissions it grants, of those asked for: dangerous ones first, gravest first. Null when none
    /// could be asked for.</param>
    /// <param name="Dangerous">How many of them, at the beginning, are dangerous.</param>
    /// <param name="Objects">Object rights, the widest first, at most <see cref="MostObjects"/>; null when they could not be read.</param>
    /// <param name="ObjectCount">How many there are.</param>
    /// <param name="Holders">Users who hold it.</param>
    /// <param name="Groups">Permission set groups that hold it.</param>
    /// <param name="Opens">Client apps and credentials it opens.</param>
    /// <param name="Findings">Open findings about it, gravest first.</param>
    /// <param name="Changes">Its history, latest first, at most <see cref="MostChanges"/>.</param>
    public sealed record Detail(
        SetFacts Facts, CapabilitySource Source, IReadOnlyList<string>? Permissions, int Dangerous, IReadOnlyList<ObjectRight>? Objects,
        int ObjectCount, HolderList Holders, IReadOnlyList<HoldingGroup> Groups, IReadOnlyList<Opened> Opens, IReadOnlyList<OpenFinding> Findings,
        IReadOnlyList<Change> Changes);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Org text.</param>
    /// <param name="ApiName">Org text.</param>
    /// <param name="Kind">What it stands for.</param>
    /// <param name="IsUserMode">Integrations run with it; null when it was not judged yet.</param>
    /// <param name="IsSession">True when session-based; null when not said.</param>
    /// <param name="Namespace">Package it came in; null for the org's own.</param>
    /// <param name="FromSnapshot">Read from an imported snapshot, not from the org.</param>
    /// <param name="ModifiedAt">Changed last in the org, UTC; null when unknown.</param>
    /// <param name="ModifiedBy">By whom; org text; null when unknown.</param>
    /// <param name="FirstSeenAt">UTC.</param>
    /// <param name="GoneAt">No longer in the org since, UTC; null while it is.</param>
    public sealed record SetFacts(
        ItemId Id, string Name, string ApiName, SetKind Kind, bool? IsUserMode, bool? IsSession, string? Namespace, bool FromSnapshot,
        DateTimeOffset? ModifiedAt, string? ModifiedBy, DateTimeOffset FirstSeenAt, DateTimeOffset? GoneAt);

    /// <param name="Total">How many hold it; null when assignments could not be read.</param>
    /// <param name="AreAll">False when assignments were read for users of integrations only.</param>
    /// <param name="Users">By user name, at most <see cref="MostHolders"/>.</param>
    public sealed record HolderList(int? Total, bool AreAll, IReadOnlyList<Holder> Users);

    /// <param name="UserId">In the org.</param>
    /// <param name="Username">Org text; null when the user is not among those read.</param>
    /// <param name="DisplayName">Org text.</param>
    /// <param name="IsActive">False when deactivated; null when unknown.</param>
    /// <param name="Directly">Assigned without a group.</param>
    /// <param name="Through">Groups it comes through; org text.</param>
    /// <param name="EndsAt">When the last assignment ends, UTC; null when one does not.</param>
    /// <param name="ActiveNow">A session of the user has it activated, as of the read.</param>
    public sealed record Holder(
        string UserId, string? Username, string? DisplayName, bool? IsActive, bool Directly, IReadOnlyList<string> Through, DateTimeOffset? EndsAt,
        bool ActiveNow);

    /// <param name="Name">Org text.</param>
    /// <param name="ApiName">Org text.</param>
    /// <param name="IsSession">True when session-based; null when not said.</param>
    public sealed record HoldingGroup(string Name, string ApiName, bool? IsSession);

    /// <param name="Kind">ConnectedApplication, ExternalClientApplication or ExternalCredentialParameter.</param>
    /// <param name="Id">In the org; null in a snapshot.</param>
    /// <param name="Name">Org text; null when it is not among those read.</param>
    public sealed record Opened(string Kind, string? Id, string? Name);

    /// <param name="Id">Ours.</param>
    /// <param name="Severity">As judged last.</param>
    /// <param name="Title">What the rule asks for.</param>
    /// <param name="Reason">One sentence with the values seen.</param>
    /// <param name="Since">UTC.</param>
    public sealed record OpenFinding(FindingId Id, Severity Severity, string Title, string Reason, DateTimeOffset Since);

    /// <param name="At">Start of the read that showed it, UTC.</param>
    /// <param name="Kind">What happened.</param>
    /// <param name="Fields">What changed.</param>
    public sealed record Change(DateTimeOffset At, ItemChangeKind Kind, IReadOnlyList<ItemFieldChange> Fields);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Items.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Id && i.Kind == ItemKind.PermissionSet, cancellationToken) is not { } item)
                return InventoryProblems.PermissionSetNotFound;
            var facts = item.Facts<PermissionSetFacts>();
            var standing = await db.SetStandings.AsNoTracking().SingleOrDefaultAsync(s => s.ItemId == item.Id, cancellationToken);
            var source = (await CapabilitySources.ReadAsync(db, Capability.PermissionSets, item.OrgId, cancellationToken)).Single();
            var around = await SetSurroundings.ReadAsync(db, item, facts, clock.GetUtcNow(), cancellationToken);
            var thing = item.Id.Value;
            var findings = await db.Findings.AsNoTracking()
                .Where(f => f.ThingId == thing && (f.State == FindingState.Open || f.State == FindingState.Reopened))
                .OrderByDescending(f => f.Severity).ThenBy(f => f.RuleId).Take(50).ToListAsync(cancellationToken);
            var changes = await db.ItemChanges.AsNoTracking().Where(c => c.ItemId == item.Id)
                .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges).ToListAsync(cancellationToken);
            var dangerous = SetStanding.DangerousOf(facts);
            return new Detail(
                new SetFacts(
                    item.Id, SetStanding.NameOf(item.Name, facts), facts.ApiName, SetStanding.KindOf(facts), standing?.IsUserMode, facts.HasActivationRequired,
                    facts.Namespace, item.Source == ItemSource.Snapshot, facts.ModifiedAt, facts.ModifiedBy, item.FirstSeenAt, item.GoneAt),
                source, dangerous is null && facts.Permissions.Count == 0 ? null : [.. dangerous ?? [], .. facts.Permissions.Except(dangerous ?? [])],
                dangerous?.Count ?? 0, facts.Objects is null ? null : [.. facts.Objects.OrderByDescending(Width).ThenBy(o => o.Type, StringComparer.Ordinal).Take(MostObjects)],
                facts.Objects?.Count ?? 0, new HolderList(standing?.Holders, standing?.HoldersAreAll ?? false, around.Holders), around.Groups, around.Opens,
                [.. findings.Select(f => new OpenFinding(f.Id, f.Severity, RuleCatalogue.Find(f.RuleId)?.Title ?? f.RuleId, f.Reason, f.Since))],
                [.. changes.Select(c => new Change(c.At, c.Kind, c.Fields()))]);
        }

        private static int Width(ObjectRight right) => right.ModifyAll ? 3 : right.ViewAll ? 2 : right.Delete ? 1 : 0;
    }
}
