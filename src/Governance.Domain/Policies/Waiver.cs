using Governance.Domain.Audit;

namespace Governance.Domain.Policies;

/// <summary>Where a waiver stands. An approved one whose end has come shields nothing, whatever its row says.</summary>
public enum WaiverState
{
    /// <summary>Waits for somebody else's decision.</summary>
    Asked,

    /// <summary>It hides its finding from counts until its end.</summary>
    Approved,

    /// <summary>Somebody else said no.</summary>
    Rejected,

    /// <summary>Taken back by whoever asked, before it was decided.</summary>
    Withdrawn,

    /// <summary>Over: its end came, or somebody ended it before.</summary>
    Ended,
}

/// <summary>An exception for one rule on one thing, with a reason and an end. Whoever asks never decides.</summary>
public sealed class Waiver
{
    /// <summary>Shortest reason, characters.</summary>
    public const int ReasonMinLength = 10;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>Longest life, days.</summary>
    public const int MaxDays = 365;

    private Waiver() { }

    /// <summary>Asks for it.</summary>
    /// <param name="finding">What it is to hide.</param>
    /// <param name="endsAt">UTC; from then on it hides nothing.</param>
    /// <param name="reason">Why the risk is borne.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    public Waiver(Finding finding, DateTimeOffset endsAt, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        (Id, FindingId, OrgId, OrgGroupId) = (WaiverId.New(), finding.Id, finding.OrgId, finding.OrgGroupId);
        (RuleId, Thing, ThingId, ThingName, Severity) = (finding.RuleId, finding.Thing, finding.ThingId, finding.ThingName, finding.Severity);
        (EndsAt, Reason, AskedById, AskedBy, AskedAt) = (endsAt, Text.Bounded(reason, ReasonMaxLength), by.Id, by.Name, now);
        Version = Guid.CreateVersion7();
    }

    /// <summary>Ours.</summary>
    public WaiverId Id { get; private set; }

    /// <summary>The finding of that rule and thing.</summary>
    public FindingId FindingId { get; private set; }

    /// <summary>In which org; null for what belongs to none.</summary>
    public OrgId? OrgId { get; private set; }

    /// <summary>Whose people see it, as of its finding; null: only who sees all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>Which rule.</summary>
    public string RuleId { get; private set; } = "";

    /// <summary>What kind of thing.</summary>
    public ThingKind Thing { get; private set; }

    /// <summary>Which thing.</summary>
    public Guid ThingId { get; private set; }

    /// <summary>What it is called; org text.</summary>
    public string ThingName { get; private set; } = "";

    /// <summary>Of the finding when it was asked; a graver one is not covered.</summary>
    public Severity Severity { get; private set; }

    /// <summary>UTC; from then on it hides nothing.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Why, in the asker's words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Actor id of whoever asked.</summary>
    public string AskedById { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string AskedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public WaiverState State { get; private set; }

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

    /// <summary>What it is about.</summary>
    public FindingKey Key => new(RuleId, Thing, ThingId);

    /// <summary>It shields now.</summary>
    public bool IsInForce(DateTimeOffset now) => State == WaiverState.Approved && now < EndsAt;

    /// <summary>It can still be decided: a wish whose end has come is void.</summary>
    public bool IsOpen(DateTimeOffset now) => State == WaiverState.Asked && now < EndsAt;

    /// <summary>Somebody else decides.</summary>
    /// <returns>Null, or why it can't be decided by them, or any more.</returns>
    public Problem? Decide(bool approve, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        if (DecisionRefusal(by.Id, now) is { } refusal) return refusal;
        if (!approve && reason.Trim().Length < ReasonMinLength) return WaiverProblems.ReasonNeeded;
        (State, DecidedById, DecidedBy, DecidedAt) = (approve ? WaiverState.Approved : WaiverState.Rejected, by.Id, by.Name, now);
        (DecisionReason, Version) = (Text.Bounded(reason, ReasonMaxLength), Guid.CreateVersion7());
        return null;
    }

    /// <summary>Why this person can't decide it; null when they can.</summary>
    public Problem? DecisionRefusal(string person, DateTimeOffset now) =>
        !IsOpen(now) ? WaiverProblems.NotOpen : person == AskedById ? WaiverProblems.Own : null;

    /// <summary>Over before its end: withdrawn by whoever asked while it waits, ended by anybody who may ask while it holds.</summary>
    /// <returns>Null; Forbidden when somebody else's wish is to be withdrawn; Conflict when it is over already.</returns>
    public Problem? End(string person, DateTimeOffset now)
    {
        if (State == WaiverState.Asked && person != AskedById) return WaiverProblems.NotYours;
        if (State is not (WaiverState.Asked or WaiverState.Approved)) return WaiverProblems.NotOpen;
        State = State == WaiverState.Asked ? WaiverState.Withdrawn : WaiverState.Ended;
        (EndsAt, Version) = (EndsAt < now ? EndsAt : now, Guid.CreateVersion7());
        return null;
    }

    /// <summary>Its end has come.</summary>
    public void Expire()
    {
        if (State == WaiverState.Approved) (State, Version) = (WaiverState.Ended, Guid.CreateVersion7());
    }

    /// <summary>Nobody decided it before its end.</summary>
    public void Void()
    {
        if (State == WaiverState.Asked) (State, Version) = (WaiverState.Withdrawn, Guid.CreateVersion7());
    }

    /// <summary>What an audit entry may show of it.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("rule", RuleId).Add("thing", Thing).Add("thingName", ThingName).Add("severity", Severity)
        .Add("state", State).Add("endsAt", EndsAt).Add("askedBy", AskedById);
}
