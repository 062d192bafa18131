using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Another reviewer approves or rejects a policy change. Approved it holds at once, and every org that it touches is
/// judged anew, org by org.</summary>
public static class DecidePolicyChange
{
    /// <param name="Id">Which proposal.</param>
    /// <param name="Approve">False: reject.</param>
    /// <param name="Reason">Why; needed for a rejection.</param>
    [Requires(Permission.EditPolicy)]
    [Audited("policy.change-decided")]
    public sealed record Command(PolicyChangeId Id, bool Approve, string Reason) : ICommand<Receipt>;

    /// <param name="Orgs">Orgs that are judged anew; 0 for a rejection.</param>
    public sealed record Receipt(int Orgs);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotNull().MaximumLength(PolicyChange.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return PolicyChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.PolicyChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return PolicyChangeProblems.NotFound;
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var found = stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId);
            audit.On(PolicyStore.SubjectOf(change.PolicyId, change.Name)).Because(request.Reason.Length > 0 ? request.Reason : change.Reason)
                .Before(found.Policy is null ? null : Policy.ToAudit(found.Document, found.Policy.Number));

            if (change.Decide(request.Approve, request.Reason, by, clock.GetUtcNow()) is { } refusal) return refusal;
            var touched = 0;
            if (request.Approve)
            {
                if (change.PreviewText is null) return PolicyChangeProblems.NotPreviewed;
                var holds = await HoldAsync(change, stored, found, by.Name, cancellationToken);
                if (holds.Problem is { } stale) return stale;
                touched = holds.Value;
            }
            audit.After(Policy.ToAudit(change.Document(), change.BaseNumber + (request.Approve ? 1 : 0)).Add("state", change.State).Add("proposedBy", change.ProposedById)
                .Add("orgs", touched).Add("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(change.Text)))));
            return new Receipt(touched);
        }

        private async Task<Result<int>> HoldAsync(
            PolicyChange change, PolicyStore.Stored stored, (Policy? Policy, PolicyDocument? Document) found, string by, CancellationToken ct)
        {
            // Read as from outside: an org group that it names may be gone.
            var read = PolicyReader.Read(Encoding.UTF8.GetBytes(change.Text), stored.GroupNames);
            if (read.Problem is { } unreadable) return unreadable;
            var document = read.Value!;
            if ((found.Policy?.Number ?? 0) != change.BaseNumber) return PolicyChangeProblems.Stale;

            var now = clock.GetUtcNow();
            if (found.Policy is null)
            {
                if (stored.Find(document.Name) is not null) return PolicyChangeProblems.Stale;
                db.Policies.Add(new Policy(change.PolicyId, document, isBaseline: false, by, now));
            }
            else
            {
                (await db.Policies.SingleAsync(p => p.Id == change.PolicyId, ct)).Take(document, by, now);
            }
            db.PolicyBindings.RemoveRange(await db.PolicyBindings.Where(b => b.PolicyId == change.PolicyId).ToListAsync(ct));
            var ids = stored.Groups.ToDictionary(g => g.Value, g => g.Key, StringComparer.Ordinal);
            db.PolicyBindings.AddRange(document.Bindings.Select(name =>
                new PolicyBinding(change.PolicyId, name == PolicyDocument.Everywhere ? null : ids[name])));

            OrgGroupId[] groups = [.. stored.Groups.Where(g => new[] { found.Document, document }.Any(d => d is not null && PolicyStore.Stored.HoldsIn(d, g.Value))).Select(g => g.Key)];
            var orgs = await db.Orgs.Where(o => groups.Contains(o.OrgGroupId)).Select(o => o.Id).ToListAsync(ct);
            db.Raise(new PoliciesChanged(orgs));
            return orgs.Count;
        }
    }
}
