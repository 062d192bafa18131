using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Application.Audit;

/// <summary>The key in the secret store.</summary>
public sealed class StoredAuditKey(ISecretStore secrets) : IAuditKey
{
    /// <inheritdoc />
    public async Task<ECDsa> OpenAsync(CancellationToken ct)
    {
        var pem = await secrets.GetOrCreateAsync(SecretName.AuditKey, () =>
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new Secret(made.ExportPkcs8PrivateKeyPem());
        }, ct);
        var key = ECDsa.Create();
        key.ImportFromPem(pem.Reveal());
        return key;
    }
}
