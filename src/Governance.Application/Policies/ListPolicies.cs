using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>All policies, the changes that wait for a decision, and how rules are set in each org group. For who sees all org
/// groups: a policy says where it holds.</summary>
public static class ListPolicies
{
    /// <summary>Nothing to ask for: policies are few.</summary>
    [Requires(Permission.ViewFindings)]
    public sealed record Query : IQuery<Answer>;

    /// <param name="Rows">By name.</param>
    /// <param name="Waiting">Changes that wait, oldest first.</param>
    /// <param name="OrgGroups">Names of all org groups.</param>
    /// <param name="Thresholds">Rules that a bound policy names, by id, and how each is set in each org group.</param>
    /// <param name="MayEdit">The asking person may propose.</param>
    public sealed record Answer(
        IReadOnlyList<Row> Rows, IReadOnlyList<Change> Waiting, IReadOnlyList<string> OrgGroups, IReadOnlyList<Threshold> Thresholds, bool MayEdit);

    /// <param name="Id">Ours.</param>
    /// <param name="Document">What it says and where it holds.</param>
    /// <param name="IsBaseline">Shipped with the portal.</param>
    /// <param name="Number">One more with each change.</param>
    /// <param name="ChangedAt">UTC.</param>
    /// <param name="ChangedBy">Who decided it; null when shipped.</param>
    public sealed record Row(PolicyId Id, PolicyDocument Document, bool IsBaseline, int Number, DateTimeOffset ChangedAt, string? ChangedBy);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">The policy's name as it will be.</param>
    /// <param name="IsNew">There is no policy of that name yet.</param>
    /// <param name="Reason">In the proposer's words.</param>
    /// <param name="ProposedBy">Name.</param>
    /// <param name="ProposedAt">UTC.</param>
    /// <param name="ExpiresAt">UTC.</param>
    /// <param name="Differences">From the policy as it holds now.</param>
    /// <param name="Preview">What it would do; null while that is being judged.</param>
    /// <param name="Request">The request that decides it.</param>
    public sealed record Change(
        PolicyChangeId Id, string Name, bool IsNew, string Reason, string ProposedBy, DateTimeOffset ProposedAt, DateTimeOffset ExpiresAt,
        IReadOnlyList<PolicyDifference> Differences, ChangePreview? Preview, RequestId? Request);

    /// <param name="RuleId">Which rule.</param>
    /// <param name="Catalogue">As the catalogue has it, in words.</param>
    /// <param name="Groups">In words, one per org group of <see cref="Answer.OrgGroups"/>; null where it is as in the catalogue.</param>
    public sealed record Threshold(string RuleId, string Catalogue, IReadOnlyList<string?> Groups)
    {
        /// <summary>What the rule asks for, in a few words.</summary>
        public string Title => RuleCatalogue.Find(RuleId)?.Title ?? RuleId;
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var now = clock.GetUtcNow();
            var waiting = await db.PolicyChanges.AsNoTracking().Where(c => c.State == PolicyChangeState.Proposed && c.ExpiresAt > now)
                .OrderBy(c => c.ProposedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
            string[] groups = [.. stored.Groups.Values];
            return new Answer(
                [.. stored.Policies.Select(p => new Row(p.Policy.Id, p.Document, p.Policy.IsBaseline, p.Policy.Number, p.Policy.ChangedAt, p.Policy.ChangedBy))],
                [.. waiting.Select(c => ChangeOf(c, stored))], groups, [.. ThresholdsOf(stored, groups)],
                PermissionMatrix.Allows(current.Roles, Permission.EditPolicy));
        }

        private static Change ChangeOf(PolicyChange change, PolicyStore.Stored stored)
        {
            var before = stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId);
            return new Change(
                change.Id, change.Name, before.Policy is null, change.Reason, change.ProposedBy, change.ProposedAt, change.ExpiresAt,
                PolicyDiff.Between(before.Document, change.Document()), change.PreviewText is { } text ? ChangePreview.Read(text) : null,
                change.RequestId);
        }

        private static IEnumerable<Threshold> ThresholdsOf(PolicyStore.Stored stored, string[] groups)
        {
            BoundSettings[] settings = [.. groups.Select(g => stored.SettingsOf(g))];
            var named = stored.Policies.Where(p => p.Document.Bindings.Count > 0).SelectMany(p => p.Document.Rules.Keys).ToHashSet(StringComparer.Ordinal);
            foreach (var rule in RuleCatalogue.All.Where(r => named.Contains(r.Id)))
            {
                var catalogue = SettingWords.Of(rule, new RuleSetting(rule));
                yield return new Threshold(rule.Id, catalogue, [.. settings.Select(s => SettingWords.Of(rule, s.Of(rule)) is var words && words == catalogue ? null : words)]);
            }
        }
    }
}
