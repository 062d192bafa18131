using Governance.Domain.Audit;

namespace Governance.Domain.Incidents;

/// <summary>One containment: what a person confirmed, why, and how far it is.</summary>
public sealed class Incident
{
    /// <summary>Shortest reason, characters.</summary>
    public const int ReasonMinLength = 10;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>Longest scope text, characters.</summary>
    public const int ScopeMaxLength = 200;

    /// <summary>Above this many targets the scope's name must be typed.</summary>
    public const int TypedNameAbove = 50;

    /// <summary>How long an after-review may take.</summary>
    public static readonly TimeSpan ReviewWithin = TimeSpan.FromHours(72);

    /// <summary>How long it waits for a second person where a policy asks for one.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(30);

    private Incident() { }

    /// <summary>Declares it; the targets are added beside it in the same transaction.</summary>
    public Incident(
        int number, string scope, string reason, int targets, string declaredById, string declaredBy, DateTimeOffset now)
    {
        Id = IncidentId.New();
        Number = number;
        Scope = Text.Bounded(scope, ScopeMaxLength);
        Reason = reason;
        TargetCount = targets;
        DeclaredById = declaredById;
        DeclaredBy = declaredBy;
        DeclaredAt = now;
        State = IncidentState.Declared;
        Touch();
    }

    /// <summary>Ours.</summary>
    public IncidentId Id { get; private set; }

    /// <summary>Shown as INC-0001; unique.</summary>
    public int Number { get; private set; }

    /// <summary>What was chosen, as in "Gainfold" or "Selected authorizations"; never a number of targets.</summary>
    public string Scope { get; private set; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How many targets the plan held when confirmed.</summary>
    public int TargetCount { get; private set; }

    /// <summary>Actor id.</summary>
    public string DeclaredById { get; private set; } = "";

    /// <summary>Actor name at the time.</summary>
    public string DeclaredBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset DeclaredAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public IncidentState State { get; private set; }

    /// <summary>Who reviewed it, by name at the time; null before.</summary>
    public string? ReviewedBy { get; private set; }

    /// <summary>UTC; null before.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>What the review found; null before.</summary>
    public string? ReviewNotes { get; private set; }

    /// <summary>Until when somebody who did not act in it is to have reviewed it, UTC.</summary>
    public DateTimeOffset ReviewDueAt => DeclaredAt + ReviewWithin;

    /// <summary>When the last target settled, UTC; null while work goes on.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Until when a second person may let it start, UTC; null where none was needed.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>Who let it start, by name at the time; null where nobody had to, or nobody did.</summary>
    public string? ConfirmedBy { get; private set; }

    /// <summary>UTC; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>A second person was asked for, and it started without: declared under an emergency sign-in.</summary>
    public bool StartedAlone { get; private set; }

    /// <summary>Nobody let it start in time, UTC: nothing was sent.</summary>
    public DateTimeOffset? LapsedAt { get; private set; }

    /// <summary>Nothing is sent before a second person has confirmed.</summary>
    public bool IsHeld => HeldUntil is not null && ConfirmedAt is null;

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>As in INC-0001.</summary>
    public string Name => $"INC-{Number:0000}";

    /// <summary>Moves on as far as the targets allow; idempotent.</summary>
    public void Follow(IReadOnlyCollection<TargetState> targets, DateTimeOffset now)
    {
        if (IsHeld) return;
        if (targets.Any(t => t is TargetState.Planned or TargetState.Running))
        {
            if (State is IncidentState.Declared or IncidentState.Reopened or IncidentState.Preserving) Move(IncidentState.Running);
            return;
        }
        // Every target may settle before anything was sent, as when the org is no longer connected.
        if (State is IncidentState.Declared or IncidentState.Reopened or IncidentState.Preserving) Move(IncidentState.Running);
        if (targets.Any(t => t == TargetState.WaitingForPerson || IncidentStates.IsFailed(t)))
        {
            if (State != IncidentState.WaitingForPerson) Move(IncidentState.WaitingForPerson);
        }
        else if (State != IncidentState.Contained)
        {
            Move(IncidentState.Contained);
        }
        SettledAt ??= now;
    }

    /// <summary>Targets were found while it ran.</summary>
    public void TakeUp(int targets)
    {
        TargetCount += targets;
        if (targets > 0 && State is IncidentState.WaitingForPerson or IncidentState.Contained) Reopen();
    }

    /// <summary>A policy asks for a second person before anything is sent.</summary>
    public void Hold() => HeldUntil = DeclaredAt + HeldFor;

    /// <summary>A policy asks for a second person, and none could be reached: whoever reviews it is told.</summary>
    public void StartAlone() => StartedAlone = true;

    /// <summary>Somebody other than who declared it lets it start.</summary>
    /// <returns>Null; Forbidden for who declared it; Conflict when it does not wait, or no more.</returns>
    public Problem? Confirm(string personId, string person, DateTimeOffset now)
    {
        if (!IsHeld || LapsedAt is not null) return IncidentProblems.NotHeld;
        if (personId == DeclaredById) return IncidentProblems.OwnStart;
        if (now >= HeldUntil) return IncidentProblems.Lapsed;
        (ConfirmedBy, ConfirmedAt) = (person, now);
        Touch();
        return null;
    }

    /// <summary>Nobody let it start in time.</summary>
    /// <returns>True when that ended it.</returns>
    public bool Lapse(DateTimeOffset now)
    {
        if (!IsHeld || LapsedAt is not null || now < HeldUntil) return false;
        (LapsedAt, SettledAt) = (now, now);
        Move(IncidentState.Closed);
        return true;
    }

    /// <summary>Evidence is being secured, before anything is sent; nothing to do once calls went out anywhere.</summary>
    public void Preserve()
    {
        if (State == IncidentState.Declared && !IsHeld) Move(IncidentState.Preserving);
    }

    /// <summary>A person retries what failed.</summary>
    public Problem? Reopen()
    {
        // Nothing of it was sent, and nothing of it will be before somebody lets it start.
        if (IsHeld) return LapsedAt is null ? IncidentProblems.Held : IncidentProblems.Lapsed;
        // Something came back to life, and nobody has retried it yet.
        if (State == IncidentState.Reopened) return null;
        if (State is not (IncidentState.WaitingForPerson or IncidentState.Contained or IncidentState.Closed))
            return IncidentProblems.StillRunning;
        Move(IncidentState.Reopened);
        SettledAt = null;
        return null;
    }

    /// <summary>Somebody who did not act in it looked at all of it.</summary>
    /// <returns>Null; Conflict when it is not contained.</returns>
    public Problem? Review(string by, string notes, DateTimeOffset now)
    {
        if (State != IncidentState.Contained) return IncidentProblems.NotContained;
        (ReviewedBy, ReviewedAt, ReviewNotes) = (by, now, Text.Bounded(notes, ReasonMaxLength));
        Move(IncidentState.Closed);
        return null;
    }

    /// <summary>What an audit entry may show of an incident.</summary>
    public AuditFields ToAudit() => new AuditFields()
        .Add("name", Name).Add("scope", Scope).Add("state", State).Add("targets", TargetCount);

    private void Move(IncidentState next)
    {
        if (!IncidentStates.After(State).Contains(next))
            throw new InvalidOperationException($"An incident cannot go from {State} to {next}.");
        State = next;
        Touch();
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
