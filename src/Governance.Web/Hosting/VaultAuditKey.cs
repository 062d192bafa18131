using System.Security.Cryptography;
using Governance.Application.Ports;

namespace Governance.Web.Hosting;

/// <summary>The key that signs audit heads, from a secret an operator put into the vault (Audit:SigningKey =
/// keyvault:name); the PEM is its value.</summary>
internal sealed class VaultAuditKey(ISecretVault vault, string name) : IAuditKey
{
    public const string Prefix = "keyvault:";

    public async Task<ECDsa> OpenAsync(CancellationToken ct)
    {
        var pem = await vault.ReadAsync(name, ct) ?? throw new SecretVaultException($"The vault has no secret {name} (Audit:SigningKey).");
        var key = ECDsa.Create();
        key.ImportFromPem(pem.Reveal());
        return key;
    }
}
