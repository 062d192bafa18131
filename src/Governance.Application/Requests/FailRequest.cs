using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>A person says that an approved request can't be carried out, and why. It is over then.</summary>
public static class FailRequest
{
    /// <param name="Id">Which request.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.failed")]
    public sealed record Command(RequestId Id, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(Request.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, RoleMap roles, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } failed) return RequestProblems.NotFound;
            audit.On(failed.Subject()).For(failed.Name).Because(request.Reason.Trim()).Before(failed.ToAudit());
            if (!await TickStep.IsTheirsAsync(roles, current, failed, cancellationToken)) return RequestProblems.NotYourStep;
            // What a containment carries out ends with it.
            if (failed.IncidentId is not null) return RequestProblems.NoStep;
            if (failed.Fail(request.Reason, by, clock.GetUtcNow()) is { } refusal) return refusal;
            db.Raise(new RequestSettled(failed.Id, failed.Kind, failed.State, null, by, request.Reason.Trim()));
            audit.After(failed.ToAudit());
            return Done.Value;
        }
    }
}
