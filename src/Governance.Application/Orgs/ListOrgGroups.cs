using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>The org groups in which the actor may connect an org.</summary>
public static class ListOrgGroups
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ConnectOrg)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <summary>By name, which is unique.</summary>
    /// <param name="Id">Ours.</param>
    /// <param name="Name">As people call it.</param>
    public sealed record Row(OrgGroupId Id, string Name);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken) =>
            await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).Select(g => new Row(g.Id, g.Name))
                .ToListAsync(cancellationToken);
    }
}
