using System.Security.Cryptography;
using System.Xml.Linq;
using Governance.Application.Ports;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>What the host does with the key ring before anything else may use it. In order:
/// 1. every key that seals a stored value must be in the ring, not revoked, and open;
/// 2. the sentinel, sealed at the first start, must open;
/// 3. when the newest key is not wrapped by what wraps now, a new one is made: it takes over a little later, when all
/// instances know it, and the stored values are sealed anew then (ResealSecrets).
/// Nothing is made or written before 1 and 2 are through.</summary>
public sealed class KeyRingStart
{
    /// <summary>From the making of a key to its beginning. Data Protection uses a key up to five minutes before that; others
    /// may not know it for one.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);

    private const string SentinelText = "This text is not secret. It shows that the key ring opens what was sealed.";
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(90);
    private readonly IServiceScopeFactory _scopes;
    private readonly IKeyManager _keys;
    private readonly KeyWrappers _wrappers;

    /// <summary>Made by the container.</summary>
    public KeyRingStart(IServiceScopeFactory scopes, IKeyManager keys, KeyWrappers wrappers) =>
        (_scopes, _keys, _wrappers) = (scopes, keys, wrappers);

    /// <summary>Looks, then readies the ring: its first key, the sentinel, and a key for a new wrapper.</summary>
    /// <param name="lead">Null for <see cref="Lead"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when all is well; otherwise what is wrong and what to restore, for the operator. Then nothing was
    /// written.</returns>
    public async Task<string?> OpenAsync(TimeSpan? lead = null, CancellationToken ct = default)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var (db, secrets) = (scope.ServiceProvider.GetRequiredService<GovernanceDb>(), scope.ServiceProvider.GetRequiredService<ISecretStore>());
        var heads = await db.Secrets.Where(SecretSeal.IsSealed).Select(s => s.Sealed.Substring(0, 28)).Distinct().ToListAsync(ct);
        var ring = _keys.GetAllKeys();
        if (heads.Count > 0 && ring.Count == 0)
        {
            return "The key ring is lost: the database holds sealed values and no key. Restore the table KeyRing from the same backup as the "
                + "table Secrets. No new key was made.";
        }
        if (scope.ServiceProvider.GetService<ISecretVault>() is null && await db.Secrets.AnyAsync(SecretSeal.IsInVault, ct))
            return "Credentials of this portal lie in a vault. Set Secrets:Provider to AzureKeyVault, and Secrets:KeyVault:Uri.";
        string? wrapsNow;
        try
        {
            // A vault says which version of its key wraps now only when it wraps.
            wrapsNow = _wrappers.Current?.Wrap(new byte[32]).By;
        }
        catch (CryptographicException fault)
        {
            return $"What wraps the key ring (Secrets:KeyRing) cannot be used. {fault.Message}";
        }
        foreach (var id in heads.Select(SecretSeal.KeyOf).Distinct())
        {
            if (Wrong(id, ring.SingleOrDefault(k => k.KeyId == id)) is { } wrong) return wrong;
        }
        try
        {
            var found = await secrets.GetOrCreateAsync(SecretName.Sentinel, () => new Secret(SentinelText), ct);
            if (found.Reveal() != SentinelText) return "The sentinel of the key ring was exchanged. Restore the tables KeyRing and Secrets from one backup.";
        }
        catch (CryptographicException)
        {
            return "The key ring does not open the sentinel that this database was sealed with. Restore the tables KeyRing and Secrets from one backup.";
        }
        if (wrapsNow is not null) await RotateAsync(db, wrapsNow, lead ?? Lead, ct);
        return null;
    }

    private static string? Wrong(Guid? id, IKey? key)
    {
        if (key is null)
        {
            return $"The key ring is not the one the stored values are sealed by: key {id} is missing. Restore the tables KeyRing and Secrets "
                + "from one backup.";
        }
        if (key.IsRevoked)
        {
            return $"Key {id} of the key ring is revoked, and stored values are sealed by it. Restore the table KeyRing of before the revocation "
                + "and run 'Governance.Web secrets reseal', or hand over every credential anew in an empty database.";
        }
        try
        {
            return key.CreateEncryptor() is null ? $"Key {id} of the key ring cannot be read." : null;
        }
#pragma warning disable CA1031 // Whatever keeps it shut, the operator hears which key it is and why.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"Key {id} of the key ring cannot be opened. {fault.GetBaseException().Message} Give the portal what wrapped the key: "
                + "Secrets:KeyRing, or for an older one Secrets:KeyRing:Previous.";
        }
    }

    private async Task RotateAsync(GovernanceDb db, string wrapsNow, TimeSpan lead, CancellationToken ct)
    {
        var newest = _keys.GetAllKeys().Where(k => !k.IsRevoked).MaxBy(k => k.CreationDate);
        if (newest is null) return;
        var elements = await db.KeyRing.AsNoTracking().Select(e => e.Xml).ToListAsync(ct);
        var by = elements.Select(XElement.Parse).Where(e => e.Attribute("id")?.Value == newest.KeyId.ToString("D"))
            .Select(WrappingEncryptor.WrapperOf).FirstOrDefault();
        if (by == wrapsNow) return;
        // Data Protection judges keys by the system's own clock.
        var begins = TimeProvider.System.GetUtcNow() + lead;
        _keys.CreateNewKey(begins, begins + KeyLife);
    }
}
