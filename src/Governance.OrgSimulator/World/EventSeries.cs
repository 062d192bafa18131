namespace Governance.OrgSimulator.World;

public enum EventKind
{
    Login,
    Rest,
    Bulk,
}

/// <summary>Logins or calls that happened at an even pace: one entry, however many there are.</summary>
public sealed record EventSeries
{
    public required EventKind Kind { get; init; }

    /// <summary>Milliseconds since 1970, UTC, of the first.</summary>
    public required long From { get; init; }

    /// <summary>Milliseconds from the first to the last.</summary>
    public long Span { get; init; }

    public int Count { get; init; } = 1;

    public required OrgUser User { get; init; }

    public required string SourceIp { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Null for a login without a client app.</summary>
    public ClientApp? App { get; init; }

    public string Method { get; init; } = "GET";

    public string Uri { get; init; } = "";

    public string? Entity { get; init; }

    public int Status { get; init; } = 200;

    public int Rows { get; init; }

    public long RunMilliseconds { get; init; } = 40;

    /// <summary>Row of LoginHistory, for logins.</summary>
    public LoginRow? Login { get; init; }

    /// <summary>Bulk API 2 job, for calls about one.</summary>
    public BulkTrace? Job { get; init; }

    public long At(int index) => Count > 1 ? From + (long)(Span * (double)index / (Count - 1)) : From;

    /// <summary>Places of the events in [from, to).</summary>
    public (int First, int End) Between(long from, long to) => (FirstAtOrAfter(from), FirstAtOrAfter(to));

    private int FirstAtOrAfter(long moment)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle) < moment) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>What a call told about a bulk job.</summary>
public sealed record BulkTrace(string Id, string Operation, string State, int Records, double ResultMegabytes);
