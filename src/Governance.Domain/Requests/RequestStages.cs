namespace Governance.Domain.Requests;

/// <summary>Why a stage was escalated.</summary>
public enum EscalationCause
{
    /// <summary>It waited too long.</summary>
    Waited,

    /// <summary>Too few of its people are left.</summary>
    TooFewLeft,
}

/// <summary>The stages that a request goes through, and the one it waits in, as found last: lists and notices ask for it.</summary>
public sealed partial class Request
{
    /// <summary>The stages that rules asked for when it was filed and since, as <see cref="ApprovalStages.Write"/> has them.</summary>
    public string StagesText { get; private set; } = "";

    /// <summary>How many must agree in all stages, as found last.</summary>
    public int Places { get; private set; }

    /// <summary>Key of the stage that waits; empty for the one of all who may decide.</summary>
    public string WaitsFor { get; private set; } = "";

    /// <summary>A reviewer of all org groups may decide in place of that stage's people.</summary>
    public bool TakesStandIn { get; private set; }

    /// <summary>Since when it waits in that stage, UTC; null before it was filed.</summary>
    public DateTimeOffset? StageSince { get; private set; }

    /// <summary>When that stage was escalated, UTC; null when it was not.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>Why; null when it was not.</summary>
    public EscalationCause? EscalatedFor { get; private set; }

    /// <summary>The stages that rules asked for.</summary>
    public IReadOnlyList<ApprovalStage> Stages => ApprovalStages.Read(StagesText);

    /// <summary>When the stage that waits is escalated, UTC: after its own hours, or when three quarters of its time have passed.</summary>
    public DateTimeOffset? EscalatesAt => StageSince is not { } since ? null
        : since + (Stages.FirstOrDefault(s => s.Key == WaitsFor)?.Hours is { } hours ? TimeSpan.FromHours(hours) : (ExpiresAt - since) * 0.75);

    /// <summary>They asked for it, or changed what is asked for: they never decide.</summary>
    public bool IsAskedBy(string person) => person == AskedById || _notes.Any(n => n.Kind == RequestNoteKind.Edited && n.PersonId == person);

    /// <summary>It was filed or edited: it begins with these stages.</summary>
    public void GoThrough(IReadOnlyList<ApprovalStage> stages, DateTimeOffset now)
    {
        (StagesText, Places, WaitsFor, TakesStandIn) = (ApprovalStages.Write(stages), 0, "", false);
        (StageSince, EscalatedAt, EscalatedFor) = (now, null, null);
        Touch();
    }

    /// <summary>Keeps where it waits. Another stage begins anew.</summary>
    /// <returns>True when something was kept.</returns>
    public bool Stand(RequestReview review, DateTimeOffset now)
    {
        if (!RequestStates.IsWaiting(State)) return false;
        var (stages, key, standIn) = (ApprovalStages.Write(review.Plan), review.Present?.Stage.Key ?? "", review.Present?.TakesStandIn == true);
        if ((stages, key, standIn, review.Needed) == (StagesText, WaitsFor, TakesStandIn, Places)) return false;
        if (key != WaitsFor) (StageSince, EscalatedAt, EscalatedFor) = (now, null, null);
        (StagesText, WaitsFor, TakesStandIn, Places) = (stages, key, standIn, review.Needed);
        Touch();
        return true;
    }

    /// <summary>Why the stage that waits is to be escalated now; null when it is not, or was for that.</summary>
    public EscalationCause? EscalationDue(RequestReview review, DateTimeOffset now)
    {
        if (!RequestStates.IsWaiting(StateAt(now)) || review.Present is not { } present || EscalatedFor == EscalationCause.TooFewLeft) return null;
        if (present.IsShort) return EscalationCause.TooFewLeft;
        return EscalatedAt is null && present.Stage.Key == WaitsFor && now >= EscalatesAt ? EscalationCause.Waited : null;
    }

    /// <summary>Others are told that it waits, once for each stage and cause.</summary>
    /// <returns>False when nothing is due.</returns>
    public bool Escalate(RequestReview review, DateTimeOffset now)
    {
        Stand(review, now);
        if (EscalationDue(review, now) is not { } cause) return false;
        (EscalatedAt, EscalatedFor) = (now, cause);
        Touch();
        return true;
    }
}
