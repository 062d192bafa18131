using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Keeps the passports of one org, once: what is kept stays as it is.</summary>
public static class RecordPassports
{
    /// <param name="Incident">Of which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Passports">Signed.</param>
    [Requires(Permission.System)]
    [Audited("incident.passports-kept")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection, IReadOnlyList<Passport> Passports) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleAsync(i => i.Id == request.Incident, cancellationToken);
            var orgs = request.Passports.Select(p => p.OrgId).Distinct().ToArray();
            if (!await db.Passports.AnyAsync(p => p.IncidentId == incident.Id && orgs.Contains(p.OrgId), cancellationToken)) db.Passports.AddRange(request.Passports);
            audit.On(incident.Subject(request.Passports.Select(p => p.OrgGroupId))).Within(incident.Name).After(new AuditFields()
                .Add("connection", request.Connection.Value.ToString("D")).Add("passports", request.Passports.Count)
                .Add("passportsHash", Text.Sha256(string.Join('\n', request.Passports.Select(p => Text.Sha256(p.Text)).Order(StringComparer.Ordinal)))));
            return Done.Value;
        }
    }
}
