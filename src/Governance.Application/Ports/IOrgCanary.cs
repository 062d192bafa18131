using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;

namespace Governance.Application.Ports;

/// <summary>A canary's sign-in: opens <see cref="IOrgCanary"/>, and nothing that reads or acts. Made from a connection and its canary only, so
/// that its host is always the connection's.</summary>
public sealed record CanaryLink : SignInLink
{
    private readonly CanaryId _canary;

    private CanaryLink(Connection connection, Canary canary, string orgKey) : base(
        new ConnectionId(canary.Id.Value), canary.Flow, new Uri(connection.LoginOrigin), canary.ClientId, null, orgKey) => _canary = canary.Id;

    /// <inheritdoc />
    public override SecretName ClientSecret => SecretName.CanarySecret(_canary);

    /// <summary>Never asked for: a canary has no key.</summary>
    public override SecretName PrivateKey => ClientSecret;

    /// <inheritdoc />
    public override SecretName? RefreshToken => Flow == ConnectionFlow.WebServer ? SecretName.CanaryToken(_canary) : null;

    /// <summary>The link of a stored canary.</summary>
    /// <exception cref="ArgumentException">The canary belongs to another connection.</exception>
    public static CanaryLink Of(Connection connection, Canary canary, string orgKey) => canary.ConnectionId == connection.Id
        ? new CanaryLink(connection, canary, orgKey)
        : throw new ArgumentException("A canary is tried in its own org only.", nameof(canary));
}

/// <summary>A credential of the company's own, tried at an org. One implementation, in Connectors/Salesforce.</summary>
public interface IOrgCanary
{
    /// <summary>Asks the token end point of the login host for an access token, the org who it is, and revokes the access token again: nothing
    /// of it is kept. A refresh token that the org replaced is kept before anything else; one whose answer was lost is never sent again. Not
    /// inside a transaction.</summary>
    Task<CanaryAnswer> TryAsync(CanaryLink canary, CancellationToken ct);
}
