namespace Governance.Application.Connections;

/// <summary>A sign-in at an org that is under way: single use, ten minutes, bound to session, actor and connection.</summary>
public sealed class ConnectState
{
    /// <summary>How long a person has.</summary>
    public static readonly TimeSpan LivesFor = TimeSpan.FromMinutes(10);

    private ConnectState() { }

    /// <summary>A fresh state.</summary>
    public ConnectState(string stateHash, Domain.ConnectionId connection, string actorId, string? session, string redirectUri, DateTimeOffset now) =>
        (StateHash, ConnectionId, ActorId, Session, RedirectUri, EndsAt) =
        (stateHash, connection, actorId, session, redirectUri, now + LivesFor);

    /// <summary>SHA-256 of the state parameter, hex.</summary>
    public string StateHash { get; private set; } = "";

    /// <summary>Which connection.</summary>
    public Domain.ConnectionId ConnectionId { get; private set; }

    /// <summary>Who began.</summary>
    public string ActorId { get; private set; } = "";

    /// <summary>In which session.</summary>
    public string? Session { get; private set; }

    /// <summary>The redirect URI sent, to be sent again at the exchange.</summary>
    public string RedirectUri { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>UTC; null while unused.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>Uses it up.</summary>
    public void Use(DateTimeOffset now) => UsedAt = now;
}
