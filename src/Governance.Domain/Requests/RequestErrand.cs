using Governance.Domain.Audit;

namespace Governance.Domain.Requests;

/// <summary>How far the portal came with what it does for an approved request.</summary>
public enum ErrandState
{
    /// <summary>The portal is at it.</summary>
    UnderWay,

    /// <summary>Whoever asked has to sign in at the org.</summary>
    WaitsForSignIn,

    /// <summary>Done, and seen on a fresh read.</summary>
    Done,

    /// <summary>The portal could not do it, or not see it: a person does.</summary>
    ByPerson,

    /// <summary>It went wrong; what was made is taken back as far as that went.</summary>
    Failed,

    /// <summary>Its day has passed, and it is taken back.</summary>
    Ended,

    /// <summary>Its day has passed, and it could not be taken back: a person does.</summary>
    NotEnded,
}

/// <summary>One thing that came of it.</summary>
/// <param name="State">How far it came.</param>
/// <param name="Said">In words.</param>
public sealed record ErrandStep(ErrandState State, string Said = "")
{
    /// <summary>The other side's id of what was made; null before.</summary>
    public string? RemoteKey { get; init; }

    /// <summary>How it was before, as JSON without any secret; null where nothing was there, or it is not known yet.</summary>
    public string? Former { get; init; }

    /// <summary>Start of the fresh read that showed it, UTC; null when none did.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When it is to be taken back, UTC; null where it stays.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>What the portal itself does for an approved request. One per request, so that it is done once, and what was begun is taken up
/// where it stood.</summary>
public sealed class RequestErrand
{
    /// <summary>Longest id of what was made, characters.</summary>
    public const int RemoteKeyMaxLength = 100;

    /// <summary>Longest words, characters.</summary>
    public const int SaidMaxLength = 1_000;

    private RequestErrand() { }

    /// <summary>To be done.</summary>
    /// <param name="request">For which.</param>
    /// <param name="via">Through which connection, or Heroku account.</param>
    public RequestErrand(RequestId request, Guid via) => (RequestId, Via) = (request, via);

    /// <summary>For which request.</summary>
    public RequestId RequestId { get; private set; }

    /// <summary>Through which connection, or Heroku account.</summary>
    public Guid Via { get; private set; }

    /// <summary>How far it came.</summary>
    public ErrandState State { get; private set; }

    /// <summary>Before the first call that changes anything, UTC; null before. From then on what is found there may be our own.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>The other side's id of what was made; null before.</summary>
    public string? RemoteKey { get; private set; }

    /// <summary>How it was before, as JSON without any secret; null where nothing was there before.</summary>
    public string? Former { get; private set; }

    /// <summary>What came of it last, in words.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Start of the fresh read that showed it done, UTC; null before.</summary>
    public DateTimeOffset? ProvenAt { get; private set; }

    /// <summary>When it is taken back by itself, UTC; null where it stays.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Start of the fresh read that showed it taken back, UTC; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>The request as it stands by this.</summary>
    public RequestState RequestState => State switch
    {
        ErrandState.UnderWay => RequestState.CarryingOut,
        ErrandState.WaitsForSignIn or ErrandState.ByPerson or ErrandState.NotEnded => RequestState.WaitingForPerson,
        ErrandState.Failed => RequestState.Failed,
        _ => RequestState.Done,
    };

    /// <summary>Something came of it; what was known before and is not said anew stays.</summary>
    public void Take(ErrandStep step, DateTimeOffset now)
    {
        (State, AskedAt) = (step.State, AskedAt ?? now);
        if (step.Said.Length > 0) Said = Text.Bounded(step.Said, SaidMaxLength);
        (RemoteKey, Former, EndsAt) = (step.RemoteKey ?? RemoteKey, step.Former ?? Former, step.EndsAt ?? EndsAt);
        if (step.State == ErrandState.Ended) EndedAt = step.SeenAt;
        else ProvenAt = step.SeenAt ?? ProvenAt;
        Version = Guid.CreateVersion7();
    }

    /// <summary>What an audit entry may show of it.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("state", State).Add("made", RemoteKey).Add("said", Said)
        .Add("provenAt", ProvenAt).Add("endsAt", EndsAt).Add("endedAt", EndedAt);
}
