using Governance.Domain.Audit;

namespace Governance.Domain.Access;

/// <summary>What a role change does to the map.</summary>
public enum RoleChangeKind
{
    /// <summary>The group gets the role.</summary>
    Add,

    /// <summary>The group loses it.</summary>
    Remove,
}

/// <summary>Where a role change stands. One that nobody decided within <see cref="RoleChange.Lifetime"/> has expired,
/// whatever its row says.</summary>
public enum RoleChangeState
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>A second person agreed; the map was changed in that moment.</summary>
    Confirmed,

    /// <summary>A second person said no.</summary>
    Rejected,

    /// <summary>Taken back by whoever proposed it.</summary>
    Withdrawn,
}

/// <summary>One proposed change of the role map. It takes two people: whoever proposes never confirms, and neither may
/// be in the group it is about.</summary>
public sealed class RoleChange
{
    /// <summary>Shortest reason, characters.</summary>
    public const int ReasonMinLength = 10;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>A proposal that nobody decided for so long is void.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private RoleChange() { }

    /// <summary>Proposes it.</summary>
    /// <param name="kind">Adds the line or takes it away.</param>
    /// <param name="group">The provider's group id, checked.</param>
    /// <param name="role">The role.</param>
    /// <param name="orgGroup">Null for all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who proposes: actor id and name.</param>
    /// <param name="now">UTC.</param>
    public RoleChange(RoleChangeKind kind, string group, Role role, OrgGroupId? orgGroup, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        (Id, Kind, Group, Role, OrgGroupId, Reason) = (Guid.CreateVersion7(), kind, group, role, orgGroup, Text.Bounded(reason, ReasonMaxLength));
        (ProposedById, ProposedBy, ProposedAt, ExpiresAt) = (by.Id, by.Name, now, now + Lifetime);
        Touch();
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Adds or removes.</summary>
    public RoleChangeKind Kind { get; private set; }

    /// <summary>The provider's group id, compared exactly.</summary>
    public string Group { get; private set; } = "";

    /// <summary>What the group gets or loses.</summary>
    public Role Role { get; private set; }

    /// <summary>Limited to this org group; null for all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

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
    public RoleChangeState State { get; private set; }

    /// <summary>Actor id of whoever decided; null while it waits.</summary>
    public string? DecidedById { get; private set; }

    /// <summary>Their name at the time.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>The second person agrees. The caller changes the map in the same transaction.</summary>
    /// <returns>Null, or why it can't be confirmed by them, or any more.</returns>
    public Problem? Confirm((string Id, string Name) by, IReadOnlyCollection<string> groups, DateTimeOffset now) =>
        SecondPersonRefusal(by.Id, groups, now) ?? Decide(RoleChangeState.Confirmed, by, now);

    /// <summary>The second person says no.</summary>
    /// <returns>Null, or why they can't, or can't any more.</returns>
    public Problem? Reject((string Id, string Name) by, IReadOnlyCollection<string> groups, DateTimeOffset now) =>
        SecondPersonRefusal(by.Id, groups, now) ?? Decide(RoleChangeState.Rejected, by, now);

    /// <summary>The proposer takes it back.</summary>
    /// <returns>Null; Forbidden for anybody else; Conflict when it was decided or has expired.</returns>
    public Problem? Withdraw((string Id, string Name) by, DateTimeOffset now) =>
        by.Id != ProposedById ? RoleChangeProblems.NotYours : Decide(RoleChangeState.Withdrawn, by, now);

    /// <summary>Why this person can't be the second one; null when they can.</summary>
    public Problem? SecondPersonRefusal(string person, IReadOnlyCollection<string> groups, DateTimeOffset now) =>
        !IsOpen(now) ? RoleChangeProblems.NotOpen
        : person == ProposedById ? RoleChangeProblems.OwnProposal
        : groups.Contains(Group, StringComparer.Ordinal) ? RoleChangeProblems.OwnGroup
        : null;

    /// <summary>Waits, and has not expired.</summary>
    public bool IsOpen(DateTimeOffset now) => State == RoleChangeState.Proposed && now < ExpiresAt;

    /// <summary>What an audit entry may show of it.</summary>
    /// <param name="orgGroup">Name, or null for all.</param>
    public AuditFields ToAudit(string? orgGroup) => new AuditFields().Add("kind", Kind).Add("group", Group).Add("role", Role)
        .Add("orgGroup", orgGroup ?? "*").Add("state", State).Add("proposedBy", ProposedById);

    private Problem? Decide(RoleChangeState state, (string Id, string Name) by, DateTimeOffset now)
    {
        if (!IsOpen(now)) return RoleChangeProblems.NotOpen;
        (State, DecidedById, DecidedBy, DecidedAt) = (state, by.Id, by.Name, now);
        Touch();
        return null;
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
