using System.Buffers.Text;
using System.Linq.Expressions;
using Microsoft.AspNetCore.DataProtection;

namespace Governance.Application.Data;

/// <summary>Seals a value to the name of its row, and tells by which key of the ring a value is sealed.</summary>
internal sealed class SecretSeal(IDataProtectionProvider protection)
{
    /// <summary>First characters of a payload: its mark and, up to four bits, the id of its key.</summary>
    public const int HeadLength = 26;

    private const int MarkBytes = 4, KeyIdBytes = 16;

    /// <summary>Rows with a sealed value in them, and not a mark of the vault.</summary>
    public static readonly Expression<Func<StoredSecret, bool>> IsSealed = s => s.Sealed.Substring(0, 6) != StoredSecret.VaultMark;

    /// <summary>Rows whose value only the vault has.</summary>
    public static readonly Expression<Func<StoredSecret, bool>> IsInVault =
        s => s.Sealed.Substring(0, 6) == StoredSecret.VaultMark && s.Sealed != StoredSecret.Removed;

    /// <summary>Rows the vault has yet to hear of.</summary>
    public static readonly Expression<Func<StoredSecret, bool>> IsSealedOrRemoved =
        s => s.Sealed.Substring(0, 6) != StoredSecret.VaultMark || s.Sealed == StoredSecret.Removed;

    public string Seal(string name, string value) => Protector(name).Protect(value);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Sealed to another name, or by a key that is not there.</exception>
    public string Open(string name, string sealedValue) => Protector(name).Unprotect(sealedValue);

    /// <summary>How a value begins that is sealed by the key in use now.</summary>
    public string Head() => Seal("", "")[..HeadLength];

    /// <summary>Id of the key a value is sealed by; null when it is no payload at all.</summary>
    /// <remarks>Source: ASP.NET Core documentation, Authenticated encryption details, protected payload format.</remarks>
    public static Guid? KeyOf(string sealedValue)
    {
        var bytes = new byte[MarkBytes + KeyIdBytes + 1];
        return sealedValue.Length >= 28 && Base64Url.TryDecodeFromChars(sealedValue.AsSpan(0, 28), bytes, out var written) && written == bytes.Length
            ? new Guid(bytes.AsSpan(MarkBytes, KeyIdBytes))
            : null;
    }

    private IDataProtector Protector(string name) => protection.CreateProtector("Governance.Secrets", name);
}
