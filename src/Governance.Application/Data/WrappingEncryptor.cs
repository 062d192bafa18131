using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Governance.Application.Ports;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Data;

/// <summary>Seals an element of the key ring under a fresh AES-256-GCM key, which a certificate or a vault wraps.</summary>
internal sealed class WrappingEncryptor(IKeyWrapper wrapper) : IXmlEncryptor
{
    public const int NonceBytes = 12, TagBytes = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        try
        {
            var wrapped = wrapper.Wrap(key);
            var (nonce, tag, sealedText) = (RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes], new byte[plain.Length]);
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(nonce, plain, sealedText, tag, Encoding.UTF8.GetBytes(wrapped.By));
            return new EncryptedXmlInfo(
                new XElement("wrapped", new XAttribute("by", wrapped.By), new XElement("key", Convert.ToBase64String(wrapped.Bytes)),
                    new XElement("value", Convert.ToBase64String([.. nonce, .. tag, .. sealedText]))), typeof(WrappingDecryptor));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>What wrapped an element of the ring; null when it lies open.</summary>
    public static string? WrapperOf(XElement element) => element.Descendants("wrapped").FirstOrDefault()?.Attribute("by")?.Value;
}

/// <summary>The opposite of <see cref="WrappingEncryptor"/>; made by Data Protection, by the name in the element.</summary>
internal sealed class WrappingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var by = encryptedElement.Attribute("by")!.Value;
        var key = services.GetRequiredService<KeyWrappers>().Unwrap(
            new WrappedKey(by, Convert.FromBase64String(encryptedElement.Element("key")!.Value)));
        var sealedText = Convert.FromBase64String(encryptedElement.Element("value")!.Value).AsSpan();
        var nonce = sealedText[..WrappingEncryptor.NonceBytes];
        var rest = sealedText[WrappingEncryptor.NonceBytes..];
        var plain = new byte[rest.Length - WrappingEncryptor.TagBytes];
        using var aes = new AesGcm(key, WrappingEncryptor.TagBytes);
        aes.Decrypt(nonce, rest[WrappingEncryptor.TagBytes..], rest[..WrappingEncryptor.TagBytes], plain, Encoding.UTF8.GetBytes(by));
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
