using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>What an actor may do right now, from the role table: read at every message, so a change takes effect at the
/// next one, on every instance.</summary>
public sealed class RoleMap(GovernanceDb db)
{
    /// <summary>Rights as found.</summary>
    /// <param name="Allowed">The actor holds the asked-for permission in at least one org group.</param>
    /// <param name="Roles">All roles held.</param>
    /// <param name="Scope">Org groups in which the permission is held.</param>
    /// <param name="ScopeNames">Their names, or "*".</param>
    /// <param name="Lines">Names exactly the roles held and where.</param>
    public sealed record Rights(bool Allowed, IReadOnlyCollection<Role> Roles, OrgScope Scope, string ScopeNames, string Lines = "");

    /// <summary>Looks up the rights; a null permission is never held.</summary>
    public async Task<Rights> RightsOfAsync(Actor actor, Permission? permission, CancellationToken ct) => RightsOf(
        actor, permission, await LinesOfAsync(actor, ct));

    private static Rights RightsOf(Actor actor, Permission? permission, Line[] lines)
    {
        // A job may do what only the portal does; somebody with a shell on the host may do that and what roles may.
        if (actor.IsSystem)
        {
            var may = permission == Permission.System || (actor.IsCommandLine && permission is not null);
            return new Rights(may, [], OrgScope.Everything, "*");
        }
        if (actor.IsEmergency) return OfEmergency(permission);
        var roles = lines.Select(l => l.Role).Distinct().Order().ToArray();
        if (permission is not { } asked || !PermissionMatrix.Allows(roles, asked))
            return new Rights(false, roles, OrgScope.Nothing, "");

        var held = string.Join(' ', lines.Select(l => $"{l.Role}@{l.OrgGroupId?.Value:N}").Distinct().Order(StringComparer.Ordinal));
        var holding = lines.Where(l => PermissionMatrix.HoldersOf(asked).Contains(l.Role)).ToArray();
        if (holding.Any(l => l.OrgGroupId is null)) return new Rights(true, roles, OrgScope.Everything, "*", held);
        var groups = holding.Select(l => l.OrgGroupId!.Value).Distinct().ToArray();
        var names = holding.Select(l => l.Name).Distinct().Order(StringComparer.Ordinal);
        return new Rights(true, roles, new OrgScope(false, groups), string.Join(", ", names), held);
    }

    /// <summary>Where each of several permissions is held; one that is held nowhere is left out.</summary>
    public async Task<IReadOnlyDictionary<Permission, OrgScope>> ScopesOfAsync(Actor actor, IEnumerable<Permission> permissions, CancellationToken ct)
    {
        var lines = await LinesOfAsync(actor, ct);
        return permissions.Distinct().Select(p => (Permission: p, Rights: RightsOf(actor, p, lines))).Where(r => r.Rights.Allowed)
            .ToDictionary(r => r.Permission, r => r.Rights.Scope);
    }

    /// <summary>The lines of the table that give an actor a permission.</summary>
    public async Task<IReadOnlyList<RoleAssignment>> LinesOfAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        if (actor.IsSystem || actor.IsEmergency || actor.Groups.Count == 0) return [];
        var giving = await GivingAsync([permission], ct);
        return [.. giving.Where(l => actor.Groups.Contains(l.Group, StringComparer.Ordinal))];
    }

    /// <summary>The lines of the table that give all of these permissions.</summary>
    public async Task<IReadOnlyList<RoleAssignment>> GivingAsync(IReadOnlyCollection<Permission> permissions, CancellationToken ct)
    {
        var all = await db.RoleAssignments.IgnoreQueryFilters().AsNoTracking().ToListAsync(ct);
        return all.FindAll(l => permissions.All(p => PermissionMatrix.HoldersOf(p).Contains(l.Role)));
    }

    /// <summary>No group gives these, and none adds to them: exactly one role, everywhere. That the session behind them is
    /// one is judged by <see cref="SessionRegister"/>.</summary>
    private static Rights OfEmergency(Permission? permission)
    {
        Role[] roles = [Role.IncidentResponder];
        return permission is { } asked && PermissionMatrix.Allows(roles, asked)
            ? new Rights(true, roles, OrgScope.Everything, "*", $"{Role.IncidentResponder}@")
            : new Rights(false, roles, OrgScope.Nothing, "");
    }

    private sealed record Line(string Group, Role Role, OrgGroupId? OrgGroupId, string? Name);

    private async Task<Line[]> LinesOfAsync(Actor actor, CancellationToken ct)
    {
        if (actor.IsSystem || actor.IsEmergency || actor.Groups.Count == 0) return [];
        var all = await (
            from line in db.RoleAssignments
            join at in db.OrgGroups on line.OrgGroupId equals (OrgGroupId?)at.Id into named
            from at in named.DefaultIfEmpty()
            select new Line(line.Group, line.Role, line.OrgGroupId, at.Name)).IgnoreQueryFilters().AsNoTracking().ToListAsync(ct);
        // Compared here, not by the database: its collation may fold case, and a look-alike group must give no role.
        return [.. all.Where(l => actor.Groups.Contains(l.Group, StringComparer.Ordinal))];
    }
}
