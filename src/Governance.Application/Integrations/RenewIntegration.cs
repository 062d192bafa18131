using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>Writes the day that an approved renewal agreed to on the card of its integration.</summary>
public static class RenewIntegration
{
    /// <param name="Id">Which.</param>
    /// <param name="Until">To be looked at again on this day, UTC.</param>
    /// <param name="By">Name of the request.</param>
    [Requires(Permission.System)]
    [Audited("integration.renewed")]
    public sealed record Command(IntegrationId Id, DateOnly Until, string By) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Integrations.Include(i => i.Parts).SingleOrDefaultAsync(i => i.Id == request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            audit.On(integration.Subject()).For(request.By).Before(integration.ToAudit());
            integration.Record(integration.Facts() with { ReviewAt = new DateTimeOffset(request.Until.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) });
            db.Raise(new IntegrationChanged([.. integration.Parts]));
            audit.After(integration.ToAudit());
            return Done.Value;
        }
    }
}
