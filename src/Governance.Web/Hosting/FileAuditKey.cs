using System.Security.Cryptography;
using Governance.Application.Ports;

namespace Governance.Web.Hosting;

/// <summary>The key that signs audit heads, from a PEM file outside the audited database (Audit:SigningKey).</summary>
internal sealed class FileAuditKey(string path) : IAuditKey
{
    public async Task<ECDsa> OpenAsync(CancellationToken ct)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(path, ct));
        return key;
    }
}
