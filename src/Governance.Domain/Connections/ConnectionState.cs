namespace Governance.Domain.Connections;

/// <summary>Where a connection stands (contracts §4; table in Application/Connections/ConnectionStates.md).</summary>
public enum ConnectionState
{
    /// <summary>Asked for, not decided.</summary>
    WaitingForApproval,

    /// <summary>Signing in at the org and testing rights.</summary>
    Connecting,

    /// <summary>Every capability works.</summary>
    Connected,

    /// <summary>Works, but the named capabilities do not.</summary>
    Degraded,

    /// <summary>Does not work until a person acts; the cause says why.</summary>
    ReconnectNeeded,

    /// <summary>Ended by a person; its credentials are deleted.</summary>
    Disconnected,
}

/// <summary>How the portal signs in at the org.</summary>
public enum ConnectionFlow
{
    /// <summary>JWT bearer: a key pair, no stored refresh token. Recommended.</summary>
    JwtBearer,

    /// <summary>Web server with PKCE: a person consents once, the portal keeps a refresh token.</summary>
    WebServer,

    /// <summary>Client credentials: the client app's secret; it acts as the user its policies name.</summary>
    ClientCredentials,
}

/// <summary>The allowed moves between states.</summary>
public static class ConnectionStates
{
    private static readonly Dictionary<ConnectionState, ConnectionState[]> Moves = new()
    {
        [ConnectionState.WaitingForApproval] = [ConnectionState.Connecting, ConnectionState.Disconnected],
        [ConnectionState.Connecting] =
            [ConnectionState.Connected, ConnectionState.Degraded, ConnectionState.ReconnectNeeded, ConnectionState.Disconnected],
        [ConnectionState.Connected] =
            [ConnectionState.Degraded, ConnectionState.ReconnectNeeded, ConnectionState.Disconnected],
        [ConnectionState.Degraded] =
            [ConnectionState.Connected, ConnectionState.ReconnectNeeded, ConnectionState.Disconnected],
        [ConnectionState.ReconnectNeeded] = [ConnectionState.Connecting, ConnectionState.Disconnected],
        [ConnectionState.Disconnected] = [],
    };

    /// <summary>The states that may follow.</summary>
    public static IReadOnlyList<ConnectionState> After(ConnectionState state) => Moves[state];
}
