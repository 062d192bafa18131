using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges what belongs to no org by all rules: integrations, vendors, AppLink add-ons, emergency sign-ins.</summary>
public static class EvaluateEstate
{
    /// <summary>Asks for it.</summary>
    [Requires(Permission.System)]
    [Audited("policies.estate-evaluated")]
    public sealed record Command : ICommand<EvaluateOrg.Receipt>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, EvaluateOrg.Receipt>
    {
        public async Task<Result<EvaluateOrg.Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var (things, groups) = await EstateReader.ReadAsync(db, now, cancellationToken);
            var settings = await PolicyStore.BoundAsync(db, null, cancellationToken);
            var answer = OrgJudgement.JudgeEstate(now, things, settings.Of);
            var known = await db.Findings.Where(f => f.OrgId == null).ToDictionaryAsync(f => f.Key, cancellationToken);
            var (opened, closed) = await FindingBook.TakeOverAsync(db, null, known, answer, groups.GetValueOrDefault, now, cancellationToken);
            await db.RuleTallies.Where(t => t.OrgId == default).ExecuteDeleteAsync(cancellationToken);
            await BulkInsert.AddAsync(db, [.. answer.Tallies.Values], cancellationToken);
            audit.On(new AuditSubject("estate", "estate", "What belongs to no org")).After(new AuditFields()
                .Add("failing", answer.Failures.Count).Add("opened", opened).Add("closed", closed).Add("unknown", answer.Unknown.Count));
            return new EvaluateOrg.Receipt(answer.Failures.Count, opened, closed, answer.Unknown.Count);
        }
    }
}
