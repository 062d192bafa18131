using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>Declares a containment of one AppLink connection and queues it. Cannot be undone: connecting anew needs a
/// consent in the org, and what was published must be published again.</summary>
public static class DeleteAppLinkConnection
{
    /// <param name="Connection">The AppLink connection.</param>
    /// <param name="PlanHash">From the preview; a plan that changed since is a Conflict.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    [Requires(Permission.RevokeInIncident)]
    [Audited("incident.applink-deletion-requested")]
    public sealed record Command(AppLinkRecordId Connection, string PlanHash, string Reason) : ICommand<Receipt>;

    /// <param name="IncidentId">Follow this one.</param>
    /// <param name="Name">As in INC-0001.</param>
    public sealed record Receipt(IncidentId IncidentId, string Name);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).IsIncidentReason();
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            audit.Because(request.Reason.Trim()).On(new AuditSubject("applink-connection", request.Connection.Value.ToString("D"), ""));
            var number = await RevokeAuthorizations.NextNumberAsync(db, cancellationToken);
            var built = await AppLinkDeletionPlan.BuildAsync(db, request.Connection, cancellationToken);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            audit.On(new AuditSubject("applink-connection", request.Connection.Value.ToString("D"), plan.Record.Name, plan.Org.OrgGroupId));
            if (plan.Hash != request.PlanHash) return IncidentProblems.PlanChanged;

            var incident = new Incident(
                number, $"AppLink connection {plan.Record.Name}", request.Reason.Trim(), 1, current.Actor.Id, current.Actor.Name, now);
            db.Incidents.Add(incident);
            db.Targets.Add(new IncidentTarget(incident.Id, plan.Account.Via, plan.Org, plan.Addon, plan.Record));
            var start = await SecondPerson.StartOfAsync(db, current, [plan.Org.OrgGroupId], incident.TargetCount, now, cancellationToken);
            SecondPerson.Queue(db, incident, start, current.Actor.Id, [(true, plan.Account.Via)], now);
            db.Raise(new IncidentDeclared(incident.Id, new[] { plan.Org.OrgGroupId }.ByGroup()));
            audit.On(incident.Subject([plan.Org.OrgGroupId])).Within(incident.Name).After(incident.ToAudit()
                .Add("account", plan.Account.Name).Add("addon", plan.Addon.Name).Add("org", plan.Org.SalesforceKey)
                .Add("ending", plan.Ending.Count).Add("planHash", plan.Hash).Add("start", start));
            return new Receipt(incident.Id, incident.Name);
        }
    }
}
