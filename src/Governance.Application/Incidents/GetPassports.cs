using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>The passports of one containment: what each would bring back, until when, and what is asked for by it.</summary>
public static class GetPassports
{
    /// <param name="Incident">Of which containment.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Incident) : IQuery<Passports>;

    /// <param name="Rows">By org, then by client app.</param>
    /// <param name="Refusal">Why nothing can be asked for by any of them now; null when it can.</param>
    public sealed record Passports(IReadOnlyList<Row> Rows, Problem? Refusal);

    /// <param name="Id">Of the passport.</param>
    /// <param name="Org">Label of the org.</param>
    /// <param name="App">Label of the client app.</param>
    /// <param name="ExpiresAt">UTC.</param>
    /// <param name="Content">What it says; null when it is altered or has expired.</param>
    /// <param name="Refusal">Why nothing can be asked for by it; null when it can.</param>
    /// <param name="Request">The request that is under way, or was done; null for none.</param>
    /// <param name="RequestName">As in REQ-0001.</param>
    public sealed record Row(
        Guid Id, string Org, string App, DateTimeOffset ExpiresAt, PassportContent? Content, Problem? Refusal, RequestId? Request, string? RequestName);

    internal sealed class Handler(GovernanceDb db, PassportSeal seal, TimeProvider clock) : IHandler<Query, Passports>
    {
        public async Task<Result<Passports>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Incident, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;
            var passports = await db.Passports.AsNoTracking().Where(p => p.IncidentId == incident.Id).ToListAsync(cancellationToken);
            var orgs = passports.Select(p => p.OrgId).Distinct().ToArray();
            var labels = await db.Orgs.AsNoTracking().Where(o => orgs.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Label, cancellationToken);
            var ids = passports.Select(p => (Guid?)p.Id).ToArray();
            var asked = await db.Requests.AsNoTracking().Where(r => r.Kind == RequestKind.ReturnToService && ids.Contains(r.SubjectId))
                .OrderByDescending(r => r.Number).ToListAsync(cancellationToken);
            List<Row> rows = [];
            foreach (var passport in passports)
            {
                var read = await seal.OpenAsync(passport, now, cancellationToken);
                var its = asked.FirstOrDefault(r => r.SubjectId == passport.Id && ReturnRules.IsUnderWay(r.StateAt(now)) || r.SubjectId == passport.Id && r.State == RequestState.Done);
                rows.Add(new Row(passport.Id, labels.GetValueOrDefault(passport.OrgId, "An org"), read.Value?.App ?? passport.AppKey, passport.ExpiresAt, read.Value, read.Problem, its?.Id, its?.Name));
            }
            return new Passports(
                [.. rows.OrderBy(r => r.Org, StringComparer.Ordinal).ThenBy(r => r.App, StringComparer.Ordinal).ThenBy(r => r.Id)],
                ReturnRules.OpenRefusal(incident));
        }
    }
}
