using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>RFC 7636, S256 only.</summary>
public static class Pkce
{
    public static bool Answers(string challenge, string? verifier) =>
        verifier is { Length: >= 43 and <= 128 }
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
            Encoding.ASCII.GetBytes(challenge.TrimEnd('=')));
}
