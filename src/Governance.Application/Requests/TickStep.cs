using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>A person says that one step of an approved request's checklist is done, and what they did. With the last step it is done.</summary>
public static class TickStep
{
    /// <param name="Id">Which request.</param>
    /// <param name="Step">Which step, from 0.</param>
    /// <param name="Note">What they did, 10 to 2,000 characters.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.step-ticked")]
    public sealed record Command(RequestId Id, int Step, string Note) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MaximumLength(Request.ReasonMaxLength);
    }

    internal sealed class Handler(
        GovernanceDb db, CurrentActor current, AuditDraft audit, RoleMap roles, RequestKinds kinds, ConnectedByRequest connected, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.AsSplitQuery().Include(r => r.Decisions).Include(r => r.Notes).SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } ticked)
                return RequestProblems.NotFound;
            audit.On(ticked.Subject()).For(ticked.Name).Because(request.Note.Trim()).Before(ticked.ToAudit());
            if (!await IsTheirsAsync(roles, current, ticked, cancellationToken)) return RequestProblems.NotYourStep;

            var now = clock.GetUtcNow();
            var kind = kinds.Of(ticked.Kind);
            if (ticked.State == RequestState.WaitingForPerson && await kind.StepRefusalAsync(ticked, request.Step, now, cancellationToken) is { } notNow) return notNow;
            var steps = (await kind.DescribeAsync(ticked, now, cancellationToken)).Steps;
            if (request.Step >= 0 && request.Step < steps.Count && steps[request.Step].IsByItself && !await connected.IsAsync(ticked, cancellationToken))
                return RequestProblems.NotConnected;
            if (ticked.Tick(request.Step, steps.Count, request.Note, by, now) is { } refusal) return refusal;
            if (RequestStates.IsOver(ticked.State)) db.Raise(new RequestSettled(ticked.Id, ticked.Kind, ticked.State, ticked.AgreedUntil, by, request.Note.Trim()));
            else db.Raise(new RequestStepTicked(ticked.Id));
            audit.After(ticked.ToAudit().Add("step", request.Step + 1));
            return Done.Value;
        }
    }

    /// <summary>What a person has to do is done by whoever asked, or by an Org admin of its org group.</summary>
    internal static async Task<bool> IsTheirsAsync(RoleMap roles, CurrentActor current, Request request, CancellationToken ct) =>
        request.AskedById == current.Actor.Id || (await RequestRights.OfAsync(roles, current.Actor, ct)).Tick.Sees(request.OrgGroupId);
}
