using Governance.Domain.Audit;
using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>Something asked for, with its content fixed by a hash: what is decided on is what is carried out. Whoever asks never decides.</summary>
public sealed partial class Request
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
    private readonly List<RequestNote> _notes = [];

    private Request() { }

    /// <summary>Files it, or keeps it as a draft.</summary>
    /// <param name="number">The next.</param>
    /// <param name="wish">What is asked for.</param>
    /// <param name="risk">At this moment.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    /// <param name="isDraft">Nobody else sees it before it is filed.</param>
    public Request(int number, RequestWish wish, Severity risk, (string Id, string Name) by, DateTimeOffset now, bool isDraft = false)
    {
        (Id, Number, Kind) = (RequestId.New(), number, wish.Kind);
        (AskedById, AskedBy, AskedAt, State) = (by.Id, by.Name, now, isDraft ? RequestState.Draft : RequestState.Submitted);
        Take(wish, risk, now);
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

    /// <summary>What is particular to it, as written; empty when title, reason and targets say all.</summary>
    public string ContentText { get; private set; } = "";

    /// <summary>The one thing that it is about; null for several, or none.</summary>
    public Guid? SubjectId { get; private set; }

    /// <summary>How often it was edited since it was filed: part of what is hashed, so that no approval comes back.</summary>
    public int Edits { get; private set; }

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

    /// <summary>What people wrote on it besides verdicts.</summary>
    public IReadOnlyList<RequestNote> Notes => _notes;

    /// <summary>What is particular to it.</summary>
    public RequestContent Content => RequestContent.Read(ContentText);

    /// <summary>The last day agreed to where whoever decided brought it forward: the earliest counts, UTC; null for the one asked for.</summary>
    public DateOnly? AgreedUntil => _decisions.Where(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == ContentHash).Min(d => d.Until);

    /// <summary>As in REQ-0001.</summary>
    public string Name => $"REQ-{Number:0000}";

    /// <summary>How many must agree.</summary>
    public int Needed => Math.Max(RequestRisk.ApprovalsFor(Risk), Places);

    /// <summary>How many agreed to what it is now.</summary>
    public int Agreed => _decisions.Count(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == ContentHash);

    /// <summary>Steps of its checklist that are done.</summary>
    public IEnumerable<int> Ticked => _notes.Where(n => n.Kind == RequestNoteKind.Ticked).Select(n => n.Step!.Value);

    /// <summary>All that is decided on, as the text whose hash is shown.</summary>
    /// <param name="beside">What is kept elsewhere (<see cref="RequestWish.Beside"/>), as it is there now.</param>
    public string TextWith(string beside) => $"{Kind}\n{Title.Length}:{Title}\n{Reason.Length}:{Reason}\n{(Edits == 0 ? "" : $"edit {Edits}\n")}{ContentText}{beside}";

    /// <summary>SHA-256 of a content, hex.</summary>
    public static string HashOf(string content) => Text.Sha256(content);

    /// <summary>Where it stands at a moment: expired when its time has passed.</summary>
    public RequestState StateAt(DateTimeOffset now) =>
        now >= ExpiresAt && (RequestStates.IsWaiting(State) || State == RequestState.Approved) ? RequestState.Expired : State;

    /// <summary>Why this person can't decide it; null when they can.</summary>
    public Problem? DecisionRefusal(string person, DateTimeOffset now) =>
        !RequestStates.IsWaiting(StateAt(now)) ? RequestProblems.NotOpen
        : IsAskedBy(person) ? RequestProblems.Own
        : _decisions.Any(d => d.PersonId == person && d.ContentHash == ContentHash) ? RequestProblems.Twice
        : null;

    /// <summary>Somebody else decides on what they were shown.</summary>
    /// <param name="verdict">Yes or no.</param>
    /// <param name="reason">Why; needed for a no.</param>
    /// <param name="shownHash">Of what they were shown.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    /// <param name="until">They agree to a last day earlier than asked for, UTC; null to what is asked for.</param>
    /// <param name="review">How far it has come, with who may decide now; null takes verdicts as they were given.</param>
    /// <returns>Null, or why it can't be decided by them, so, or any more.</returns>
    public Problem? Decide(
        RequestVerdict verdict, string reason, string shownHash, (string Id, string Name) by, DateTimeOffset now, DateOnly? until = null, RequestReview? review = null)
    {
        if (DecisionRefusal(by.Id, now) is { } refusal) return refusal;
        if (shownHash != ContentHash) return RequestProblems.Changed;
        if (verdict == RequestVerdict.Reject && reason.Trim().Length < ReasonMinLength) return RequestProblems.ReasonNeeded;
        review ??= RequestReview.Of(this, Stages, Risk);
        if (review.PlaceOf(by.Id) is not { } place) return RequestProblems.NotForYou;
        Stand(review, now);
        _decisions.Add(new RequestDecision(Id, by, verdict, reason, ContentHash, verdict == RequestVerdict.Approve ? until : null, place, now));
        review = review.Again();
        if (verdict == RequestVerdict.Reject) End(RequestState.Rejected, now);
        else if (review.IsDone) Approve(now);
        else if (State == RequestState.Submitted) Move(RequestState.InReview);
        else Touch();
        Stand(review.Again(), now);
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

    /// <summary>Of the risk at filing and later the greater counts, and so of the stages. When they ask for more people than agreed, it goes
    /// back to them.</summary>
    /// <param name="riskNow">At this moment.</param>
    /// <param name="now">UTC.</param>
    /// <param name="review">On the greater risk and the stages as rules ask for them now; null: rules ask for none beyond those it has.</param>
    /// <returns>True when more must agree.</returns>
    public bool Regrade(Severity riskNow, DateTimeOffset now, RequestReview? review = null)
    {
        var stages = review is null ? StagesText : ApprovalStages.Write(review.Plan);
        // Somebody may have joined those who must all agree.
        if (riskNow <= Risk && stages == StagesText && (review is null || review.Needed <= Places)) return false;
        (Risk, StagesText) = (riskNow > Risk ? riskNow : Risk, stages);
        review = review?.Again() ?? RequestReview.Of(this, Stages, Risk);
        Places = Math.Max(Places, review.Needed);
        if (State != RequestState.Approved || review.IsDone) return false;
        ExpiresAt = now + Lifetime;
        Move(RequestState.InReview);
        return true;
    }

    /// <summary>Its carrying out begins, once.</summary>
    /// <param name="by">The containment that carries it out; null where none does.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Null; Conflict when it is not approved, or no more.</returns>
    public Problem? Begin(IncidentId? by, DateTimeOffset now)
    {
        if (StateAt(now) != RequestState.Approved || Agreed < Needed) return RequestProblems.NotApproved;
        IncidentId = by;
        Move(RequestState.CarryingOut);
        return null;
    }

    /// <summary>The asker files what was a draft.</summary>
    /// <returns>Null; Forbidden for anybody else; Conflict when it is none.</returns>
    public Problem? File(RequestWish wish, Severity risk, string person, DateTimeOffset now)
    {
        if (Redraft(wish, risk, person, now) is { } refusal) return refusal;
        AskedAt = now;
        Move(RequestState.Submitted);
        return null;
    }

    /// <summary>The asker writes on at a draft.</summary>
    /// <returns>Null; Forbidden for anybody else; Conflict when it is none.</returns>
    public Problem? Redraft(RequestWish wish, Severity risk, string person, DateTimeOffset now)
    {
        if (person != AskedById) return RequestProblems.NotYours;
        if (State != RequestState.Draft || wish.Kind != Kind) return RequestProblems.NotOpen;
        Take(wish, risk, now);
        return null;
    }

    /// <summary>The asker changes what is asked for while it waits: what others said to it before is kept and counts no more.</summary>
    /// <returns>Null; Forbidden for anybody else; Conflict when it does not wait any more; Invalid when nothing differs.</returns>
    public Problem? Edit(RequestWish wish, Severity risk, (string Id, string Name) by, DateTimeOffset now)
    {
        if (by.Id != AskedById) return RequestProblems.NotYours;
        if (!RequestStates.IsWaiting(StateAt(now)) || wish.Kind != Kind) return RequestProblems.NotOpen;
        if (wish.Content.Write() == ContentText && wish.Reason.Trim() == Reason) return RequestProblems.NoDifference;
        _notes.Add(new RequestNote(Id, RequestNoteKind.Edited, Reason, by, now) { ContentBefore = ContentText, TitleBefore = Title });
        Edits++;
        Take(wish, risk, now);
        if (State == RequestState.InReview) Move(RequestState.Submitted);
        return null;
    }

    /// <summary>Somebody says something on it, at any time.</summary>
    public void Comment(string text, (string Id, string Name) by, DateTimeOffset now) =>
        _notes.Add(new RequestNote(Id, RequestNoteKind.Comment, text, by, now));

    /// <summary>A person did one step of its checklist; with the last it is done.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="steps">How many there are.</param>
    /// <param name="note">What they did.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Null; Conflict when it waits for nobody, or the step is done already; Invalid without a note.</returns>
    public Problem? Tick(int step, int steps, string note, (string Id, string Name) by, DateTimeOffset now)
    {
        if (State != RequestState.WaitingForPerson || step < 0 || step >= steps || Ticked.Contains(step)) return RequestProblems.NoStep;
        if (note.Trim().Length < ReasonMinLength) return RequestProblems.NoteNeeded;
        _notes.Add(new RequestNote(Id, RequestNoteKind.Ticked, note, by, now) { Step = step });
        if (Ticked.Distinct().Count() == steps) End(RequestState.Done, now);
        else Touch();
        return null;
    }

    /// <summary>A person could not do it.</summary>
    /// <returns>Null; Conflict when it waits for nobody; Invalid without a reason.</returns>
    public Problem? Fail(string reason, (string Id, string Name) by, DateTimeOffset now)
    {
        if (State != RequestState.WaitingForPerson) return RequestProblems.NoStep;
        if (reason.Trim().Length < ReasonMinLength) return RequestProblems.NoteNeeded;
        _notes.Add(new RequestNote(Id, RequestNoteKind.Failed, reason, by, now));
        End(RequestState.Failed, now);
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
        .Add("content", ContentHash).Add("askedBy", AskedById).Add("edits", Edits).Add("agreed", Agreed).Add("needed", Needed).Add("expiresAt", ExpiresAt);

    // As it is kept: what is hashed now is compared with what is stored.
    private void Take(RequestWish wish, Severity risk, DateTimeOffset now)
    {
        (Title, Reason) = (Domain.Text.Bounded(wish.Title, TitleMaxLength), Domain.Text.Bounded(wish.Reason.Trim(), ReasonMaxLength));
        (ContentText, OrgGroupId, SubjectId, Risk) = (wish.Content.Write(), wish.OrgGroupId, wish.SubjectId, risk);
        ContentHash = HashOf(TextWith(wish.Beside));
        ExpiresAt = wish.NotAfter is { } end && end < now + Lifetime ? end : now + Lifetime;
        Touch();
    }

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
