using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Writes what came of an undo.</summary>
public static class RecordUndo
{
    /// <param name="Target">Of what.</param>
    /// <param name="Words">What came of it.</param>
    /// <param name="SeenAt">Start of the read that showed the former state again, UTC; null when it was not shown.</param>
    [Requires(Permission.System)]
    [Audited("incident.undo-answered")]
    public sealed record Command(TargetId Target, string Words, DateTimeOffset? SeenAt) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var target = await db.Targets.SingleAsync(t => t.Id == request.Target, cancellationToken);
            var incident = await db.Incidents.SingleAsync(i => i.Id == target.IncidentId, cancellationToken);
            target.EndUndo(request.Words, request.SeenAt);
            audit.On(incident.Subject([target.OrgGroupId])).Within(incident.Name).Because(request.Words)
                .After(new AuditFields().Add("target", target.Id.Value.ToString("D")).Add("kind", target.Kind).Add("undone", request.SeenAt is not null));
            return Done.Value;
        }
    }
}
