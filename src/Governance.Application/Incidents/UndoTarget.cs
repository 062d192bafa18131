using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Incidents;

/// <summary>Takes back one thing that a containment did in an org: exactly the former state, and only what the policies allow now. Revoked
/// grants, ended sessions and secrets never come back. While the incident is open this mends a mistake; once it is closed, it takes an approved
/// return to service that covers what is given back.</summary>
public static class UndoTarget
{
    /// <param name="Incident">Of which containment.</param>
    /// <param name="Target">What.</param>
    /// <param name="Reason">Why: 10 to 2,000 characters.</param>
    [Requires(Permission.ReturnToService)]
    [Audited("incident.undo-requested")]
    public sealed record Command(IncidentId Incident, TargetId Target, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).IsIncidentReason();
    }

    internal sealed class Handler(
        GovernanceDb db, CurrentActor current, AuditDraft audit, ReturnRules returns, RequestApprovals approvals, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            if (await db.Targets.SingleOrDefaultAsync(t => t.Id == request.Target && t.IncidentId == request.Incident, cancellationToken) is not { } target)
                return IncidentProblems.TargetNotFound;
            audit.On(incident.Subject([target.OrgGroupId])).Within(incident.Name).Because(request.Reason.Trim());
            if (await ForbiddenAsync(target, cancellationToken) is { } rule) return IncidentProblems.StaysOff(rule);
            var now = clock.GetUtcNow();
            if (incident.State == IncidentState.Closed && await NotAgreedAsync(target, now, cancellationToken) is { } notAgreed) return notAgreed;
            if (target.AskUndo(now) is { } refusal) return refusal;
            // Never beside a containment that acts in the same org.
            db.Work.Add(new WorkItem(UndoWork.WorkKind, target.Id.Value, target.ConnectionId.Value, current.Actor.Id, now, WorkItem.Urgent, lane: ContainOrg.WorkKind));
            audit.After(new AuditFields().Add("target", target.Id.Value.ToString("D")).Add("kind", target.Kind));
            return Done.Value;
        }

        /// <summary>Counts the approvals again, of any return that covers it; null when one holds.</summary>
        private async Task<Problem?> NotAgreedAsync(IncidentTarget target, DateTimeOffset now, CancellationToken ct)
        {
            Problem? doubtful = ReturnProblems.NeedsReturn;
            foreach (var request in await returns.CoveringAsync(target, now, ct))
            {
                if ((doubtful = await approvals.CheckAsync(request, null, ct)) is not null) continue;
                audit.For(request.Name);
                return null;
            }
            return doubtful;
        }

        /// <summary>The rule of a critical finding about what would be given back; null when there is none.</summary>
        private async Task<string?> ForbiddenAsync(IncidentTarget target, CancellationToken ct)
        {
            var things = (await db.Items.AsNoTracking().Where(i => i.OrgId == target.OrgId && i.GoneAt == null
                    && (i.Kind == ItemKind.ClientApp || i.Kind == ItemKind.AppPolicy || i.Kind == ItemKind.PermissionSet)).ToListAsync(ct))
                .Where(i => IsGivenBack(target, i)).Select(i => i.Id.Value).ToArray();
            return await db.Findings.AsNoTracking().Where(f => things.Contains(f.ThingId) && f.Severity == Severity.Critical
                    && (f.State == FindingState.Open || f.State == FindingState.Reopened))
                .OrderBy(f => f.RuleId).Select(f => f.RuleId).FirstOrDefaultAsync(ct);
        }

        private static bool IsGivenBack(IncidentTarget target, InventoryItem item) => target.Kind switch
        {
            TargetKind.Assignment or TargetKind.Preauthorization => item.Kind == ItemKind.PermissionSet && target.Former!.Contains(item.Key, StringComparison.Ordinal),
            TargetKind.AppSwitch => item.Kind != ItemKind.PermissionSet && Names(item, ClientAppKind.ExternalClientApp, target.Subject!),
            TargetKind.AppApproval => item.Kind != ItemKind.PermissionSet && Names(item, ClientAppKind.ConnectedApp, target.Subject!),
            _ => false,
        };

        private static bool Names(InventoryItem item, ClientAppKind kind, string name) => item.Kind == ItemKind.AppPolicy
            ? FactsJson.Read<AppPolicyFacts>(item.FactsText) is { } policy && policy.Kind == kind && policy.ApiName == name
            : FactsJson.Read<ClientAppFacts>(item.FactsText) is { } app && app.Kind == kind && app.ApiName == name;
    }
}
