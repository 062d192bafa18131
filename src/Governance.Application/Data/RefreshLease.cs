using Governance.Domain;

namespace Governance.Application.Data;

/// <summary>Whose turn it is to use one refresh token, of a connection or of a canary. Changed by conditional updates only (<see cref="DatabaseRefreshTurns"/>).</summary>
public sealed class RefreshLease
{
    private RefreshLease() { }

    /// <summary>The first turn of a connection.</summary>
    public RefreshLease(ConnectionId connection) => (ConnectionId, Fence, IsHeld) = (connection, 1, true);

    /// <summary>Key: the connection, or the id of a canary as one.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Raised by each holder; what an earlier one still writes does not match it.</summary>
    public long Fence { get; private set; }

    /// <summary>Raised by the holder every 10 s: a sign of life that needs no clock.</summary>
    public int Beat { get; private set; }

    /// <summary>True while somebody has the turn.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>True from just before a refresh leaves until its answer is kept.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Whether the org replaced the token at the last refresh; null before the first.</summary>
    public bool? OrgRotates { get; private set; }
}
