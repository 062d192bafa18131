using System.Net;
using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.KeyVault;

/// <summary>Azure Key Vault as the portal's vault. A name there is purpose and owner, dots as two hyphens; a tag binds the
/// value to them once more.</summary>
/// <remarks>Source: Azure Key Vault REST API, Set Secret, Get Secret, Delete Secret, Recover Deleted Secret, Purge Deleted
/// Secret; soft delete keeps a name occupied until it is purged or recovered. Retries are the SDK's.</remarks>
public sealed class KeyVaultSecrets : ISecretVault
{
    private const string Tag = "governance-name";
    private readonly SecretClient _client;

    /// <param name="vault">Secrets:KeyVault:Uri.</param>
    /// <param name="path">How it is reached.</param>
    /// <exception cref="ArgumentException">Not the address of a vault.</exception>
    public KeyVaultSecrets(string? vault, VaultPath path) =>
        _client = new SecretClient(VaultPath.Check(vault, "Secrets:KeyVault:Uri"), path.Credential, path.Set(new SecretClientOptions()));

    /// <inheritdoc />
    public Task<string> PutAsync(SecretName name, Secret value, CancellationToken ct) => CallAsync(async () =>
    {
        var secret = new KeyVaultSecret(NameOf(name), value.Reveal()) { Properties = { ContentType = "text/plain", Tags = { [Tag] = name.ToString() } } };
        try
        {
            return (await _client.SetSecretAsync(secret, ct)).Value.Properties.Version;
        }
        catch (RequestFailedException occupied) when (occupied.Status == (int)HttpStatusCode.Conflict)
        {
            // Deleted and not purged: the name is taken back, and gets a new version.
            await (await _client.StartRecoverDeletedSecretAsync(secret.Name, ct)).WaitForCompletionAsync(ct);
            return (await _client.SetSecretAsync(secret, ct)).Value.Properties.Version;
        }
    });

    /// <inheritdoc />
    public Task<Secret?> GetAsync(SecretName name, string version, CancellationToken ct) => CallAsync(async () =>
    {
        if (await FindAsync(NameOf(name), version, ct) is not { } found) return null;
        return found.Properties.Tags.TryGetValue(Tag, out var kept) && kept == name.ToString()
            ? new Secret(found.Value)
            : throw new CryptographicException($"What lies in the vault as {NameOf(name)} was not kept under that name.");
    });

    /// <inheritdoc />
    public Task DeleteAsync(SecretName name, CancellationToken ct) => CallAsync(async () =>
    {
        try
        {
            await (await _client.StartDeleteSecretAsync(NameOf(name), ct)).WaitForCompletionAsync(ct);
        }
        catch (RequestFailedException gone) when (gone.Status == (int)HttpStatusCode.NotFound)
        {
            // There was none, or it is deleted already and may wait for its purge.
        }
        try
        {
            await _client.PurgeDeletedSecretAsync(NameOf(name), ct);
        }
        catch (RequestFailedException kept) when (kept.Status is (int)HttpStatusCode.Forbidden or (int)HttpStatusCode.NotFound)
        {
            // Purging is not permitted, or there is no soft delete: the vault's own retention ends it.
        }
        return true;
    });

    /// <inheritdoc />
    public Task<Secret?> ReadAsync(string name, CancellationToken ct) => CallAsync(async () =>
        await FindAsync(name, null, ct) is { } found ? new Secret(found.Value) : null);

    /// <summary>As it is called in the vault: letters, digits and hyphens, at most 127.</summary>
    internal static string NameOf(SecretName name) => $"{name.Purpose.Replace(".", "--", StringComparison.Ordinal)}--{name.Owner:N}";

    private async Task<KeyVaultSecret?> FindAsync(string name, string? version, CancellationToken ct)
    {
        try
        {
            return (await _client.GetSecretAsync(name, version, ct)).Value;
        }
        catch (RequestFailedException none) when (none.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (VaultFault.Of(fault) is { } said)
        {
            // Without the SDK's exception: its text quotes what came back.
            throw new SecretVaultException(said);
        }
    }
}
