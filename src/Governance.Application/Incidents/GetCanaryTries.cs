using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>How canaries were tried in a containment, and what follows from each try; by time, then by id.</summary>
public static class GetCanaryTries
{
    /// <param name="Incident">Which.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Incident) : IQuery<IReadOnlyList<Row>>;

    /// <param name="Id">Ours.</param>
    /// <param name="App">Label of the client app.</param>
    /// <param name="Org">Label of the org.</param>
    /// <param name="Flow">Web server for a refresh token, or client credentials.</param>
    /// <param name="User">As whom; null when it never signed in.</param>
    /// <param name="Stage">When in the containment.</param>
    /// <param name="SentAt">UTC.</param>
    /// <param name="Outcome">Null while its answer was never written: then nothing is claimed.</param>
    /// <param name="Words">What came of it and what follows; null without an answer.</param>
    public sealed record Row(
        Guid Id, string App, string Org, ConnectionFlow Flow, string? User, CanaryStage Stage, DateTimeOffset SentAt, CanaryOutcome? Outcome, string? Words);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var tries = await db.CanaryTries.AsNoTracking().Where(t => t.IncidentId == request.Incident).ToListAsync(cancellationToken);
            var ids = tries.Select(t => t.OrgId).Distinct().ToArray();
            var labels = await db.Orgs.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Label, cancellationToken);
            return CanaryTry.InOrder(tries).Select(t => new Row(
                t.Id, t.AppName, labels.GetValueOrDefault(t.OrgId, "An org"), t.Flow, t.Username, t.Stage, t.SentAt, t.Outcome, t.Words)).ToArray();
        }
    }
}
