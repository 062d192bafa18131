using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>One policy: what it says, its file, who decided what about it, and how it differs from another.</summary>
public static class GetPolicy
{
    /// <summary>Most decided changes that are shown.</summary>
    public const int MostChanges = 50;

    /// <param name="Id">Which.</param>
    /// <param name="Against">Another policy to compare with; null for none.</param>
    [Requires(Permission.ViewFindings)]
    public sealed record Query(PolicyId Id, PolicyId? Against) : IQuery<Detail>;

    /// <param name="Row">As in the list.</param>
    /// <param name="Rules">What it says, by rule id.</param>
    /// <param name="File">The policy as a file.</param>
    /// <param name="Changes">What was decided or withdrawn, latest first.</param>
    /// <param name="Others">The other policies, by name.</param>
    /// <param name="Differences">From this one to the other; null when none was named.</param>
    public sealed record Detail(
        ListPolicies.Row Row, IReadOnlyList<Line> Rules, string File, IReadOnlyList<Past> Changes, IReadOnlyList<Other> Others,
        IReadOnlyList<PolicyDifference>? Differences);

    /// <param name="RuleId">Which rule.</param>
    /// <param name="Says">How it is set, in words.</param>
    /// <param name="Catalogue">How the catalogue has it, in words.</param>
    public sealed record Line(string RuleId, string Says, string Catalogue)
    {
        /// <summary>What the rule asks for, in a few words.</summary>
        public string Title => RuleCatalogue.Find(RuleId)?.Title ?? RuleId;
    }

    /// <param name="State">How it ended.</param>
    /// <param name="Reason">In the proposer's words.</param>
    /// <param name="ProposedBy">Name.</param>
    /// <param name="DecidedBy">Name.</param>
    /// <param name="DecidedAt">UTC.</param>
    /// <param name="DecisionReason">Empty when not said.</param>
    public sealed record Past(PolicyChangeState State, string Reason, string ProposedBy, string? DecidedBy, DateTimeOffset? DecidedAt, string DecisionReason);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As people write it.</param>
    public sealed record Other(PolicyId Id, string Name);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var (policy, document) = stored.Policies.FirstOrDefault(p => p.Policy.Id == request.Id);
            var against = stored.Policies.FirstOrDefault(p => p.Policy.Id == request.Against).Document;
            if (policy is null || (request.Against is not null && against is null)) return PolicyChangeProblems.PolicyNotFound;
            var changes = await db.PolicyChanges.AsNoTracking().Where(c => c.PolicyId == request.Id && c.State != PolicyChangeState.Proposed)
                .OrderByDescending(c => c.DecidedAt).ThenBy(c => c.Id).Take(MostChanges)
                .Select(c => new Past(c.State, c.Reason, c.ProposedBy, c.DecidedBy, c.DecidedAt, c.DecisionReason)).ToListAsync(cancellationToken);
            return new Detail(
                new ListPolicies.Row(policy.Id, document, policy.IsBaseline, policy.Number, policy.ChangedAt, policy.ChangedBy),
                [
                    .. RuleCatalogue.All.Where(r => document.Rules.ContainsKey(r.Id)).Select(r => new Line(
                        r.Id, SettingWords.Of(r, document.Rules[r.Id].SettingOf(r)), SettingWords.Of(r, new RuleSetting(r)))),
                ],
                document.Write(), changes, [.. stored.Policies.Where(p => p.Policy.Id != policy.Id).Select(p => new Other(p.Policy.Id, p.Policy.Name))],
                against is null ? null : PolicyDiff.Between(document, against));
        }
    }
}
