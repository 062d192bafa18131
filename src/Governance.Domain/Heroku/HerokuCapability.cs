using Governance.Domain.Connections;

namespace Governance.Domain.Heroku;

/// <summary>One thing a sync of a Heroku account can read, each with its own outcome and age.</summary>
public enum HerokuCapability
{
    /// <summary>Apps, AppLink add-ons and where they are attached.</summary>
    Addons,

    /// <summary>AppLink connections.</summary>
    Connections,

    /// <summary>AppLink authorizations.</summary>
    Authorizations,

    /// <summary>Publications and data action targets.</summary>
    Publications,
}

/// <summary>Last known outcome of one capability of one Heroku account.</summary>
public sealed class HerokuCapabilityState
{
    private HerokuCapabilityState() { }

    /// <summary>First outcome.</summary>
    public HerokuCapabilityState(HerokuAccountId account, HerokuCapability capability) =>
        (AccountId, Capability) = (account, capability);

    /// <summary>Key, first part.</summary>
    public HerokuAccountId AccountId { get; private set; }

    /// <summary>Key, second part.</summary>
    public HerokuCapability Capability { get; private set; }

    /// <summary>How the last attempt ended.</summary>
    public CapabilityStatus Status { get; private set; }

    /// <summary>The missing right or the reason; null when ok.</summary>
    public string? Detail { get; private set; }

    /// <summary>When the last attempt ended, UTC.</summary>
    public DateTimeOffset TriedAt { get; private set; }

    /// <summary>Start of the last complete read, UTC; null when there was none.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Notes a complete read.</summary>
    public void Succeed(DateTimeOffset startedAt, DateTimeOffset now) =>
        (Status, Detail, AsOf, TriedAt) = (CapabilityStatus.Ok, null, startedAt, now);

    /// <summary>Notes an attempt that read less than all; what was known before stays, with its age.</summary>
    public void Miss(CapabilityStatus status, string detail, DateTimeOffset now) =>
        (Status, Detail, TriedAt) = (status, Text.Bounded(detail, CapabilityState.DetailMaxLength), now);
}

/// <summary>One read of a Heroku account: the evidence behind every number and every receipt.</summary>
public sealed class HerokuRead
{
    private HerokuRead() { }

    /// <summary>A finished read.</summary>
    /// <param name="account">Of which account.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="startedAt">Before the first call, UTC.</param>
    /// <param name="finishedAt">After the last, UTC.</param>
    public HerokuRead(HerokuAccountId account, SyncPurpose purpose, DateTimeOffset startedAt, DateTimeOffset finishedAt) =>
        (Id, AccountId, Purpose, StartedAt, FinishedAt) = (SyncId.New(), account, purpose, startedAt, finishedAt);

    /// <summary>Ours.</summary>
    public SyncId Id { get; private set; }

    /// <summary>Of which account.</summary>
    public HerokuAccountId AccountId { get; private set; }

    /// <summary>Why it was made.</summary>
    public SyncPurpose Purpose { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FinishedAt { get; private set; }

    /// <summary>Add-ons read.</summary>
    public int Addons { get; private set; }

    /// <summary>Connections and authorizations read.</summary>
    public int Rows { get; private set; }

    /// <summary>Calls made.</summary>
    public int Calls { get; private set; }

    /// <summary>The Heroku user it was read as; null when nothing was read.</summary>
    public string? Email { get; private set; }

    /// <summary>Why the read is not complete; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Every list of every add-on asked for came whole.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Fills in what was read.</summary>
    public HerokuRead Read(int addons, int rows, int calls, string email, string? problem)
    {
        (Addons, Rows, Calls, Email) = (addons, rows, calls, Text.Bounded(email, AppLinkRow.NameMaxLength));
        (Problem, IsComplete) = (problem is null ? null : Text.Bounded(problem, CapabilityState.DetailMaxLength), problem is null);
        return this;
    }

    /// <summary>Notes why nothing was read.</summary>
    public HerokuRead Fail(string problem)
    {
        Problem = Text.Bounded(problem, CapabilityState.DetailMaxLength);
        return this;
    }
}
