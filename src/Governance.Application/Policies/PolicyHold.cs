using System.Text;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>A policy change stands as its request does. Approved it holds at once, and every org that it touches is judged anew, org by org.</summary>
internal sealed class PolicyHold(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IEventHandler<RequestSettled>
{
    /// <summary>Why it can't hold any more; null when it can.</summary>
    public static async Task<Problem?> RefusalAsync(GovernanceDb db, PolicyChange change, CancellationToken ct)
    {
        var stored = await PolicyStore.AllAsync(db, ct);
        var read = Read(change, stored);
        if (read.Problem is { } unreadable) return unreadable;
        var found = stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId).Policy;
        if ((found?.Number ?? 0) != change.BaseNumber) return PolicyChangeProblems.Stale;
        return found is null && stored.Find(read.Value!.Name) is not null ? PolicyChangeProblems.Stale : null;
    }

    public async Task HandleAsync(RequestSettled happened, CancellationToken ct)
    {
        if (happened.Kind != RequestKind.PolicyChange) return;
        var change = await db.PolicyChanges.SingleAsync(c => c.RequestId == happened.Request, ct);
        change.Settle(happened.State switch
        {
            RequestState.Done => PolicyChangeState.Approved,
            RequestState.Rejected => PolicyChangeState.Rejected,
            _ => PolicyChangeState.Withdrawn,
        }, happened.Reason, happened.By, clock.GetUtcNow());
        if (happened.State != RequestState.Done) return;
        var stored = await PolicyStore.AllAsync(db, ct);
        var found = stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId);
        var touched = await HoldAsync(change, stored, found, happened.By?.Name, ct);
        audit.AfterFields?.Add("policy", change.Name).Add("number", change.BaseNumber + 1).Add("bindings", string.Join(", ", change.Document().Bindings)).Add("orgs", touched)
            .Add("sha256", Text.Sha256(change.Text));
    }

    // As from outside: an org group that it names may be gone.
    private static Result<PolicyDocument> Read(PolicyChange change, PolicyStore.Stored stored) => PolicyReader.Read(Encoding.UTF8.GetBytes(change.Text), stored.GroupNames);

    private async Task<int> HoldAsync(
        PolicyChange change, PolicyStore.Stored stored, (Policy? Policy, PolicyDocument? Document) found, string? by, CancellationToken ct)
    {
        var (document, now) = (Read(change, stored).Value!, clock.GetUtcNow());
        if (found.Policy is null) db.Policies.Add(new Policy(change.PolicyId, document, isBaseline: false, by, now));
        else (await db.Policies.SingleAsync(p => p.Id == change.PolicyId, ct)).Take(document, by, now);
        db.PolicyBindings.RemoveRange(await db.PolicyBindings.Where(b => b.PolicyId == change.PolicyId).ToListAsync(ct));
        var ids = stored.Groups.ToDictionary(g => g.Value, g => g.Key, StringComparer.Ordinal);
        db.PolicyBindings.AddRange(document.Bindings.Select(name => new PolicyBinding(change.PolicyId, name == PolicyDocument.Everywhere ? null : ids[name])));

        OrgGroupId[] groups = [.. stored.Groups.Where(g => new[] { found.Document, document }.Any(d => d is not null && PolicyStore.Stored.HoldsIn(d, g.Value))).Select(g => g.Key)];
        var orgs = await db.Orgs.Where(o => groups.Contains(o.OrgGroupId)).Select(o => o.Id).ToListAsync(ct);
        db.Raise(new PoliciesChanged(orgs));
        if ((found.Document?.Approvals.Count ?? 0) + document.Approvals.Count > 0) db.Raise(new ApprovalRulesChanged());
        return orgs.Count;
    }
}
