using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;

namespace Governance.Application.Connections;

/// <summary>What the use cases of a responder share.</summary>
internal static class ResponderWork
{
    public static WorkItem Test(ConnectionId connection, string actor, DateTimeOffset now) =>
        new(EstablishResponder.WorkKind, connection.Value, Guid.Empty, actor, now, priority: 50);

    /// <summary>Forgets its credential. It has no grant of its own to give back: it keeps no refresh token, and its access
    /// token ends with the containment that fetched it.</summary>
    public static async Task EraseAsync(ISecretStore secrets, ConnectionId connection, CancellationToken ct)
    {
        await secrets.DeleteAsync(SecretName.ResponderPrivateKey(connection), ct);
        await secrets.DeleteAsync(SecretName.ResponderClientSecret(connection), ct);
    }
}
