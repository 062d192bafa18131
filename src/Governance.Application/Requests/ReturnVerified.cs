using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Holds each read of an org against the returns that wait there: what was agreed on and nothing beyond it ends the last step; what goes
/// beyond keeps it open and is told.</summary>
internal sealed class ReturnVerified(GovernanceDb db, ReturnRules rules, AuditDraft audit, TimeProvider clock) : IEventHandler<InventoryRecorded>, IEventHandler<RequestStepTicked>
{
    private static readonly Capability[] Read = [Capability.ClientApps, Capability.PermissionSets, Capability.Metadata];

    public async Task HandleAsync(InventoryRecorded happened, CancellationToken ct)
    {
        var waiting = await WaitingAsync(db.ReturnTerms.Where(t => t.OrgId == happened.Org).Select(t => t.RequestId), ct);
        if (waiting.Count == 0) return;
        // What this read changed is asked for below.
        await db.SaveChangesAsync(ct);
        foreach (var request in waiting) await JudgeAsync(request, ct);
    }

    public async Task HandleAsync(RequestStepTicked happened, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        foreach (var request in await WaitingAsync(db.ReturnTerms.Where(t => t.RequestId == happened.Request).Select(t => t.RequestId), ct)) await JudgeAsync(request, ct);
    }

    private Task<List<Request>> WaitingAsync(IQueryable<RequestId> ids, CancellationToken ct) => db.Requests.AsSplitQuery().Include(r => r.Decisions).Include(r => r.Notes)
        .Where(r => ids.Contains(r.Id) && r.Kind == RequestKind.ReturnToService && r.State == RequestState.WaitingForPerson).OrderBy(r => r.Number).ToListAsync(ct);

    private async Task JudgeAsync(Request request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await rules.JudgeAsync(request, now, ct)).Value is not { Passport: var passport } standing) return;
        var (org, declared) = (standing.Terms.OrgId, passport.MadeAt);
        var anew = (await db.Authorizations.AsNoTracking()
                .Where(a => a.OrgId == org && a.AppKey == passport.AppKey && a.Kind == AuthorizationKind.OAuth && a.GoneAt == null && !a.IsPortalOwn && a.CreatedAt > declared).ToListAsync(ct))
            // Another client app under the same label is not the one.
            .Where(a => passport.ApplicationId is null || a.ApplicationId is not { } id || SalesforceIds.Key(id) == passport.ApplicationId).ToList();
        if (anew.Count == 0) return;
        var (rights, agreed) = (await AppRights.ReadAsync(db, org, ct), standing.Terms.Rights);
        List<string> wider = [.. agreed.WidenedBy(agreed.Comparable(rights.Of(anew[0], anew)))];
        if (passport.AdminApprovedOnly == true && rights.PolicyOf(anew[0])?.PermittedUsers == PermittedUsers.SelfAuthorized) wider.Add("users who authorize it themselves");
        var terms = await db.ReturnTerms.SingleAsync(t => t.RequestId == request.Id, ct);
        if (terms.Judge(wider.Count == 0 ? null : string.Join(", ", wider))) db.Raise(new ReturnWidened(request.Id, request.OrgGroupId));
        var begun = request.Decisions.Max(d => d.At);
        var last = anew.Max(a => a.CreatedAt);
        if (wider.Count > 0 || !anew.Exists(a => a.CreatedAt >= begun) || !await IsReadSinceAsync(org, last, ct)) return;
        if (Enumerable.Range(0, ReturnKind.Verified).Except(request.Ticked).Any()) return;
        var words = $"A sync shows {anew.Count} new {(anew.Count == 1 ? "authorization" : "authorizations")}, within what was agreed on.";
        if (request.Tick(ReturnKind.Verified, ReturnKind.Verified + 1, words, ("system:sync", "Portal (sync)"), now) is not null) return;
        audit.For(request.Name);
        if (RequestStates.IsOver(request.State)) db.Raise(new RequestSettled(request.Id, request.Kind, request.State, null, null, words));
    }

    // What the client app may do was read after it came back, not before; what was never read is not waited for.
    private async Task<bool> IsReadSinceAsync(OrgId org, DateTimeOffset came, CancellationToken ct) =>
        !(await (from s in db.Capabilities.AsNoTracking()
                 join c in db.Connections.AsNoTracking() on s.ConnectionId equals c.Id
                 where c.LiveOrgId == org && Read.Contains(s.Capability) && s.AsOf != null
                 select s.AsOf!.Value).ToListAsync(ct)).Exists(at => at < came);
}
