using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Application.Data;

/// <summary>The framework's key manager with two rules of ours: the ring is read again every minute, not every day, so that
/// all instances know a new key before it is used; and no key is made over a ring that was lost.</summary>
internal sealed class SharedKeyRing(
    IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory logs, IServiceScopeFactory scopes) : IKeyManager
{
    /// <summary>How long an instance may not know of a key another one made.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly XmlKeyManager _keys = new(options, activator, logs);

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        if (!db.KeyRing.Any() && db.Secrets.Any(SecretSeal.IsSealed)) throw new InvalidOperationException(
            "The key ring is empty and the database holds sealed values: it was lost. No key is made in its place.");
        return _keys.CreateNewKey(activationDate, expirationDate);
    }

    public IReadOnlyCollection<IKey> GetAllKeys() => _keys.GetAllKeys();

    public CancellationToken GetCacheExpirationToken()
    {
#pragma warning disable CA2000 // Ends by itself, a minute later.
        return CancellationTokenSource.CreateLinkedTokenSource(
            _keys.GetCacheExpirationToken(), new CancellationTokenSource(Freshness).Token).Token;
#pragma warning restore CA2000
    }

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => _keys.RevokeAllKeys(revocationDate, reason);

    public void RevokeKey(Guid keyId, string? reason = null) => _keys.RevokeKey(keyId, reason);
}
