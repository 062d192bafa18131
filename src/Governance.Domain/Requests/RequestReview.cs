using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>Who the approvers of a request's stages are, at one moment.</summary>
/// <param name="ByStage">Actor ids by <see cref="ApprovalStage.Key"/>.</param>
/// <param name="Unscoped">Reviewers of all org groups: they stand in where a stage has too few people left.</param>
public sealed record StageMembers(IReadOnlyDictionary<string, IReadOnlySet<string>> ByStage, IReadOnlySet<string> Unscoped);

/// <summary>Where a person's verdict counts.</summary>
/// <param name="Stage">Key of the stage.</param>
/// <param name="InPlace">In place of its people, of whom too few are left.</param>
public readonly record struct StagePlace(string Stage, bool InPlace);

/// <summary>How one stage stands.</summary>
/// <param name="Stage">Who decides, how many.</param>
/// <param name="Needed">How many must agree, as things are.</param>
/// <param name="Agreed">Verdicts that count in it.</param>
/// <param name="Left">Actor ids of those who may still decide in it; null when that was not asked.</param>
public sealed record StageStanding(ApprovalStage Stage, int Needed, IReadOnlyList<RequestDecision> Agreed, IReadOnlySet<string>? Left)
{
    /// <summary>Enough agreed.</summary>
    public bool IsDone => Agreed.Count >= Needed;

    /// <summary>Even if all who are left agreed, they would be too few. Of all who may decide that is never said: more of them may sign in.</summary>
    public bool IsShort => !IsDone && Left is { } left && Stage.Approvers != ApproverKind.Reviewers && Agreed.Count + left.Count < Needed;

    /// <summary>A reviewer of all org groups may decide in place of its people.</summary>
    public bool TakesStandIn => IsShort && Stage.Approvers is ApproverKind.OrgGroup or ApproverKind.Claim;
}

/// <summary>How far a request has come through its stages: computed from its verdicts, never kept.</summary>
public sealed class RequestReview
{
    private readonly Request _request;
    private readonly Severity _risk;
    private readonly StageMembers? _members;
    private readonly Func<RequestDecision, bool>? _counts;

    private RequestReview(Request request, IReadOnlyList<ApprovalStage> plan, Severity risk, StageMembers? members, Func<RequestDecision, bool>? counts)
    {
        (_request, Plan, _risk, _members, _counts) = (request, plan, risk, members, counts);
        var standing = plan.Where(s => s.Approvers != ApproverKind.Reviewers).Select(s => Stand(s, s.Count)).ToList();
        // The floor by risk: what the stages of rules do not ask for is left to all who may decide.
        var rest = RequestRisk.ApprovalsFor(risk) - standing.Sum(s => s.Needed);
        var all = plan.FirstOrDefault(s => s.Approvers == ApproverKind.Reviewers);
        Stages = [.. plan.Select(s => ReferenceEquals(s, all) ? Stand(all!, Math.Max(all!.Count, rest)) : standing.First(t => ReferenceEquals(t.Stage, s)))];
        if (all is null && rest > 0) Stages = [.. Stages, Stand(new ApprovalStage(ApproverKind.Reviewers, null, rest), rest)];
        IsDone = Stages.All(s => s.IsDone);
        if (IsDone && RequestStates.IsWaiting(request.State)) Stages = [.. Stages.SkipLast(1), Stages[^1] with { Needed = Stages[^1].Agreed.Count + 1 }];
    }

    /// <summary>The stages that rules ask for.</summary>
    public IReadOnlyList<ApprovalStage> Plan { get; }

    /// <summary>All stages, in order. When somebody who was needed left, so that enough agreed without a last word, one more is asked for in
    /// the last of them: nothing is ever approved by itself.</summary>
    public IReadOnlyList<StageStanding> Stages { get; }

    /// <summary>Enough agreed in every stage.</summary>
    public bool IsDone { get; }

    /// <summary>How many must agree in all.</summary>
    public int Needed => Stages.Sum(s => s.Needed);

    /// <summary>The stage that waits; null when none does.</summary>
    public StageStanding? Present => RequestStates.IsWaiting(_request.State) ? Stages.FirstOrDefault(s => !s.IsDone) : null;

    /// <summary>Computes it.</summary>
    /// <param name="request">With its verdicts.</param>
    /// <param name="plan">The stages that rules ask for.</param>
    /// <param name="risk">The greatest seen: it says how many people must agree at least.</param>
    /// <param name="members">Null: verdicts are taken as they were given, and nobody is asked for.</param>
    /// <param name="counts">Verdicts to leave out answer false; null for none.</param>
    public static RequestReview Of(
        Request request, IReadOnlyList<ApprovalStage> plan, Severity risk, StageMembers? members = null, Func<RequestDecision, bool>? counts = null) =>
        new(request, plan, risk, members, counts);

    /// <summary>The same on the verdicts as they are now.</summary>
    public RequestReview Again() => new(_request, Plan, _risk, _members, _counts);

    /// <summary>Where this person's verdict would count; null when the present stage is not theirs.</summary>
    public StagePlace? PlaceOf(string person) => Present is not { } present ? null
        : present.Left is not { } left || left.Contains(person) ? new(present.Stage.Key, false)
        : present.TakesStandIn && MayStandIn(person) ? new(present.Stage.Key, true)
        : null;

    private bool MayStandIn(string person) => _members!.Unscoped.Contains(person) && !_request.IsAskedBy(person) && !HasSpoken(person);

    private bool HasSpoken(string person) => _request.Decisions.Any(d => d.PersonId == person && d.ContentHash == _request.ContentHash);

    private StageStanding Stand(ApprovalStage stage, int count)
    {
        var members = _members?.ByStage.GetValueOrDefault(stage.Key);
        var agreed = _request.Decisions.Where(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == _request.ContentHash && d.Stage == stage.Key
            && _counts?.Invoke(d) != false && IsStill(d, stage, members)).DistinctBy(d => d.PersonId).ToList();
        var left = members?.Where(p => !_request.IsAskedBy(p) && !HasSpoken(p)).ToHashSet(StringComparer.Ordinal);
        // One who agreed in another stage is none of those whom this one waits for.
        var all = stage.IsAll && left is not null ? Math.Max(1, left.Count + agreed.Count(d => !d.InPlace)) : 0;
        return new StageStanding(stage, Math.Max(count, all), agreed, left);
    }

    // Rights of all who may decide are judged by whoever carries it out, as one: see RequestApprovals.
    private bool IsStill(RequestDecision decision, ApprovalStage stage, IReadOnlySet<string>? members) =>
        members is null || stage.Approvers == ApproverKind.Reviewers || (decision.InPlace ? _members!.Unscoped : members).Contains(decision.PersonId);
}
