using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Audit;

/// <summary>How statements about the chain are signed: ECDSA P-256 with SHA-256, IEEE P1363 form, Base64.</summary>
internal static class AuditSignature
{
    public static string Make(string text, ECDsa key) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));

    public static bool Fits(string text, string signature, ECDsa key)
    {
        var bytes = new byte[64];
        // Base64 leaves bits over at its end, and reads over blanks: only the one spelling counts.
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length) == signature
            && key.VerifyData(Encoding.UTF8.GetBytes(text), bytes.AsSpan(0, length), HashAlgorithmName.SHA256);
    }
}
