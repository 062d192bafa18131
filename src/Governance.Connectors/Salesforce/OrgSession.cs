using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>A sign-in that was checked: the host is allowed, and the org is the expected one.</summary>
/// <param name="Instance">Checked origin of the org.</param>
/// <param name="AccessToken">Lives in memory only.</param>
/// <param name="OrgId">18 characters, as Organization gave it.</param>
/// <param name="UserId">15 characters.</param>
/// <param name="Username">Who the portal acts as.</param>
internal sealed record OrgSession(Uri Instance, Secret AccessToken, string OrgId, string UserId, string Username)
{
    public string OrgKey => SalesforceIds.Key(OrgId);

    public override string ToString() => $"session at {Instance.Host}";
}

/// <summary>What this process holds of one connection between calls.</summary>
internal sealed class HeldSession
{
    /// <summary>How long before its end a session is renewed.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromMinutes(3);

    /// <summary>Pause after a renewal that got no answer, while the old session lasts.</summary>
    public static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>Taken when the org does not say how long a session lasts, as for opaque tokens: the shortest that an
    /// admin can set (Salesforce Help, Modify Session Security Settings).</summary>
    private static readonly TimeSpan ShortestSession = TimeSpan.FromMinutes(15);

    private byte[]? _dead;

    /// <summary>One sign-in at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public OrgSession? Session { get; private set; }

    /// <summary>The link the session was made with; another one makes it void.</summary>
    public SignInLink? Link { get; private set; }

    /// <summary>From when on a new session is made first, UTC.</summary>
    public DateTimeOffset RenewAt { get; private set; }

    /// <summary>When the session ends at the latest known, UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <param name="session">Just confirmed.</param>
    /// <param name="link">What it was made with.</param>
    /// <param name="asked">When it was asked for, UTC: it cannot have begun earlier.</param>
    /// <param name="livesFor">As the org said; null when it did not.</param>
    public void Keep(OrgSession session, SignInLink link, DateTimeOffset asked, TimeSpan? livesFor)
    {
        var lasts = livesFor ?? ShortestSession;
        (Session, Link, EndsAt) = (session, link, asked + lasts);
        RenewAt = EndsAt - (lasts > Early * 2 ? Early : lasts / 2);
    }

    /// <summary>Goes on with a session for a while.</summary>
    public void KeepOn(OrgSession session, SignInLink link, DateTimeOffset renewAt) =>
        (Session, Link, RenewAt) = (session, link, renewAt);

    public void Forget() => (Session, Link) = (null, null);

    /// <summary>Remembers a refresh token that the org called expired, by its hash, so that it is never sent
    /// again.</summary>
    public void Bury(Secret refreshToken) => _dead = Hash(refreshToken);

    public bool IsBuried(Secret refreshToken) => _dead is { } dead && dead.AsSpan().SequenceEqual(Hash(refreshToken));

    private static byte[] Hash(Secret secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()));
}

/// <summary>Access tokens by connection. Never leaves this process, never touches a disk.</summary>
internal sealed class AccessTokens
{
    private readonly ConcurrentDictionary<ConnectionId, HeldSession> _held = new();

    public HeldSession Of(ConnectionId connection) => _held.GetOrAdd(connection, _ => new HeldSession());
}
