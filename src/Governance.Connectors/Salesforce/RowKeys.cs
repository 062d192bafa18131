using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>The portal's own key under which token rows are told apart; made at the first use.</summary>
internal sealed class RowKeys(ISecretStore secrets)
{
    private const int Bytes = 32;

    public async Task<byte[]> GetAsync(CancellationToken ct)
    {
        var key = await secrets.GetOrCreateAsync(
            SecretName.RowKey, () => new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))), ct);
        return Convert.FromBase64String(key.Reveal());
    }
}
