namespace Governance.Domain.Notifications;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>Not tried yet, or to be tried again by itself.</summary>
    Waiting,

    /// <summary>The other side took it.</summary>
    Delivered,

    /// <summary>Given up; a person can send it again.</summary>
    Failed,
}

/// <summary>One notice on its way to one channel.</summary>
public sealed class Delivery
{
    /// <summary>Longest <see cref="LastAnswer"/>, characters.</summary>
    public const int AnswerMaxLength = 200;

    private Delivery() { }

    /// <summary>To be sent.</summary>
    public Delivery(NoticeId notice, ChannelId channel, DateTimeOffset now) =>
        (Id, NoticeId, ChannelId, CreatedAt, Version) = (DeliveryId.New(), notice, channel, now, Guid.CreateVersion7());

    /// <summary>Ours; the receiver of a webhook knows repeats by it.</summary>
    public DeliveryId Id { get; private set; }

    /// <summary>What is told.</summary>
    public NoticeId NoticeId { get; private set; }

    /// <summary>To whom.</summary>
    public ChannelId ChannelId { get; private set; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; private set; }

    /// <summary>Tries that ended, since it was last queued.</summary>
    public int Attempts { get; private set; }

    /// <summary>Status of the last answer, or why there was none, in words of ours; null before the first.</summary>
    public string? LastAnswer { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>UTC; null before the first try.</summary>
    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>A try ended.</summary>
    /// <param name="state">Waiting to be tried again, delivered, or given up.</param>
    /// <param name="answer">In words of ours.</param>
    /// <param name="now">UTC.</param>
    public void Record(DeliveryState state, string answer, DateTimeOffset now) =>
        (State, LastAnswer, Attempts, TriedAt, Version) = (state, Text.Bounded(answer, AnswerMaxLength), Attempts + 1, now, Guid.CreateVersion7());

    /// <summary>It was tried too often; the last answer stands.</summary>
    public void GiveUp() => (State, Version) = (DeliveryState.Failed, Guid.CreateVersion7());

    /// <summary>A person sends it once more.</summary>
    /// <returns>Null; Conflict while it is on its way.</returns>
    public Problem? SendAgain()
    {
        if (State == DeliveryState.Waiting) return ChannelProblems.StillOnItsWay;
        (State, Attempts, Version) = (DeliveryState.Waiting, 0, Guid.CreateVersion7());
        return null;
    }
}
