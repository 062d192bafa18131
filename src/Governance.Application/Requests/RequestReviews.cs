using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Finds the stages that a request goes through, and who may decide in them: from the rules and the role map as they are now, whatever
/// the reader sees of either.</summary>
internal sealed class RequestReviews(GovernanceDb db, RoleMap roles, RequestKinds kinds, TimeProvider clock)
{
    private const string PersonPrefix = "person:";

    /// <summary>A policy says how requests are decided where its text holds this.</summary>
    private const string Marker = "\"approvals\"";

    /// <summary>How far it has come. Of the stages at filing and now the greater count.</summary>
    /// <param name="request">With its verdicts.</param>
    /// <param name="risk">The greatest seen.</param>
    /// <param name="actor">Somebody whose groups are known better than the portal keeps them: they are at it just now. Null for nobody.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="counts">Verdicts to leave out answer false; null for none.</param>
    /// <param name="targets">What a revocation that is not filed yet is to revoke; null for those of the request.</param>
    public async Task<RequestReview> ReadAsync(
        Request request, Severity risk, Actor? actor, CancellationToken ct, Func<RequestDecision, bool>? counts = null, IReadOnlyList<AuthorizationId>? targets = null)
    {
        var plan = await PlanAsync(request, risk, request.Stages, ct, targets);
        return RequestReview.Of(request, plan, risk, await MembersAsync(request, plan, actor, ct), counts);
    }

    /// <summary>Counts risk and stages again before it is carried out. Where they ask for more people than agreed, it goes back to them.</summary>
    /// <returns>True when it did.</returns>
    public async Task<bool> RegradeAsync(Request request, Severity riskNow, Actor? actor, CancellationToken ct)
    {
        var (now, risk) = (clock.GetUtcNow(), riskNow > request.Risk ? riskNow : request.Risk);
        if (!request.Regrade(risk, now, await ReadAsync(request, risk, actor, ct))) return false;
        db.Raise(new RequestOpened(request, IsNew: false));
        return true;
    }

    /// <summary>The stages that rules ask for now, beside those it has.</summary>
    public async Task<IReadOnlyList<ApprovalStage>> PlanAsync(Request request, Severity risk, IReadOnlyList<ApprovalStage> has, CancellationToken ct, IReadOnlyList<AuthorizationId>? targets = null)
    {
        var group = request.OrgGroupId;
        var texts = await db.Policies.AsNoTracking()
            .Where(p => p.Text.Contains(Marker) && db.PolicyBindings.Any(b => b.PolicyId == p.Id && (b.OrgGroupId == null || b.OrgGroupId == group)))
            .OrderBy(p => p.NameKey).Select(p => p.Text).ToListAsync(ct);
        if (texts.Count == 0) return has;
        var data = await RequestData.ClassOfAsync(db, request, targets, ct);
        return texts.SelectMany(t => PolicyReader.Stored(t).Approvals).Where(r => r.IsFor(request.Kind, risk, data))
            .Aggregate(has, (stages, rule) => ApprovalStages.Merge(stages, rule.Stages));
    }

    // Whom the portal knows: not blocked, and signed in lately enough to say which groups they are in.
    private async Task<StageMembers> MembersAsync(Request request, IReadOnlyList<ApprovalStage> plan, Actor? actor, CancellationToken ct)
    {
        var lines = await roles.GivingAsync([.. kinds.Of(request.Kind).DecidedWith.Prepend(Permission.DecideRequest)], ct);
        var people = (await RoleMapLines.PeopleAsync(db, clock.GetUtcNow(), ct)).Where(p => p.BlockedAt is null)
            .Select(p => (Id: $"{PersonPrefix}{p.Id.Value:D}", Groups: (IReadOnlyCollection<string>)p.KnownGroups.Split('\n')));
        if (actor is { IsPerson: true, IsEmergency: false }) people = people.Where(p => p.Id != actor.Id).Append((actor.Id, actor.Groups));
        var theirs = people.Select(p => (p.Id, Lines: lines.Where(l => p.Groups.Contains(l.Group, StringComparer.Ordinal)).ToList())).Where(p => p.Lines.Count > 0).ToList();
        IReadOnlySet<string> In(ApprovalStage stage) => theirs.Where(p => p.Lines.Any(l => stage.Takes(l, request.OrgGroupId))).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        ApprovalStage all = new(ApproverKind.Reviewers, null, 1), unscoped = new(ApproverKind.Unscoped, null, 1);
        return new StageMembers(plan.Append(all).DistinctBy(s => s.Key).ToDictionary(s => s.Key, In, StringComparer.Ordinal), In(unscoped));
    }
}

/// <summary>Whenever a request begins to wait, its stages are found before anybody is told.</summary>
internal sealed class StagesOfOpened(GovernanceDb db, RequestReviews reviews, CurrentActor current, AuditDraft audit, TimeProvider clock)
    : IEventHandler<RequestOpened>
{
    public async Task HandleAsync(RequestOpened happened, CancellationToken ct)
    {
        var (request, now) = (happened.Request, clock.GetUtcNow());
        if (happened.IsNew) request.GoThrough(await reviews.PlanAsync(request, request.Risk, [], ct), now);
        // Whoever acts is judged by the groups of their session.
        var review = await reviews.ReadAsync(request, request.Risk, current.Actor, ct);
        request.Stand(review, now);
        if (request.Stages.Count > 0 && audit.RequestName == request.Name)
            audit.AfterFields?.Add("stages", string.Join(", then ", request.Stages.Select(s => ApprovalWords.Of(s))));
        RequestFiling.QueueStage(db, request, current.Actor.Id, now, review.Present?.IsShort == true ? null : request.EscalatesAt);
        db.Raise(new RequestWaits(request.Id, request.OrgGroupId, request.Risk, request.WaitsFor));
    }
}
