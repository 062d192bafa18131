using System.Net;

namespace Governance.OrgSimulator.World;

/// <summary>Addresses from start to end, both included.</summary>
public sealed record IpRange(string Start, string End)
{
    public bool Contains(IPAddress address)
    {
        var low = IPAddress.Parse(Start).GetAddressBytes();
        var high = IPAddress.Parse(End).GetAddressBytes();
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return bytes.Length == low.Length
            && bytes.AsSpan().SequenceCompareTo(low) >= 0
            && bytes.AsSpan().SequenceCompareTo(high) <= 0;
    }
}
