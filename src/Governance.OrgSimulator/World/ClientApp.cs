using System.Net;

namespace Governance.OrgSimulator.World;

/// <summary>A connected app or external client app in one org, with the policy switches that change its answers.</summary>
public sealed class ClientApp
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required string MenuItemId { get; init; }

    public required string Name { get; init; }

    public required string DeveloperName { get; init; }

    public required bool IsExternalClientApp { get; init; }

    /// <summary>False for an app that users authorized but nobody installed: tokens exist, the app is in no list.</summary>
    public required bool IsInstalled { get; init; }

    public required string ConsumerKey { get; init; }

    public required string ConsumerSecret { get; init; }

    public required AppPolicy Policy
    {
        get;
        set
        {
            field = value;
            LifetimeSeconds = value.LifetimeSeconds;
            IdleSeconds = value.IdleSeconds;
        }
    }

    /// <summary>Kept beside the policy because every row of every token query asks for it.</summary>
    public long? LifetimeSeconds { get; private set; }

    public long? IdleSeconds { get; private set; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>Taken out of the app menu; tokens do not mind.</summary>
    public bool IsHiddenInMenu { get; set; }

    public string? Description { get; init; }

    public string? ContactEmail { get; init; }

    public long Created { get; init; }

    /// <summary>When the certificate inside it ends, seconds; null for an app without one.</summary>
    public long? CertificateEnds { get; init; }

    /// <summary>Trusts the key of READY's jwtKeyFile; every app here does, as documented.</summary>
    public bool TrustsTestKey { get; init; } = true;

    /// <summary>Names of the profiles and permission sets whose holders may use an admin-approved app.</summary>
    public List<string> PreauthorizedProfiles { get; } = [];

    public List<string> PreauthorizedSets { get; } = [];

    /// <summary>Grants of this app, in the order of their creation; null until there is one.</summary>
    public List<Grant>? Grants { get; set; }

    public bool Changed { get; set; }

    public bool Admits(OrgUser user) =>
        !Policy.AdminApproved
        || PreauthorizedProfiles.Contains(user.Profile.Name, StringComparer.OrdinalIgnoreCase)
        || user.Held.Any(set => set.Names.Any(name => PreauthorizedSets.Contains(name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>True when the address may refresh: no list means everywhere.</summary>
    public bool AdmitsAddress(string address) =>
        Policy.TokenIpRanges.Count == 0
        || (IPAddress.TryParse(address, out var ip) && Policy.TokenIpRanges.Any(range => range.Contains(ip)));
}
