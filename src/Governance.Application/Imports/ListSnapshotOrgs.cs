using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>The orgs that are known by snapshots only, by name: where a snapshot may be imported again.</summary>
public static class ListSnapshotOrgs
{
    /// <summary>All of them, within the actor's org groups.</summary>
    [Requires(Permission.ImportSnapshot)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <param name="Id">Ours.</param>
    /// <param name="Label">What people call it.</param>
    /// <param name="OrgGroup">Its org group.</param>
    public sealed record Row(OrgId Id, string Label, OrgGroupId OrgGroup = default);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken) =>
            await db.Orgs.AsNoTracking().Where(o => o.SalesforceKey.StartsWith(Org.SnapshotKey)).OrderBy(o => o.Label).ThenBy(o => o.Id)
                .Select(o => new Row(o.Id, o.Label, o.OrgGroupId)).ToListAsync(cancellationToken);
    }
}
