using System.Net;

namespace Governance.OrgSimulator.World;

/// <summary>A profile and the user permissions it gives.</summary>
public sealed record Profile(string Id, string Name, string UserLicense, HashSet<string> Permissions)
{
    /// <summary>Where its users may log in from; none: everywhere.</summary>
    public List<IpRange> LoginIpRanges { get; } = [];

    public bool AdmitsAddress(string address) =>
        LoginIpRanges.Count == 0 || (IPAddress.TryParse(address, out var ip) && LoginIpRanges.Exists(range => range.Contains(ip)));
}
