using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Audit;
using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>Something asked for, with its content fixed by a hash: what is decided on is what is carried out. Whoever asks never decides.</summary>
public sealed class Request
{
    /// <summary>Shortest reason, characters.</summary>
    public const int ReasonMinLength = 10;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>Longest title, characters.</summary>
    public const int TitleMaxLength = 200;

    /// <summary>A request that was not decided for so long is void.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>An approval that was not carried out for so long is void.</summary>
    public static readonly TimeSpan ApprovalLifetime = TimeSpan.FromDays(3);

    private readonly List<RequestDecision> _decisions = [];

    private Request() { }

    /// <summary>Files it.</summary>
    /// <param name="number">The next.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="content">All that is asked for, as canonical text.</param>
    /// <param name="risk">At this moment.</param>
    /// <param name="group">The org group that all of it lies in; null for several.</param>
    /// <param name="reason">Why, in the asker's words.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    public Request(
        int number, RequestKind kind, string title, string content, Severity risk, OrgGroupId? group, string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        (Id, Number, Kind, Title, OrgGroupId) = (RequestId.New(), number, kind, Domain.Text.Bounded(title, TitleMaxLength), group);
        (ContentHash, Risk, Reason) = (HashOf(content), risk, Domain.Text.Bounded(reason.Trim(), ReasonMaxLength));
        (AskedById, AskedBy, AskedAt, ExpiresAt) = (by.Id, by.Name, now, now + Lifetime);
        State = RequestState.Submitted;
        Touch();
    }

    /// <summary>Ours.</summary>
    public RequestId Id { get; private set; }

    /// <summary>Shown as REQ-0001; unique.</summary>
    public int Number { get; private set; }

    /// <summary>What is asked for.</summary>
    public RequestKind Kind { get; private set; }

    /// <summary>What it is called; may hold org text.</summary>
    public string Title { get; private set; } = "";

    /// <summary>SHA-256 of what is asked for, hex.</summary>
    public string ContentHash { get; private set; } = "";

    /// <summary>The greatest risk seen of it.</summary>
    public Severity Risk { get; private set; }

    /// <summary>Whose people see it; null: only who sees all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>Why, in the asker's words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Actor id of whoever asked.</summary>
    public string AskedById { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string AskedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>UTC: from then on it can be neither decided nor carried out.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Where it stands, but for its time; see <see cref="StateAt"/>.</summary>
    public RequestState State { get; private set; }

    /// <summary>The containment that carries it out; null before.</summary>
    public IncidentId? IncidentId { get; private set; }

    /// <summary>When nothing more was to come of it, UTC; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>All verdicts.</summary>
    public IReadOnlyList<RequestDecision> Decisions => _decisions;

    /// <summary>As in REQ-0001.</summary>
    public string Name => $"REQ-{Number:0000}";

    /// <summary>How many must agree.</summary>
    public int Needed => RequestRisk.ApprovalsFor(Risk);

    /// <summary>How many agreed to what it is now.</summary>
    public int Agreed => _decisions.Count(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == ContentHash);

    /// <summary>SHA-256 of a content, hex.</summary>
    public static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>Where it stands at a moment: expired when its time has passed.</summary>
    public RequestState StateAt(DateTimeOffset now) =>
        now >= ExpiresAt && (RequestStates.IsWaiting(State) || State is RequestState.Approved or RequestState.Draft) ? RequestState.Expired : State;

    /// <summary>Why this person can't decide it; null when they can.</summary>
    public Problem? DecisionRefusal(string person, DateTimeOffset now) =>
        !RequestStates.IsWaiting(StateAt(now)) ? RequestProblems.NotOpen
        : person == AskedById ? RequestProblems.Own
        : _decisions.Any(d => d.PersonId == person && d.ContentHash == ContentHash) ? RequestProblems.Twice
        : null;

    /// <summary>Somebody else decides on what they were shown.</summary>
    /// <returns>Null, or why it can't be decided by them, so, or any more.</returns>
    public Problem? Decide(RequestVerdict verdict, string reason, string shownHash, (string Id, string Name) by, DateTimeOffset now)
    {
        if (DecisionRefusal(by.Id, now) is { } refusal) return refusal;
        if (shownHash != ContentHash) return RequestProblems.Changed;
        if (verdict == RequestVerdict.Reject && reason.Trim().Length < ReasonMinLength) return RequestProblems.ReasonNeeded;
        _decisions.Add(new RequestDecision(Id, by, verdict, reason, ContentHash, now));
        if (verdict == RequestVerdict.Reject) End(RequestState.Rejected, now);
        else if (Agreed >= Needed) Approve(now);
        else if (State == RequestState.Submitted) Move(RequestState.InReview);
        else Touch();
        return null;
    }

    /// <summary>Whoever asked takes it back, until it is carried out.</summary>
    /// <returns>Null; Forbidden for anybody else; Conflict when it is too late.</returns>
    public Problem? Withdraw(string person, DateTimeOffset now)
    {
        if (person != AskedById) return RequestProblems.NotYours;
        if (!RequestStates.After(StateAt(now)).Contains(RequestState.Withdrawn)) return RequestProblems.NotOpen;
        End(RequestState.Withdrawn, now);
        return null;
    }

    /// <summary>Of the risk at filing and later the greater counts. When that asks for more people than agreed, it goes back to them.</summary>
    /// <returns>True when more must agree.</returns>
    public bool Regrade(Severity riskNow, DateTimeOffset now)
    {
        if (riskNow <= Risk) return false;
        Risk = riskNow;
        if (State != RequestState.Approved || Agreed >= Needed) return false;
        ExpiresAt = now + Lifetime;
        Move(RequestState.InReview);
        return true;
    }

    /// <summary>Its carrying out begins, once.</summary>
    /// <param name="by">What carries it out.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Null; Conflict when it is not approved, or no more.</returns>
    public Problem? Begin(IncidentId by, DateTimeOffset now)
    {
        if (StateAt(now) != RequestState.Approved || Agreed < Needed) return RequestProblems.NotApproved;
        IncidentId = by;
        Move(RequestState.CarryingOut);
        return null;
    }

    /// <summary>Follows what carries it out; idempotent.</summary>
    /// <param name="state">CarryingOut, WaitingForPerson, Done or Failed.</param>
    /// <param name="now">UTC.</param>
    public void Follow(RequestState state, DateTimeOffset now)
    {
        if (State == state) return;
        if (RequestStates.IsOver(state)) End(state, now);
        else
        {
            EndedAt = null;
            Move(state);
        }
    }

    /// <summary>Its time has passed.</summary>
    /// <returns>True when that changed it.</returns>
    public bool Expire(DateTimeOffset now)
    {
        if (State == RequestState.Expired || StateAt(now) != RequestState.Expired) return false;
        End(RequestState.Expired, now);
        return true;
    }

    /// <summary>What an audit entry may show of a request.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("name", Name).Add("kind", Kind).Add("title", Title).Add("risk", Risk).Add("state", State)
        .Add("content", ContentHash).Add("askedBy", AskedById).Add("agreed", Agreed).Add("needed", Needed).Add("expiresAt", ExpiresAt);

    private void Approve(DateTimeOffset now)
    {
        ExpiresAt = now + ApprovalLifetime;
        Move(RequestState.Approved);
    }

    private void End(RequestState state, DateTimeOffset now)
    {
        EndedAt = now;
        Move(state);
    }

    private void Move(RequestState next)
    {
        if (!RequestStates.After(State).Contains(next)) throw new InvalidOperationException($"A request cannot go from {State} to {next}.");
        State = next;
        Touch();
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
