using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain.Inventory;

namespace Governance.Domain.Vendors;

/// <summary>What people recorded about a vendor, beside its match rules. A null member is not recorded.</summary>
public sealed record VendorProfile
{
    /// <summary>Most egress ranges and callback hosts, each.</summary>
    public const int MaxEntries = 200;

    /// <summary>Longest contact or host name, characters.</summary>
    public const int TextMaxLength = 253;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Addresses it calls from; empty when none is recorded.</summary>
    public IReadOnlyList<AddressRange> Egress { get; init; } = [];

    /// <summary>Hosts its apps may redirect to; empty when none is recorded.</summary>
    public IReadOnlyList<string> CallbackHosts { get; init; } = [];

    /// <summary>Hosts of the vendor that ask for a client certificate, each with the port where they do, as inbox.example.com:8443;
    /// empty when none is recorded.</summary>
    public IReadOnlyList<string> MutualTls { get; init; } = [];

    /// <summary>Whom to call in a bad hour.</summary>
    public string? SecurityContact { get; init; }

    /// <summary>Within how many hours it must tell of a breach.</summary>
    public int? NoticeHours { get; init; }

    /// <summary>Contract ended or vendor retired, UTC; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It offers user or user-plus mode through AppLink.</summary>
    public bool? OffersAppLink { get; init; }

    /// <summary>As stored: JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads it back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static VendorProfile Read(string text) => JsonSerializer.Deserialize<VendorProfile>(text, Options)!;

    /// <summary>One egress entry as people write it: an address, a network as 203.0.113.0/24, or a range as 203.0.113.1-203.0.113.9.</summary>
    /// <returns>Null when it is none of these.</returns>
    public static AddressRange? ParseRange(string text)
    {
        var entry = text.Trim();
        if (entry.Split('-', '–') is [var first, var last])
            return Address(first) is { } start && Address(last) is { } end && IsInOrder(start, end) ? new(start.ToString(), end.ToString()) : null;
        if (!entry.Contains('/', StringComparison.Ordinal)) return Address(entry) is { } one ? new(one.ToString(), one.ToString()) : null;
        if (Address(entry[..entry.IndexOf('/', StringComparison.Ordinal)]) is null || !IPNetwork.TryParse(entry, out var network)) return null;
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new(network.BaseAddress.ToString(), new IPAddress(bytes).ToString());
    }

    /// <summary>Host and port of one entry of <see cref="MutualTls"/>.</summary>
    /// <returns>Null when it is not a host name with a port.</returns>
    public static (string Host, int Port)? ParseEndpoint(string? text) =>
        text?.Trim().Split(':') is [{ Length: > 0 and <= TextMaxLength } host, var digits] && Uri.CheckHostName(host) == UriHostNameType.Dns && host.Contains('.', StringComparison.Ordinal)
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535 ? (host, port) : null;

    /// <summary>An egress range as people read it.</summary>
    public static string Words(AddressRange range) => range.Start == range.End ? range.Start : string.Create(CultureInfo.InvariantCulture, $"{range.Start}–{range.End}");

    // Short forms such as 10.1 would be read as another address than the one that was meant.
    private static IPAddress? Address(string text) =>
        (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text.Trim(), out var address) ? address : null;

    private static bool IsInOrder(IPAddress start, IPAddress end)
    {
        var (a, b) = (start.GetAddressBytes(), end.GetAddressBytes());
        return a.Length == b.Length && a.AsSpan().SequenceCompareTo(b) <= 0;
    }
}
