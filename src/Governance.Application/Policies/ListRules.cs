using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Policies;

/// <summary>The catalogue, with what each rule found at the last judging of every org in scope.</summary>
public static class ListRules
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ViewFindings)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <param name="Id">As in app.pkce.</param>
    /// <param name="Title">What is asked for, in a few words.</param>
    /// <param name="FailsWhen">When it fails, one sentence.</param>
    /// <param name="Thing">What it looks at.</param>
    /// <param name="Severity">Of a failure.</param>
    /// <param name="Parameters">Thresholds in words: "30 days".</param>
    /// <param name="Mapping">Where it stands in frameworks.</param>
    /// <param name="Counts">Null when it was not judged: what it looks at is not known yet, or only who sees all orgs sees its outcome.</param>
    public sealed record Row(
        string Id, string Title, string FailsWhen, ThingKind Thing, Severity Severity, IReadOnlyList<string> Parameters, RuleMapping Mapping,
        Counts? Counts);

    /// <param name="Passed">Things that passed.</param>
    /// <param name="Failed">Things that failed.</param>
    /// <param name="NotApplicable">Things it does not concern.</param>
    /// <param name="Unknown">Things that could not be judged.</param>
    public sealed record Counts(int Passed, int Failed, int NotApplicable, int Unknown);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var counts = await db.RuleTallies.AsNoTracking().GroupBy(t => t.RuleId)
                .Select(g => new { g.Key, Passed = g.Sum(t => t.Passed), Failed = g.Sum(t => t.Failed), NotApplicable = g.Sum(t => t.NotApplicable), Unknown = g.Sum(t => t.Unknown) })
                .ToDictionaryAsync(g => g.Key, g => new Counts(g.Passed, g.Failed, g.NotApplicable, g.Unknown), cancellationToken);
            return RuleCatalogue.All.Select(rule => new Row(
                rule.Id, rule.Title, rule.FailsWhen, rule.Thing, rule.Severity, [.. rule.Parameters.Select(p => $"{p.Default} {p.Unit}")], RuleMappings.All[rule.Id],
                OrgJudgement.Judged.Contains(rule.Thing) ? counts.GetValueOrDefault(rule.Id) : null)).ToArray();
        }
    }
}
