using System.Buffers.Binary;
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
            sum += (BigInteger)(bounds.Last - bounds.First) + 1;
        }
        return sum;
    }

    /// <summary>True when the address lies in the range; false when either is no address.</summary>
    public static bool Holds(AddressRange range, string address) =>
        Parse(address) is { } at && Bounds(range) is { } bounds && IsWithin(bounds, at);

    /// <summary>True when one range lies wholly in the other.</summary>
    public static bool Holds(AddressRange range, AddressRange part) =>
        Bounds(range) is { } outer && Bounds(part) is { } inner && inner.First >= outer.First && inner.Last <= outer.Last;

    /// <summary>Whether a vendor's app was used from its recorded addresses only.</summary>
    /// <param name="vendor">With recorded addresses.</param>
    /// <param name="seen">As login history has them; words such as "Salesforce.com IP" stand for no address of anybody's.</param>
    public static Verdict Judge(VendorStanding vendor, IReadOnlyList<string> seen)
    {
        var addresses = 0;
        foreach (var address in seen.Each())
        {
            if (Parse(address) is not { } at) continue;
            addresses++;
            var isHome = false;
            foreach (var range in vendor.Egress.Each()) isHome |= Bounds(range) is { } bounds && IsWithin(bounds, at);
            if (!isHome) return Verdict.Fail($"Used from {address}, which is none of {vendor.Name}'s recorded addresses.");
        }
        return addresses == 0 && seen.Count > 0 ? Verdict.Unknown("login history names no address") : Verdict.Pass;
    }

    /// <summary>The number in words: exact up to a million.</summary>
    public static string Words(BigInteger count) => count > 1_000_000 ? "more than a million" : ((long)count).ToString(CultureInfo.InvariantCulture);

    private static bool IsWithin((UInt128 First, UInt128 Last) bounds, UInt128 at) => at >= bounds.First && at <= bounds.Last;

    private static (UInt128 First, UInt128 Last)? Bounds(AddressRange range) =>
        Parse(range.Start) is { } first && Parse(range.End) is { } last && last >= first && IsV4(first) == IsV4(last) ? (first, last) : null;

    private static bool IsV4(UInt128 at) => at >> 32 == 0xFFFF;

    // IPv4 is taken as the IPv6 address it is mapped to, so that both spellings are one. Short forms such as 10.1 are refused:
    // they would be read as another address than the one that was meant.
    private static UInt128? Parse(string text)
    {
        var span = text.AsSpan().Trim();
        if (!span.Contains(':') && span.Count('.') != 3) return null;
        if (!IPAddress.TryParse(span, out var address)) return null;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written)) return null;
        return written == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : ((UInt128)0xFFFF << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
