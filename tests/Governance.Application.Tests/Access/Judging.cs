using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>Judges an org, and what belongs to none, without the audit entry that the pipeline writes: what is compared before and after is not to differ by
/// the judging itself.</summary>
internal static class Judging
{
    public static Task<bool> AsideAsync(Portal portal, OrgId org) => portal.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<GovernanceDb>();
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var judged = await new EvaluateOrg.Handler(db, new AuditDraft(), portal.Clock).Handle(new EvaluateOrg.Command(org), default);
            judged.Problem.ShouldBeNull();
            await db.SaveChangesAsync();
            (await new EvaluateEstate.Handler(db, new AuditDraft(), portal.Clock).Handle(new EvaluateEstate.Command(), default)).Problem.ShouldBeNull();
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        });
    });
}
