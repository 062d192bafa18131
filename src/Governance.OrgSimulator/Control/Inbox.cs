namespace Governance.OrgSimulator.Control;

/// <summary>The latest messages of one kind that were received.</summary>
public sealed class Inbox<T>
{
    private const int Kept = 10_000;
    private readonly Lock _gate = new();
    private readonly Queue<T> _messages = new();

    public void Add(T message)
    {
        lock (_gate)
        {
            _messages.Enqueue(message);
            if (_messages.Count > Kept) _messages.Dequeue();
        }
    }

    public IReadOnlyList<T> All()
    {
        lock (_gate) return [.. _messages];
    }

    public void Clear()
    {
        lock (_gate) _messages.Clear();
    }
}

public sealed record ReceivedMail(DateTimeOffset At, string From, IReadOnlyList<string> To, string? Subject, string Raw);

public sealed record ReceivedWebhook(DateTimeOffset At, string Method, IReadOnlyDictionary<string, string> Headers, string Body);
