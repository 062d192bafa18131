using System.Collections.Concurrent;
using System.Security.Cryptography;
using Governance.Application.Ports;

namespace Governance.Application.Data;

/// <summary>What may open the keys of the ring.</summary>
/// <param name="current">Wraps every new key; null leaves the ring unprotected.</param>
/// <param name="previous">Open older keys only: rings of before a rotation, and old backups.</param>
public sealed class KeyWrappers(IKeyWrapper? current, params IReadOnlyList<IKeyWrapper> previous)
{
    // The ring is read again every minute; the vault is asked once for each key, and never amid a transaction later on.
    private readonly ConcurrentDictionary<string, byte[]> _opened = new();

    /// <summary>No protection: development only.</summary>
    public static KeyWrappers None { get; } = new(null);

    /// <summary>Wraps every new key.</summary>
    public IKeyWrapper? Current { get; } = current;

    /// <summary>Opens a key, whoever of them wrapped it.</summary>
    /// <exception cref="CryptographicException">What wrapped it is not here, or does not open it.</exception>
    internal byte[] Unwrap(WrappedKey key)
    {
        IKeyWrapper?[] all = [Current, .. previous];
        var opener = all.FirstOrDefault(w => w?.Knows(key.By) == true) ?? throw new CryptographicException(
            $"The key is wrapped by {key.By}, which this portal was not given.");
        return _opened.GetOrAdd($"{key.By} {Convert.ToBase64String(key.Bytes)}", _ => opener.Unwrap(key));
    }
}
