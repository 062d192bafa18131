using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>The figures beside the navigation, within the actor's org groups.</summary>
public static class GetNavCounts
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<Counts>;

    /// <param name="Orgs">Live connections.</param>
    /// <param name="Authorizations">Present as of the last complete reads.</param>
    /// <param name="Running">Incidents under way, newest first.</param>
    public sealed record Counts(int Orgs, int Authorizations, IReadOnlyList<Running> Running);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in INC-0007.</param>
    public sealed record Running(IncidentId Id, string Name);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Counts>
    {
        public async Task<Result<Counts>> Handle(Query request, CancellationToken cancellationToken)
        {
            var running = await db.Incidents.AsNoTracking()
                .Where(i => i.State != IncidentState.Contained && i.State != IncidentState.Closed)
                .OrderByDescending(i => i.Number).Take(5).Select(i => new { i.Id, i.Number }).ToListAsync(cancellationToken);
            return new Counts(
                await db.Connections.CountAsync(c => c.State != ConnectionState.Disconnected, cancellationToken),
                await db.Authorizations.CountAsync(a => a.GoneAt == null, cancellationToken),
                [.. running.Select(i => new Running(i.Id, $"INC-{i.Number:0000}"))]);
        }
    }
}
