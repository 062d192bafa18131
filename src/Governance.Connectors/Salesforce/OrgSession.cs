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
    private byte[]? _dead;

    /// <summary>One sign-in at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public OrgSession? Session { get; set; }

    /// <summary>The link the session was made with; another one makes it void.</summary>
    public OrgLink? Link { get; set; }

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
