using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Work;

/// <summary>The outbox: something to be done outside the transaction that asked for it. Holds ids, never content.</summary>
public sealed class WorkItem
{
    /// <summary>How long a claim holds without renewal, by the database's clock.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(30);

    /// <summary>A claim that would hold for longer was made before the database's clock was set back: it counts as run out.</summary>
    internal static readonly TimeSpan LongestClaim = ClaimLength * 2;

    /// <summary>The <see cref="Priority"/> of containment and what is read beside it, and of nothing else.</summary>
    public const int Urgent = 100;

    /// <summary>The <see cref="Priority"/> of a containment's own steps: of urgent work they are begun first, and other writers let them
    /// pass.</summary>
    public const int First = 200;

    /// <summary>Longest <see cref="Lane"/>.</summary>
    public const int LaneMaxLength = 80;

    private WorkItem() { }

    /// <summary>Queues work.</summary>
    /// <param name="kind">Selects the <see cref="IWorkHandler"/>.</param>
    /// <param name="subjectId">What it is about.</param>
    /// <param name="partId">Part of the subject, or empty.</param>
    /// <param name="actor">For whom.</param>
    /// <param name="now">UTC.</param>
    /// <param name="priority">Higher runs first; containment is <see cref="Urgent"/> or <see cref="First"/>.</param>
    /// <param name="notBefore">Not to be done earlier; null for at once.</param>
    /// <param name="lane">The kind whose lane it shares; null for its own.</param>
    public WorkItem(
        string kind, Guid subjectId, Guid partId, string actor, DateTimeOffset now, int priority = 0, DateTimeOffset? notBefore = null, string? lane = null)
    {
        Id = Guid.CreateVersion7();
        Kind = kind;
        SubjectId = subjectId;
        PartId = partId;
        Lane = $"{lane ?? kind}:{(partId == Guid.Empty ? subjectId : partId):N}";
        OnBehalfOf = actor;
        CreatedAt = now;
        NotBefore = notBefore ?? now;
        Priority = priority;
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Selects the handler.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What it is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>Part of the subject; empty for the whole.</summary>
    public Guid PartId { get; private set; }

    /// <summary>Kind and org (or account): of all items of a lane one is worked on at a time, by one instance.</summary>
    public string Lane { get; private set; } = "";

    /// <summary>Actor id of the person who asked.</summary>
    public string OnBehalfOf { get; private set; } = "";

    /// <summary>Higher runs first.</summary>
    public int Priority { get; private set; }

    /// <summary>It never waits for other work.</summary>
    public bool IsUrgent => Priority >= Urgent;

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Not to be tried earlier, UTC.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    /// <summary>Tries begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>Instance that works on it; null when none.</summary>
    public string? ClaimedBy { get; private set; }

    /// <summary>The lane while claimed, otherwise null. Unique: the database lets one item of a lane be claimed.</summary>
    public string? ClaimedLane { get; private set; }

    /// <summary>Fencing number: raised by each claim, and when a claim that ran out is swept from its lane. What an
    /// earlier holder still writes names an older number and is refused.</summary>
    public long Fence { get; private set; }

    /// <summary>End of the claim unless renewed, UTC by the database's clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>UTC; null while open.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Reference of the last fault; null when there was none.</summary>
    public string? LastFault { get; private set; }
}

/// <summary>Does one kind of queued work. Runs outside any transaction and may be repeated after a crash.</summary>
public interface IWorkHandler
{
    /// <summary>The kind it handles.</summary>
    string Kind { get; }

    /// <summary>Carries it out; an exception means: try again later.</summary>
    Task RunAsync(WorkItem item, CancellationToken ct);

    /// <summary>It failed too often and is not tried again: says so wherever somebody waits for it.</summary>
    Task GiveUpAsync(WorkItem item, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>How a work handler sends its own messages.</summary>
internal static class WorkMessages
{
    /// <summary>Sends, and turns a refusal into an exception: the work is then tried again.</summary>
    public static async Task<T> DemandAsync<T>(this UseCaseRunner useCases, Actor actor, IMessage<T> message, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(actor, message, ct);
        return answer.Problem is { } problem ? throw problem.ToFault() : answer.Value!;
    }

    /// <summary>What a handler throws so that the work is tried again.</summary>
    public static InvalidOperationException ToFault(this Problem problem) => new($"{problem.Code}: {problem.Message}");
}

/// <summary>Wakes the dispatcher of this instance when work was committed.</summary>
public sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    /// <inheritdoc />
    public void Dispose() => _raised.Dispose();

    /// <summary>Work was committed.</summary>
    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already raised: one wake-up serves all.
        }
    }

    /// <summary>Waits for a signal, at most so long.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _raised.WaitAsync(atMost, ct);
}
