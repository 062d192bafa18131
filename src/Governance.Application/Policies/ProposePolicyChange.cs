using System.Text;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Proposes a policy file by a request: a new policy, or the one of that name as it is to be. Nothing changes until another reviewer
/// approves it; meanwhile it is judged against today's inventory.</summary>
public static class ProposePolicyChange
{
    /// <param name="File">A policy file, UTF-8 text (database/seed/schema/policy.schema.json).</param>
    /// <param name="Seen">Number of the policy that was shown; null when it comes from elsewhere and replaces whatever holds.</param>
    /// <param name="Reason">Why; the other reviewer reads it.</param>
    [Requires(Permission.EditPolicy)]
    [Audited("policy.change-proposed")]
    public sealed record Command(string File, int? Seen, string Reason) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Request">Follow this one.</param>
    /// <param name="ExpiresAt">UTC; from then on it is void.</param>
    public sealed record Receipt(PolicyChangeId Id, RequestId Request, DateTimeOffset ExpiresAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.File).NotEmpty();
            RuleFor(c => c.Reason).NotEmpty().MinimumLength(PolicyChange.ReasonMinLength).MaximumLength(PolicyChange.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            // The command line proposes as whoever runs it; only a person who is signed in decides.
            if (current.Actor is not ({ IsPerson: true } or { IsCommandLine: true })) return PolicyChangeProblems.PersonNeeded;
            var by = (current.Actor.Id, current.Actor.Name);
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var read = PolicyReader.Read(Encoding.UTF8.GetBytes(request.File), stored.GroupNames);
            if (read.Problem is { } unreadable) return unreadable;

            var document = read.Value!;
            var found = stored.Find(document.Name);
            var known = found is { } one ? await db.Policies.SingleAsync(p => p.Id == one.Policy.Id, cancellationToken) : null;
            if (request.Seen is { } seen && seen != (known?.Number ?? 0)) return PolicyChangeProblems.Stale;
            var differences = PolicyDiff.Between(found?.Document, document);
            if (differences.Count == 0) return PolicyChangeProblems.NoDifference;
            if (known is { IsBaseline: true } && differences.Any(d => d.Rule is not null || d.What != "bindings")) return PolicyChangeProblems.Baseline;

            var now = clock.GetUtcNow();
            var open = await db.PolicyChanges.AsNoTracking().Where(c => c.State == PolicyChangeState.Proposed && c.ExpiresAt > now)
                .Select(c => new { c.PolicyId, c.Name }).ToListAsync(cancellationToken);
            if (open.Any(c => c.PolicyId == known?.Id || Policy.KeyOf(c.Name) == Policy.KeyOf(document.Name))) return PolicyChangeProblems.Waiting;

            var change = new PolicyChange(known, document, request.Reason, by, now);
            db.PolicyChanges.Add(change);
            var filed = RequestFiling.File(db, await RequestFiling.NextNumberAsync(db, cancellationToken),
                PolicyChangeKind.Wish(change.Id, change.PolicyId, change.BaseNumber, document, change.Reason), PolicyChangeKind.RiskOf(differences).Level, by, now);
            change.AskBy(filed);
            db.Work.Add(new WorkItem(PreviewChangeWork.WorkKind, change.Id.Value, Guid.Empty, by.Id, now));
            audit.On(PolicyStore.SubjectOf(change.PolicyId, change.Name)).For(filed.Name).Because(change.Reason)
                .Before(found is { } before ? Policy.ToAudit(before.Document, before.Policy.Number) : null)
                .After(Policy.ToAudit(document, change.BaseNumber + 1).Add("differences", differences.Count)
                    .Add("sha256", Text.Sha256(change.Text)));
            return new Receipt(change.Id, filed.Id, change.ExpiresAt);
        }
    }
}
