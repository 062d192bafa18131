using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Forgets a canary with its credential. The grant is the company's own and stays at the org; what the canary showed stays too.</summary>
public static class WithdrawCanary
{
    /// <param name="Id">Which canary.</param>
    [Requires(Permission.ConnectOrg)]
    [Audited("canary.withdrawn")]
    public sealed record Command(CanaryId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Canaries.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } canary) return CanaryProblems.NotFound;
            audit.On(canary.Subject()).Before(canary.ToAudit());
            await EraseAsync(db, secrets, canary, cancellationToken);
            return Done.Value;
        }
    }

    /// <summary>A canary as the audit names it: by its client app.</summary>
    internal static AuditSubject Subject(this Canary canary) => new("canary", canary.AppId.Value.ToString("D"), canary.AppName, canary.OrgGroupId);

    /// <summary>With all that the portal holds of it.</summary>
    internal static async Task EraseAsync(GovernanceDb db, ISecretStore secrets, Canary canary, CancellationToken ct)
    {
        db.Canaries.Remove(canary);
        await ForgetAsync(db, secrets, canary.Id, ct);
    }

    /// <summary>Its credential and the lease of its refreshes.</summary>
    internal static async Task ForgetAsync(GovernanceDb db, ISecretStore secrets, CanaryId id, CancellationToken ct)
    {
        await secrets.DeleteAsync(SecretName.CanaryToken(id), ct);
        await secrets.DeleteAsync(SecretName.CanarySecret(id), ct);
        var lease = new ConnectionId(id.Value);
        await db.RefreshLeases.Where(l => l.ConnectionId == lease).ExecuteDeleteAsync(ct);
    }
}
