using System.Globalization;
using System.Net;
using System.Numerics;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>Sizes of address ranges, IPv4 and IPv6.</summary>
public static class AddressSpan
{
    /// <summary>Addresses in all ranges together; null when one is no pair of addresses of one family in order.</summary>
    public static BigInteger? Count(IEnumerable<AddressRange> ranges)
    {
        var sum = BigInteger.Zero;
        foreach (var range in ranges)
        {
            if (Bounds(range) is not { } bounds) return null;
            sum += bounds.Last - bounds.First + 1;
        }
        return sum;
    }

    /// <summary>True when the address lies in the range; false when either is no address.</summary>
    public static bool Holds(AddressRange range, string address) =>
        Parse(address) is { } at && Bounds(range) is { } bounds && at.Family == bounds.Family && at.Value >= bounds.First && at.Value <= bounds.Last;

    /// <summary>True when one range lies wholly in the other.</summary>
    public static bool Holds(AddressRange range, AddressRange part) =>
        Bounds(range) is { } outer && Bounds(part) is { } inner && outer.Family == inner.Family && inner.First >= outer.First && inner.Last <= outer.Last;

    /// <summary>The number in words: exact up to a million.</summary>
    public static string Words(BigInteger count) => count > 1_000_000 ? "more than a million" : ((long)count).ToString(CultureInfo.InvariantCulture);

    private static (int Family, BigInteger First, BigInteger Last)? Bounds(AddressRange range) =>
        Parse(range.Start) is { } first && Parse(range.End) is { } last && first.Family == last.Family && last.Value >= first.Value
            ? (first.Family, first.Value, last.Value)
            : null;

    private static (int Family, BigInteger Value)? Parse(string text) => IPAddress.TryParse(text.Trim(), out var address)
        ? ((int)address.AddressFamily, new BigInteger(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true))
        : null;
}
