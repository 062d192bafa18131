using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Policies as they are stored, put together with where they hold.</summary>
internal static class PolicyStore
{
    /// <summary>How rules are set in one org group; null for what belongs to none: what holds everywhere holds for it.</summary>
    public static async Task<BoundSettings> BoundAsync(GovernanceDb db, OrgGroupId? group, CancellationToken ct)
    {
        var texts = await db.Policies.AsNoTracking()
            .Where(p => db.PolicyBindings.Any(b => b.PolicyId == p.Id && (b.OrgGroupId == null || b.OrgGroupId == group)))
            .Select(p => p.Text).ToListAsync(ct);
        return new BoundSettings([.. texts.Select(PolicyReader.Stored)]);
    }

    /// <summary>All policies with their bindings by name, and the names of all org groups. For who sees all of them.</summary>
    public static async Task<Stored> AllAsync(GovernanceDb db, CancellationToken ct)
    {
        var groups = await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        var bound = (await db.PolicyBindings.AsNoTracking().ToListAsync(ct)).ToLookup(b => b.PolicyId);
        var policies = await db.Policies.AsNoTracking().OrderBy(p => p.NameKey).ToListAsync(ct);
        return new Stored(
            [
                .. policies.Select(p => (p, p.Document() with
                {
                    Bindings = [.. bound[p.Id].Select(b => b.OrgGroupId is { } id ? groups[id] : PolicyDocument.Everywhere).Order(StringComparer.Ordinal)],
                })),
            ],
            groups);
    }

    /// <summary>The policy as an audit entry names it.</summary>
    public static AuditSubject SubjectOf(PolicyId id, string name) => new("policy", id.Value.ToString("D"), name);

    /// <param name="Policies">By name.</param>
    /// <param name="Groups">By id, ordered by name.</param>
    internal sealed record Stored(IReadOnlyList<(Policy Policy, PolicyDocument Document)> Policies, IReadOnlyDictionary<OrgGroupId, string> Groups)
    {
        /// <summary>What a binding may name.</summary>
        public IReadOnlySet<string> GroupNames => Groups.Values.ToHashSet(StringComparer.Ordinal);

        /// <summary>The policy of that name in any case; null when there is none.</summary>
        public (Policy Policy, PolicyDocument Document)? Find(string name)
        {
            var key = Policy.KeyOf(name);
            foreach (var policy in Policies)
            {
                if (policy.Policy.NameKey == key) return policy;
            }
            return null;
        }

        /// <summary>How rules are set in an org group, with one policy in place of what it is now; null for what belongs to none.</summary>
        public BoundSettings SettingsOf(string? group, PolicyDocument? instead = null)
        {
            var all = Policies.Select(p => p.Document);
            if (instead is not null) all = all.Where(d => Policy.KeyOf(d.Name) != Policy.KeyOf(instead.Name)).Append(instead);
            return new BoundSettings([.. all.Where(d => HoldsIn(d, group))]);
        }

        /// <summary>True when a policy is bound to an org group; for what belongs to none (null), when it holds everywhere.</summary>
        public static bool HoldsIn(PolicyDocument document, string? group) =>
            document.Bindings.Contains(PolicyDocument.Everywhere) || (group is not null && document.Bindings.Contains(group));
    }
}

/// <summary>A change of a policy was approved.</summary>
/// <param name="Orgs">Orgs where it holds, or held.</param>
internal sealed record PoliciesChanged(IReadOnlyList<OrgId> Orgs) : IDomainEvent;
