using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>A person says whether an org runs on Hyperforce or Classic. It is a statement about the org and opens nothing, so it
/// takes the right to edit what is recorded, not the right to connect.</summary>
public static class ConfirmDeployment
{
    /// <param name="Id">Which org.</param>
    /// <param name="Infrastructure">Where it runs; unknown takes the confirmation back.</param>
    /// <param name="Instance">The instance name that they saw; another one is a Conflict.</param>
    [Requires(Permission.EditIntegration)]
    [Audited("org.deployment-confirmed")]
    public sealed record Command(OrgId Id, OrgInfrastructure Infrastructure, string Instance) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Infrastructure).IsInEnum();
            RuleFor(c => c.Instance).NotNull();
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return ArchitectureProblems.PersonNeeded;
            if (await db.Orgs.SingleOrDefaultAsync(o => o.Id == request.Id, cancellationToken) is not { } org) return ArchitectureProblems.NoSuchOrg;
            audit.On(new AuditSubject("org", org.Id.Value.ToString("D"), org.Label, org.OrgGroupId));
            if (org.InstanceName != request.Instance) return ArchitectureProblems.Moved;

            audit.Before(FieldsOf(org));
            org.ConfirmInfrastructure(request.Infrastructure, by.Name, clock.GetUtcNow());
            // It, and what belongs to no org, are judged anew.
            db.Raise(new InventoryRecorded(org.Id));
            audit.After(FieldsOf(org));
            return Done.Value;
        }

        private static AuditFields FieldsOf(Org org) => new AuditFields().Add("infrastructure", org.Infrastructure).Add("instance", org.InstanceName)
            .Add("isConfirmed", org.IsInfrastructureConfirmed).Add("confirmedAt", org.InfrastructureConfirmedAt);
    }
}
