namespace Governance.Domain.Connections;

/// <summary>Why a read was made.</summary>
public enum SyncPurpose
{
    /// <summary>By schedule.</summary>
    Scheduled,

    /// <summary>A person asked, or the org was just connected.</summary>
    OnDemand,

    /// <summary>The re-read behind a revocation's receipts.</summary>
    Proof,
}

/// <summary>One read of an org's token rows: the evidence behind every number and every receipt.</summary>
public sealed class SyncRun
{
    private SyncRun() { }

    /// <summary>A finished read.</summary>
    /// <param name="connection">Of which connection.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="startedAt">When the first page was asked for, UTC.</param>
    /// <param name="finishedAt">When the closing count arrived, UTC.</param>
    public SyncRun(ConnectionId connection, SyncPurpose purpose, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        Id = SyncId.New();
        ConnectionId = connection;
        Purpose = purpose;
        StartedAt = startedAt;
        FinishedAt = finishedAt;
    }

    /// <summary>Ours.</summary>
    public SyncId Id { get; private set; }

    /// <summary>Of which connection.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Why it was made.</summary>
    public SyncPurpose Purpose { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FinishedAt { get; private set; }

    /// <summary>Distinct rows read.</summary>
    public int RowsRead { get; private set; }

    /// <summary>The org's own count() at the end of the read; null when it gave none.</summary>
    public int? RowsCounted { get; private set; }

    /// <summary>True when Customize Application was confirmed within this read.</summary>
    public bool RightConfirmed { get; private set; }

    /// <summary>Calls made at the org.</summary>
    public int Calls { get; private set; }

    /// <summary>The user whose rights the read was made with.</summary>
    public string Username { get; private set; } = "";

    /// <summary>Why the read is not complete; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Complete: rows = count(), by an identity whose right was confirmed in the same read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>True when only count and newest were asked for and nothing had moved: no row was read.</summary>
    public bool IsCheck { get; private set; }

    /// <summary>Calls made for the rest of the inventory; null when it was not due.</summary>
    public int? InventoryCalls { get; private set; }

    /// <summary>Calls of the org's last 24 hours, by everybody, as the org said at the end; null when it did not.</summary>
    public long? ApiUsed { get; private set; }

    /// <summary>DailyApiRequests of the org; null when it did not say.</summary>
    public long? ApiLimit { get; private set; }

    /// <summary>Nothing had moved since the last complete read.</summary>
    public SyncRun Check(int calls)
    {
        (IsCheck, Calls) = (true, calls);
        return this;
    }

    /// <summary>Notes what the rest of the inventory cost.</summary>
    /// <param name="calls">Calls made for it.</param>
    /// <param name="used">Of the org's last 24 hours; null when it did not say.</param>
    /// <param name="limit">DailyApiRequests; null when it did not say.</param>
    public void Spend(int calls, long? used, long? limit) => (InventoryCalls, ApiUsed, ApiLimit) = (calls, used, limit);

    /// <summary>Fills in what was read.</summary>
    public SyncRun Read(int rows, int? counted, bool rightConfirmed, int calls, string username)
    {
        (RowsRead, RowsCounted, RightConfirmed, Calls, Username) =
            (rows, counted, rightConfirmed, calls, Text.Bounded(username, Connection.AddressMaxLength));
        IsComplete = rightConfirmed && rows == counted;
        if (!IsComplete && rightConfirmed) Problem = $"The org counted {counted} rows and gave {rows}.";
        return this;
    }

    /// <summary>Notes why nothing was read.</summary>
    public SyncRun Fail(string problem, int calls)
    {
        (Problem, Calls) = (Text.Bounded(problem, CapabilityState.DetailMaxLength), calls);
        return this;
    }
}
