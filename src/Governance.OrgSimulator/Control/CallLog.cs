namespace Governance.OrgSimulator.Control;

/// <summary>The latest calls that any origin received.</summary>
public sealed class CallLog
{
    private const int Kept = 200_000;
    private readonly Lock _gate = new();
    private readonly Queue<CallRecord> _calls = new();

    public void Add(CallRecord call)
    {
        lock (_gate)
        {
            _calls.Enqueue(call);
            if (_calls.Count > Kept) _calls.Dequeue();
        }
    }

    public IReadOnlyList<CallRecord> All()
    {
        lock (_gate) return [.. _calls];
    }

    public void Clear()
    {
        lock (_gate) _calls.Clear();
    }
}

/// <param name="Status">0 for a connection that was dropped.</param>
public readonly record struct CallRecord(
    string Origin, string Method, string Path, int Status, string? Caller, string UserAgent, DateTimeOffset Start, double DurationMs, int InFlight);
