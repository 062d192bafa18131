namespace Governance.Domain.Policies;

/// <summary>Where a policy change stands. One that nobody decided within <see cref="PolicyChange.Lifetime"/> has expired,
/// whatever its row says.</summary>
public enum PolicyChangeState
{
    /// <summary>Waits for another reviewer.</summary>
    Proposed,

    /// <summary>Another reviewer agreed; it holds since that moment.</summary>
    Approved,

    /// <summary>Another reviewer said no.</summary>
    Rejected,

    /// <summary>Taken back by whoever proposed it.</summary>
    Withdrawn,
}

/// <summary>One proposed change of a policy, or a new policy: the whole file as it is to be. Whoever proposes never decides.</summary>
public sealed class PolicyChange
{
    /// <summary>Shortest reason, characters.</summary>
    public const int ReasonMinLength = 10;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>A proposal that nobody decided for so long is void.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private PolicyChange() { }

    /// <summary>Proposes it.</summary>
    /// <param name="policy">The policy to change; null for a new one.</param>
    /// <param name="document">As it is to be, with its bindings by name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    public PolicyChange(Policy? policy, PolicyDocument document, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        (Id, PolicyId, BaseNumber) = (PolicyChangeId.New(), policy?.Id ?? Domain.PolicyId.New(), policy?.Number ?? 0);
        (Name, Text, Reason) = (document.Name, document.Write(), Domain.Text.Bounded(reason, ReasonMaxLength));
        (ProposedById, ProposedBy, ProposedAt, ExpiresAt, Version) = (by.Id, by.Name, now, now + Lifetime, Guid.CreateVersion7());
    }

    /// <summary>Ours.</summary>
    public PolicyChangeId Id { get; private set; }

    /// <summary>The request that decides it; null for what was decided before there were any.</summary>
    public RequestId? RequestId { get; private set; }

    /// <summary>The policy it changes; of a new one the id it will have.</summary>
    public PolicyId PolicyId { get; private set; }

    /// <summary>Number of the policy it was written against; 0 for a new one.</summary>
    public int BaseNumber { get; private set; }

    /// <summary>Name that the policy will have.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The whole file as it is to be, bindings by name.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Why, in the proposer's words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Actor id of the proposer.</summary>
    public string ProposedById { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string ProposedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>UTC; from then on it is void.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public PolicyChangeState State { get; private set; }

    /// <summary>What the preview found, as JSON of a <see cref="ChangePreview"/>; null while it was not made.</summary>
    public string? PreviewText { get; private set; }

    /// <summary>Actor id of whoever decided; null while it waits.</summary>
    public string? DecidedById { get; private set; }

    /// <summary>Their name at the time.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why they decided so; empty when they did not say.</summary>
    public string DecisionReason { get; private set; } = "";

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>As it is to be.</summary>
    public PolicyDocument Document() => PolicyReader.Stored(Text);

    /// <summary>Keeps what a preview found, while it waits.</summary>
    public void Keep(ChangePreview preview)
    {
        if (State == PolicyChangeState.Proposed) (PreviewText, Version) = (preview.Write(), Guid.CreateVersion7());
    }

    /// <summary>It is decided by this request.</summary>
    public void AskBy(Requests.Request request) => (RequestId, ExpiresAt) = (request.Id, request.ExpiresAt);

    /// <summary>Its request came to an end. Where that is its approval, the caller changes the policy in the same transaction.</summary>
    /// <param name="state">Approved, Rejected or Withdrawn.</param>
    /// <param name="reason">Why; empty when not said.</param>
    /// <param name="by">Whose act it was, id and name; null when its time passed.</param>
    /// <param name="now">UTC.</param>
    public void Settle(PolicyChangeState state, string reason, (string Id, string Name)? by, DateTimeOffset now)
    {
        if (State != PolicyChangeState.Proposed) return;
        (State, DecidedById, DecidedBy, DecidedAt) = (state, by?.Id, by?.Name, now);
        (DecisionReason, Version) = (Domain.Text.Bounded(reason, ReasonMaxLength), Guid.CreateVersion7());
    }

    /// <summary>Waits, and has not expired.</summary>
    public bool IsOpen(DateTimeOffset now) => State == PolicyChangeState.Proposed && now < ExpiresAt;
}
