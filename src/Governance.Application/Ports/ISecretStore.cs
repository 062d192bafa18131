using Governance.Domain;

namespace Governance.Application.Ports;

/// <summary>Name of a credential: what it is for, and whose it is. The value is sealed to this name.</summary>
/// <param name="Purpose">Dotted, as in connection.private-key.</param>
/// <param name="Owner">Id of the owner; empty for the portal's own.</param>
public sealed record SecretName(string Purpose, Guid Owner)
{
    /// <summary>RSA private key (PEM) of a JWT bearer connection.</summary>
    public static SecretName PrivateKey(ConnectionId connection) => new("connection.private-key", connection.Value);

    /// <summary>Consumer secret of a confidential client app.</summary>
    public static SecretName ClientSecret(ConnectionId connection) => new("connection.client-secret", connection.Value);

    /// <summary>RSA private key (PEM) of a connection's responder.</summary>
    public static SecretName ResponderPrivateKey(ConnectionId connection) => new("responder.private-key", connection.Value);

    /// <summary>Consumer secret of the client app of a connection's responder.</summary>
    public static SecretName ResponderClientSecret(ConnectionId connection) => new("responder.client-secret", connection.Value);

    /// <summary>Refresh token of a web server connection.</summary>
    public static SecretName RefreshToken(ConnectionId connection) => new("connection.refresh-token", connection.Value);

    /// <summary>Refresh token of a canary.</summary>
    public static SecretName CanaryToken(CanaryId canary) => new("canary.refresh-token", canary.Value);

    /// <summary>Consumer secret of a canary's client app.</summary>
    public static SecretName CanarySecret(CanaryId canary) => new("canary.client-secret", canary.Value);

    /// <summary>PKCE verifier of a sign-in at an org that is under way.</summary>
    public static SecretName Verifier(ConnectionId connection) => new("connection.verifier", connection.Value);

    /// <summary>Authorization code that arrived and is not yet exchanged.</summary>
    public static SecretName Code(ConnectionId connection) => new("connection.code", connection.Value);

    /// <summary>Token of a Heroku account.</summary>
    public static SecretName HerokuToken(HerokuAccountId account) => new("heroku.token", account.Value);

    /// <summary>Whole address of a channel's webhook: whoever has it can post there.</summary>
    public static SecretName WebhookAddress(ChannelId channel) => new("channel.address", channel.Value);

    /// <summary>What a channel's webhooks are signed with.</summary>
    public static SecretName WebhookKey(ChannelId channel) => new("channel.signing-secret", channel.Value);

    /// <summary>A credential a person has handed over and not yet used.</summary>
    public static SecretName Deposit(Guid ticket) => new("deposit", ticket);

    /// <summary>Key that the evidence of an incident is encrypted by.</summary>
    public static SecretName EvidenceKey(IncidentId incident) => new("incident.evidence-key", incident.Value);

    /// <summary>Key of the HMAC that identifies token rows.</summary>
    public static readonly SecretName RowKey = new("portal.row-key", Guid.Empty);

    /// <summary>ECDSA key (PEM) that signs audit heads.</summary>
    public static readonly SecretName AuditKey = new("portal.audit-key", Guid.Empty);

    /// <summary>A known text, sealed at the first start and opened at every one; always in the database.</summary>
    public static readonly SecretName Sentinel = new("portal.sentinel", Guid.Empty);

    /// <inheritdoc />
    public override string ToString() => $"{Purpose}:{Owner:N}";

    /// <summary>The opposite of <see cref="ToString"/>.</summary>
    public static SecretName Parse(string text) => new(text[..^33], Guid.ParseExact(text[^32..], "N"));
}

/// <summary>Where credentials live. Writes are durable when the call returns, or with the surrounding transaction.</summary>
public interface ISecretStore
{
    /// <summary>Seals and keeps a value; replaces an older one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The credential.</param>
    /// <param name="livesFor">Null for as long as its owner.</param>
    /// <param name="ct">Cancels.</param>
    Task PutAsync(SecretName name, Secret value, TimeSpan? livesFor = null, CancellationToken ct = default);

    /// <summary>Null when there is none, or it has expired. May be a remote call: inside a transaction only for what has
    /// an end.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring cannot open it.</exception>
    /// <exception cref="SecretVaultException">It lies in a vault that refuses, or does not answer.</exception>
    Task<Secret?> GetAsync(SecretName name, CancellationToken ct = default);

    /// <summary>Whether there is one; never a remote call.</summary>
    Task<bool> HasAsync(SecretName name, CancellationToken ct = default);

    /// <summary>Forgets it; no error when there was none.</summary>
    Task DeleteAsync(SecretName name, CancellationToken ct = default);

    /// <summary>The value under this name, or the one made now: two callers at once get the same.</summary>
    Task<Secret> GetOrCreateAsync(SecretName name, Func<Secret> make, CancellationToken ct = default);
}
