using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Ports;

namespace Governance.Application.Data;

/// <summary>Wraps by an RSA certificate with its private key: RSA-OAEP with SHA-256.</summary>
/// <exception cref="ArgumentException">No RSA key of 2048 bits or more, or no private key.</exception>
public sealed class CertificateWrapper : IKeyWrapper
{
    private readonly RSA _key;
    private readonly string _name;

    /// <param name="certificate">With its private key.</param>
    public CertificateWrapper(X509Certificate2 certificate)
    {
        _key = certificate.GetRSAPrivateKey() is { KeySize: >= 2048 } key
            ? key
            : throw new ArgumentException($"The certificate {certificate.Thumbprint} has no RSA private key of 2048 bits or more.");
        _name = $"certificate {certificate.Thumbprint}";
    }

    /// <inheritdoc />
    public WrappedKey Wrap(byte[] key) => new(_name, _key.Encrypt(key, RSAEncryptionPadding.OaepSHA256));

    /// <inheritdoc />
    public bool Knows(string by) => by == _name;

    /// <inheritdoc />
    public byte[] Unwrap(WrappedKey key) => _key.Decrypt(key.Bytes, RSAEncryptionPadding.OaepSHA256);
}
