using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Makes targets of grants that a covered app got since the containment was declared: whoever consents anew while its tokens are
/// being revoked is caught by the re-read.</summary>
public static class TakeUpNew
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    [Requires(Permission.System)]
    [Audited("incident.new-grants-taken-up")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection) : ICommand<Receipt>;

    /// <param name="Targets">How many there are.</param>
    public sealed record Receipt(int Targets);

    /// <summary>Grants of covered apps in one org that are no targets of the containment, and that no approved return brought back.</summary>
    internal static async Task<List<Authorization>> FindAsync(GovernanceDb db, IncidentId incident, ConnectionId via, CancellationToken ct)
    {
        var covered = await (
            from t in db.Targets
            join a in db.Authorizations on t.AuthorizationId equals a.Id
            where t.IncidentId == incident && t.ConnectionId == via && t.CoversApp
            select new { a.OrgId, a.AppKey }).Distinct().ToListAsync(ct);
        if (covered.Count == 0) return [];
        var (org, apps) = (covered[0].OrgId, covered.Select(c => c.AppKey).ToArray());
        var isAgreed = await ReturnRules.AgreedAsync(db, incident, ct);
        var found = await db.Authorizations.Where(a => a.OrgId == org && apps.Contains(a.AppKey) && a.GoneAt == null && !a.IsPortalOwn && a.Kind == AuthorizationKind.OAuth
                && !db.Targets.Any(t => t.IncidentId == incident && t.AuthorizationId == a.Id))
            .OrderBy(a => a.Id).Take(RevocationPlan.MaxTargets).ToListAsync(ct);
        return [.. found.Where(a => !isAgreed(a))];
    }

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var found = await FindAsync(db, request.Incident, request.Connection, cancellationToken);
            foreach (var authorization in found)
                db.Targets.Add(new IncidentTarget(incident.Id, request.Connection, authorization).CoveringItsApp(sinceStart: true));
            incident.TakeUp(found.Count);
            await IncidentLock.FollowAsync(db, incident, clock.GetUtcNow(), cancellationToken);
            audit.On(incident.Subject(found.Select(a => a.OrgGroupId))).Within(incident.Name).After(new AuditFields().Add("targets", found.Count));
            return new Receipt(found.Count);
        }
    }
}
