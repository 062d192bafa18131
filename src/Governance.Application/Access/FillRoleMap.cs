using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Fills an empty role map from configuration; a map that holds anything is left alone.</summary>
public static class FillRoleMap
{
    /// <param name="Lines">Authentication:RoleMap.</param>
    [Requires(Permission.System)]
    [Audited("access.role-map-filled")]
    public sealed record Command(IReadOnlyList<Line> Lines) : ICommand<Receipt>;

    /// <param name="Group">The provider's group id.</param>
    /// <param name="Role">One of the five.</param>
    /// <param name="OrgGroup">Name of an org group, made if missing; "*" for all.</param>
    public sealed record Line(string Group, Role Role, string OrgGroup);

    /// <param name="Added">Lines written; 0 when the map was not empty.</param>
    public sealed record Receipt(int Added);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.RoleAssignments.AnyAsync(cancellationToken)) return new Receipt(0);
            var groups = await db.OrgGroups.ToDictionaryAsync(g => g.Name, cancellationToken);
            foreach (var line in request.Lines)
            {
                OrgGroup? group = null;
                if (line.OrgGroup != "*" && !groups.TryGetValue(line.OrgGroup, out group))
                {
                    groups[line.OrgGroup] = group = new OrgGroup(line.OrgGroup);
                    db.OrgGroups.Add(group);
                }
                db.RoleAssignments.Add(new RoleAssignment(line.Group, line.Role, group?.Id));
            }
            audit.After(new AuditFields().Add("lines", string.Join("; ", request.Lines.Select(l => $"{l.Group} {l.Role} {l.OrgGroup}"))));
            return new Receipt(request.Lines.Count);
        }
    }
}
