using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Which group of the identity provider holds which role, and where.</summary>
public static class ListRoleMap
{
    /// <summary>Nothing to ask for: a role map is short.</summary>
    [Requires(Permission.ManageRoles)]
    public sealed record Query : IQuery<Map>;

    /// <param name="Rows">By role, then group.</param>
    /// <param name="Database">The provider in use, as in Sqlite.</param>
    public sealed record Map(IReadOnlyList<Row> Rows, string Database);

    /// <param name="Id">Ours.</param>
    /// <param name="Group">The provider's group id.</param>
    /// <param name="Role">One of the five.</param>
    /// <param name="OrgGroup">The org group it is limited to; null for all.</param>
    public sealed record Row(Guid Id, string Group, Role Role, string? OrgGroup);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, IDatabaseProvider provider) : IHandler<Query, Map>
    {
        public async Task<Result<Map>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var names = await db.OrgGroups.AsNoTracking().ToDictionaryAsync(g => g.Id, g => g.Name, cancellationToken);
            var lines = await db.RoleAssignments.AsNoTracking().ToListAsync(cancellationToken);
            return new Map(
            [
                .. lines.OrderBy(l => l.Role).ThenBy(l => l.Group, StringComparer.Ordinal)
                    .Select(l => new Row(l.Id, l.Group, l.Role, l.OrgGroupId is { } id ? names[id] : null)),
            ], provider.Name);
        }
    }
}
