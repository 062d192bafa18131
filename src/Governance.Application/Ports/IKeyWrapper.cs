namespace Governance.Application.Ports;

/// <summary>A key of the ring, wrapped.</summary>
/// <param name="By">Names what wrapped it, so that a message can say what to restore; holds nothing secret.</param>
/// <param name="Bytes">Opened by that only.</param>
public sealed record WrappedKey(string By, byte[] Bytes);

/// <summary>Wraps the keys of the key ring, and lives apart from the database: a certificate, or a key in a vault.
/// Data Protection asks for keys synchronously.</summary>
public interface IKeyWrapper
{
    /// <summary>Wraps 32 bytes.</summary>
    WrappedKey Wrap(byte[] key);

    /// <summary>True for what this wrapped, and earlier versions of it.</summary>
    /// <param name="by">Of a <see cref="WrappedKey"/>.</param>
    bool Knows(string by);

    /// <summary>The opposite of <see cref="Wrap"/>.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It cannot be opened.</exception>
    byte[] Unwrap(WrappedKey key);
}
