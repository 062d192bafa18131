using System.Text;
using FluentValidation;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Declares a containment and queues it, org by org. Cannot be undone: reconnecting needs a new consent.</summary>
public static class RevokeAuthorizations
{
    /// <param name="Selection">What the person chose.</param>
    /// <param name="PlanHash">From the preview; a plan that changed since is a Conflict.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    /// <param name="TypedName">The scope's name, above 50 targets; compared after NFKC.</param>
    /// <param name="Steps">What is done beside revoking.</param>
    [Requires(Permission.RevokeInIncident)]
    [Audited("incident.revocation-requested")]
    public sealed record Command(AuthorizationSelection Selection, string PlanHash, string Reason, string? TypedName, ContainmentSteps Steps = ContainmentSteps.None)
        : ICommand<Receipt>;

    internal const string UnreadAction = "incident.unread";

    /// <param name="IncidentId">Follow this one.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="Targets">How many.</param>
    public sealed record Receipt(IncidentId IncidentId, string Name, int Targets);

    /// <summary>The work on all targets behind one connection, an org's or a Heroku account as one.</summary>
    internal static WorkItem WorkOn(IncidentId incident, bool isAtHeroku, ConnectionId via, string actor, DateTimeOffset now) => new(
        isAtHeroku ? ContainAppLink.WorkKind : ContainOrg.WorkKind, incident.Value, via.Value, actor, now, WorkItem.First);

    /// <summary>The number of the next incident; two at once clash, and the later one is tried again. To be read before the plan: then a
    /// plan either knows the targets of every incident before it, or clashes.</summary>
    internal static async Task<int> NextNumberAsync(GovernanceDb db, CancellationToken ct) =>
        1 + (await db.Incidents.IgnoreQueryFilters().MaxAsync(i => (int?)i.Number, ct) ?? 0);

    /// <summary>Writes the incident with its targets and queues the work: what has no responder credential is recorded, but not run.</summary>
    internal static async Task<Incident> DeclareAsync(
        GovernanceDb db, CurrentActor current, RevocationPlan plan, int number, string reason, DateTimeOffset now, CancellationToken ct,
        SecondPerson.Start start = SecondPerson.Start.AtOnce)
    {
        var incident = new Incident(number, plan.ScopeName, reason, plan.Count, current.Actor.Id, current.Actor.Name, now);
        db.Incidents.Add(incident);
        var targets = new List<IncidentTarget>();
        foreach (var authorization in plan.Targets)
        {
            var target = new IncidentTarget(incident.Id, plan.Via[authorization.Id], authorization);
            if (plan.HeldBack.Contains(authorization.Id)) target.Fail(TargetState.RightMissing, ConnectionProblems.NeedsResponder);
            targets.Add(plan.More.Covered.Contains((authorization.OrgId, authorization.AppKey)) ? target.CoveringItsApp(sinceStart: false) : target);
        }
        foreach (var act in plan.More.Acts)
        {
            var target = new IncidentTarget(incident.Id, act, now);
            if (IncidentSteps.IsAct(act.Kind) && plan.IsHeldBack(act.Via)) target.Fail(TargetState.RightMissing, ConnectionProblems.NeedsResponder);
            targets.Add(target);
        }
        SecondPerson.Queue(db, incident, start, current.Actor.Id, plan.Targets.Where(t => !plan.HeldBack.Contains(t.Id))
            .Select(t => (t.Kind == AuthorizationKind.AppLink, plan.Via[t.Id])), now);
        await db.SaveChangesAsync(ct);
        await BulkInsert.AddAsync(db, targets, ct);
        db.Raise(new IncidentDeclared(incident.Id, plan.Targets.Select(t => t.OrgGroupId).Concat(plan.More.Acts.Select(a => a.OrgGroupId)).ByGroup()));
        return incident;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).IsIncidentReason();
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, AuditWriter writer, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            audit.Because(request.Reason.Trim());
            var number = await NextNumberAsync(db, cancellationToken);
            var built = await RevocationPlan.BuildAsync(db, request.Selection, now, cancellationToken, request.Steps);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            audit.On(new AuditSubject("authorizations", plan.Hash, plan.ScopeName));
            if (plan.Targets.Count == 0) return IncidentProblems.Empty;
            if (plan.HeldBack.Count == plan.Targets.Count) return IncidentProblems.NeedsResponder;
            if (plan.Hash != request.PlanHash) return IncidentProblems.PlanChanged;
            if (plan.Count > Incident.TypedNameAbove && !SameName(request.TypedName, plan.ScopeName))
                return IncidentProblems.NameMismatch;

            var start = await SecondPerson.StartOfAsync(db, current, [.. plan.Targets.Select(t => t.OrgGroupId).Distinct()], plan.Count, now, cancellationToken);
            var incident = await DeclareAsync(db, current, plan, number, request.Reason.Trim(), now, cancellationToken, start);
            audit.On(incident.Subject(plan.Targets.Select(t => t.OrgGroupId)))
                .After(incident.ToAudit().Add("planHash", plan.Hash).Add("heldBack", plan.HeldBack.Count).Add("steps", request.Steps.ToString()).Add("start", start)).Within(incident.Name);
            // An entry of its own, of no org group: who sees some of the orgs reads the one above.
            if (plan.Unread.Names is [_, ..] unread)
            {
                await writer.AppendAsync(AuditWriter.RecordOf(current, UnreadAction, new AuditSubject("authorizations", plan.Hash, plan.ScopeName), AuditOutcome.Done) with
                {
                    Reason = $"Could not be read, so that what is held there is unknown and not reached: {string.Join(", ", unread)}",
                    Incident = incident.Name,
                }, cancellationToken);
            }
            if (plan.Vendor is { } vendor) await GetRest.TellAsync(db, writer, current, incident, vendor, cancellationToken);
            return new Receipt(incident.Id, incident.Name, plan.Count);
        }

        private static bool SameName(string? typed, string name) => typed is not null && string.Equals(
            typed.Trim().Normalize(NormalizationForm.FormKC), name.Trim().Normalize(NormalizationForm.FormKC), StringComparison.Ordinal);
    }
}
