using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Which group of the identity provider holds which role, and where; and the changes that wait for a second
/// person, with who gains or loses what.</summary>
public static class ListRoleMap
{
    /// <summary>Nothing to ask for: a role map is short.</summary>
    [Requires(Permission.ConfirmAccessChange)]
    public sealed record Query : IQuery<Map>;

    /// <param name="Rows">By role, then group.</param>
    /// <param name="Waiting">Open changes, oldest first.</param>
    /// <param name="OrgGroups">All of them, by name.</param>
    /// <param name="Version">Names exactly this map: what a confirmation is bound to.</param>
    /// <param name="Database">The provider in use, as in Sqlite.</param>
    public sealed record Map(
        IReadOnlyList<Row> Rows, IReadOnlyList<Change> Waiting, IReadOnlyList<OrgGroupRow> OrgGroups, string Version, string Database);

    /// <param name="Id">Ours.</param>
    /// <param name="Group">The provider's group id.</param>
    /// <param name="Role">One of the five.</param>
    /// <param name="OrgGroupId">The org group it is limited to; null for all.</param>
    /// <param name="OrgGroup">Its name.</param>
    public sealed record Row(Guid Id, string Group, Role Role, OrgGroupId? OrgGroupId, string? OrgGroup);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As people call it.</param>
    public sealed record OrgGroupRow(OrgGroupId Id, string Name);

    /// <param name="Id">Ours.</param>
    /// <param name="Kind">Adds or removes.</param>
    /// <param name="Group">The provider's group id.</param>
    /// <param name="Role">One of the five.</param>
    /// <param name="OrgGroup">Name; null for all.</param>
    /// <param name="Reason">Why, in the proposer's words.</param>
    /// <param name="ProposedBy">Name.</param>
    /// <param name="ProposedAt">UTC.</param>
    /// <param name="ExpiresAt">UTC.</param>
    /// <param name="People">Who signed in within the last 90 days and was in the group then; by name.</param>
    /// <param name="IsOwn">The asking person proposed it.</param>
    /// <param name="Refusal">Why the asking person can't decide it; null when they can.</param>
    public sealed record Change(Guid Id, RoleChangeKind Kind, string Group, Role Role, string? OrgGroup, string Reason, string ProposedBy,
        DateTimeOffset ProposedAt, DateTimeOffset ExpiresAt, IReadOnlyList<Touched> People, bool IsOwn, Problem? Refusal);

    /// <param name="Name">Label.</param>
    /// <param name="Mail">Label; null when not given.</param>
    /// <param name="OtherLine">They hold the role there through another group too: for them nothing changes.</param>
    public sealed record Touched(string Name, string? Mail, bool OtherLine);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, IDatabaseProvider provider, TimeProvider clock) : IHandler<Query, Map>
    {
        public async Task<Result<Map>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var groups = await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).Select(g => new OrgGroupRow(g.Id, g.Name)).ToListAsync(cancellationToken);
            var names = groups.ToDictionary(g => g.Id, g => g.Name);
            var lines = await db.RoleAssignments.AsNoTracking().ToListAsync(cancellationToken);
            Row[] rows =
            [
                .. lines.OrderBy(l => l.Role).ThenBy(l => l.Group, StringComparer.Ordinal).ThenBy(l => l.Id)
                    .Select(l => new Row(l.Id, l.Group, l.Role, l.OrgGroupId, l.OrgGroupId is { } id ? names[id] : null)),
            ];
            return new Map(rows, await WaitingAsync(lines, names, cancellationToken), groups, RoleMapLines.VersionOf(lines), provider.Name);
        }

        private async Task<Change[]> WaitingAsync(List<RoleAssignment> lines, Dictionary<OrgGroupId, string> names, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var open = await db.RoleChanges.AsNoTracking().Where(c => c.State == RoleChangeState.Proposed && c.ExpiresAt > now)
                .OrderBy(c => c.ProposedAt).ThenBy(c => c.Id).ToListAsync(ct);
            if (open.Count == 0) return [];
            var people = await RoleMapLines.PeopleAsync(db, now, ct);
            var (actor, held) = (current.Actor, current.Actor.Groups);
            return
            [
                .. open.Select(c => new Change(c.Id, c.Kind, c.Group, c.Role, c.OrgGroupId is { } id ? names[id] : null, c.Reason,
                    c.ProposedBy, c.ProposedAt, c.ExpiresAt, TouchedBy(c, people, lines), c.ProposedById == actor.Id,
                    c.SecondPersonRefusal(actor.Id, held, now))),
            ];
        }

        private static Touched[] TouchedBy(RoleChange change, List<Person> people, List<RoleAssignment> lines) =>
        [
            .. people.Where(p => p.WasIn(change.Group)).OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Id.Value)
                .Select(p => new Touched(p.Name, p.Mail, lines.Any(l => l.Role == change.Role
                    && (l.OrgGroupId is null || l.OrgGroupId == change.OrgGroupId)
                    && !string.Equals(l.Group, change.Group, StringComparison.Ordinal) && p.WasIn(l.Group)))),
        ];
    }
}
