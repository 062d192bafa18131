using System.Security.Cryptography;

namespace Governance.Application.Ports;

/// <summary>The key that signs heads: from the secret store, made once; or, in Production, from a place that is not
/// the audited database.</summary>
public interface IAuditKey
{
    /// <summary>The key pair; the caller disposes it.</summary>
    Task<ECDsa> OpenAsync(CancellationToken ct);
}

/// <summary>A second place for heads, of other ownership than the database (Audit:Anchor).</summary>
public interface IAuditAnchor
{
    /// <summary>Appends one line; kept when the call returns.</summary>
    Task KeepAsync(string line, CancellationToken ct);
}
