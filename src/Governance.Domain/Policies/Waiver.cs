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
    /// <param name="request">By which request it is decided.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    public Waiver(Finding finding, DateTimeOffset endsAt, string reason, RequestId? request, (string Id, string Name) by, DateTimeOffset now)
    {
        (Id, FindingId, OrgId, OrgGroupId, RequestId) = (WaiverId.New(), finding.Id, finding.OrgId, finding.OrgGroupId, request);
        (RuleId, Thing, ThingId, ThingName, Severity) = (finding.RuleId, finding.Thing, finding.ThingId, finding.ThingName, finding.Severity);
        (EndsAt, Reason, AskedById, AskedBy, AskedAt) = (endsAt, Text.Bounded(reason, ReasonMaxLength), by.Id, by.Name, now);
        Version = Guid.CreateVersion7();
    }

    /// <summary>Ours.</summary>
    public WaiverId Id { get; private set; }

    /// <summary>The finding of that rule and thing.</summary>
    public FindingId FindingId { get; private set; }

    /// <summary>The request that decides it; null for what was decided before there were any.</summary>
    public RequestId? RequestId { get; private set; }

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

    /// <summary>It is decided by this request; for one that was asked for before there were any.</summary>
    public void AskBy(Requests.Request request) => (RequestId, Version) = (request.Id, Guid.CreateVersion7());

    /// <summary>Whoever asked wants it for a shorter time, or for another reason; never for longer.</summary>
    public void Ask(DateTimeOffset endsAt, string reason)
    {
        if (State != WaiverState.Asked) return;
        (EndsAt, Reason, Version) = (endsAt < EndsAt ? endsAt : EndsAt, Text.Bounded(reason, ReasonMaxLength), Guid.CreateVersion7());
    }

    /// <summary>Its request was approved: it holds.</summary>
    /// <param name="endsAt">UTC; as asked for, or earlier.</param>
    /// <param name="reason">Why; empty when not said.</param>
    /// <param name="by">Whose approval was the last, id and name.</param>
    /// <param name="now">UTC.</param>
    public void Approve(DateTimeOffset endsAt, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        if (!IsOpen(now)) throw new InvalidOperationException($"A waiver that is {State} cannot begin.");
        (State, EndsAt) = (WaiverState.Approved, endsAt < EndsAt ? endsAt : EndsAt);
        Decided(reason, by, now);
    }

    /// <summary>Its request was rejected, withdrawn or not decided in time.</summary>
    /// <param name="state">Rejected or Withdrawn.</param>
    /// <param name="reason">Why; empty when not said.</param>
    /// <param name="by">Whose act it was, id and name; null for nobody's.</param>
    /// <param name="now">UTC.</param>
    public void Refuse(WaiverState state, string reason, (string Id, string Name)? by, DateTimeOffset now)
    {
        if (State != WaiverState.Asked) return;
        State = state;
        Decided(reason, by, now);
    }

    /// <summary>Over before its end, by anybody who may ask.</summary>
    /// <returns>Null; Conflict while it waits, and when it is over already.</returns>
    public Problem? End(DateTimeOffset now)
    {
        if (State == WaiverState.Asked) return WaiverProblems.NotDecided;
        if (State != WaiverState.Approved) return WaiverProblems.NotOpen;
        (State, EndsAt, Version) = (WaiverState.Ended, EndsAt < now ? EndsAt : now, Guid.CreateVersion7());
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

    private void Decided(string reason, (string Id, string Name)? by, DateTimeOffset now) =>
        (DecidedById, DecidedBy, DecidedAt, DecisionReason, Version) = (by?.Id, by?.Name, now, Text.Bounded(reason, ReasonMaxLength), Guid.CreateVersion7());
}
