using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Access;
using Microsoft.AspNetCore.DataProtection;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Access;

/// <summary>Seals the provider's refresh token to the row of its session: copied into another row it does not open, and
/// it is gone with the session.</summary>
public sealed class SessionGrants(IDataProtectionProvider protection)
{
    private const string Purpose = "Governance.SessionGrants";

    /// <summary>Null for one that is too long to be kept; the session then is as if the provider had given none.</summary>
    public byte[]? Seal(string hash, Secret grant)
    {
        var kept = Sealer(hash).Protect(Encoding.UTF8.GetBytes(grant.Reveal()));
        return kept.Length <= PortalSession.GrantMaxLength ? kept : null;
    }

    /// <summary>Null when there is none, or it cannot be opened.</summary>
    public Secret? Open(string hash, byte[]? kept)
    {
        if (kept is null) return null;
        try
        {
            return new Secret(Encoding.UTF8.GetString(Sealer(hash).Unprotect(kept)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Sealer(string hash) => protection.CreateProtector(Purpose, hash);
}
