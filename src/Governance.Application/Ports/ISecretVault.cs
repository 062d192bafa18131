using Governance.Domain;

namespace Governance.Application.Ports;

/// <summary>A vault outside the database (Secrets:Provider). Every call is remote: never inside a transaction. All may be
/// repeated.</summary>
/// <exception cref="SecretVaultException">Any call: the vault refuses, or does not answer.</exception>
public interface ISecretVault
{
    /// <summary>Keeps a value as a new version.</summary>
    /// <returns>The version; of its characters none is secret.</returns>
    Task<string> PutAsync(SecretName name, Secret value, CancellationToken ct);

    /// <summary>One version; null when the vault has none.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">What lies there was kept under another name.</exception>
    Task<Secret?> GetAsync(SecretName name, string version, CancellationToken ct);

    /// <summary>Removes all versions, for good where the vault permits that; no error when there were none.</summary>
    Task DeleteAsync(SecretName name, CancellationToken ct);

    /// <summary>Reads what an operator put there, by the name it has in the vault; null when there is none.</summary>
    Task<Secret?> ReadAsync(string name, CancellationToken ct);
}

/// <summary>The vault refused or did not answer. Says so without what was sent or came back.</summary>
/// <param name="message">For the log.</param>
public sealed class SecretVaultException(string message) : Exception(message);
