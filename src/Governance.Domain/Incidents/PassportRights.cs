using System.Globalization;
using System.Net;
using Governance.Domain.Inventory;

namespace Governance.Domain.Incidents;

/// <summary>A user whom a client app acted as.</summary>
/// <param name="Id">15 characters, whose case counts: user names change hands, ids do not.</param>
/// <param name="Name">User name as last read.</param>
public sealed record PassportUser(string Id, string Name);

/// <summary>A set or profile that opens a client app.</summary>
/// <param name="Id">15 characters, whose case counts.</param>
/// <param name="Name">As last read; the id where the name was not.</param>
public sealed record PassportSet(string Id, string Name);

/// <summary>What a client app may do in one org. Of two such, one is within the other in every part, or it is wider.</summary>
/// <param name="Users">It acts as these.</param>
/// <param name="Scopes">In OAuth's words; null when they were not read.</param>
/// <param name="Sets">These open it.</param>
/// <param name="Ranges">It refreshes from these addresses only, and from anywhere when there is none; null when that was not read.</param>
public sealed record PassportRights(
    IReadOnlyList<PassportUser> Users, IReadOnlyList<string>? Scopes, IReadOnlyList<PassportSet> Sets, IReadOnlyList<AddressRange>? Ranges)
{
    /// <summary>Most users, scopes, sets or ranges.</summary>
    public const int Most = 2_000;

    /// <summary>Each once, in one order: however it is asked for, it reads the same.</summary>
    public PassportRights Ordered() => new(
        [.. Users.DistinctBy(u => u.Id, StringComparer.Ordinal).OrderBy(u => u.Id, StringComparer.Ordinal)],
        Scopes is null ? null : [.. Scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. Sets.DistinctBy(s => s.Id, StringComparer.Ordinal).OrderBy(s => s.Id, StringComparer.Ordinal)],
        Ranges is null ? null : [.. Ranges.Select(r => new AddressRange(r.Start, r.End)).Distinct().OrderBy(r => r.Start, StringComparer.Ordinal).ThenBy(r => r.End, StringComparer.Ordinal)]);

    /// <summary>What of the other reaches beyond this, in words; empty when nothing does.</summary>
    /// <param name="other">What is asked for, or what is there.</param>
    public IReadOnlyList<string> WidenedBy(PassportRights other)
    {
        List<string> wider = [];
        wider.AddRange(other.Users.Where(u => Users.All(own => own.Id != u.Id)).Select(u => $"user {u.Name}"));
        wider.AddRange(Scopes is null != other.Scopes is null
            ? ["scopes that can’t be compared: they were read only once"]
            : (other.Scopes ?? []).Where(s => !Scopes!.Contains(s, StringComparer.Ordinal)).Select(s => $"scope {s}"));
        wider.AddRange(other.Sets.Where(s => Sets.All(own => own.Id != s.Id)).Select(s => $"permission set {s.Name}"));
        if (Ranges is null != other.Ranges is null) wider.Add("addresses that can’t be compared: they were read only once");
        else if (Ranges is { Count: > 0 } && other.Ranges is { Count: 0 }) wider.Add("any address");
        else wider.AddRange((other.Ranges ?? []).Where(r => !IsWithin(r, Ranges!)).Select(r => $"addresses {r.Start} to {r.End}"));
        return wider;
    }

    /// <summary>Null parts of the other are taken from this: what was never read is neither asked for nor judged.</summary>
    public PassportRights Comparable(PassportRights other) => other with
    {
        Scopes = Scopes is null ? null : other.Scopes,
        Ranges = Ranges is null ? null : other.Ranges,
    };

    // Within one range: two that touch are not read as one.
    private static bool IsWithin(AddressRange range, IReadOnlyList<AddressRange> all) =>
        Bounds(range) is var (start, end) && (all.Count == 0 || all.Any(o => Bounds(o) is var (from, to) && from.Length == start.Length
            && from.AsSpan().SequenceCompareTo(start) <= 0 && end.AsSpan().SequenceCompareTo(to) <= 0));

    /// <summary>First and last address as bytes; null for what is no range of one family, written as it is read.</summary>
    private static (byte[] Start, byte[] End)? Bounds(AddressRange range)
    {
        if (Address(range.Start) is not { } start || Address(range.End) is not { } end || start.Length != end.Length) return null;
        return start.AsSpan().SequenceCompareTo(end) <= 0 ? (start, end) : null;
    }

    private static byte[]? Address(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal)) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        // 10.1 and 010.0.0.1 are addresses to some readers and others to others.
        else if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.ToString() != text) return null;
        return address.GetAddressBytes();
    }
}

/// <summary>What a passport says. No handle, token or secret is in it.</summary>
/// <param name="Incident">Of which containment.</param>
/// <param name="Org">Ours.</param>
/// <param name="AppKey">Comparable label.</param>
/// <param name="App">Label; org text.</param>
/// <param name="ApplicationId">15 characters; null for an app that is not installed.</param>
/// <param name="AppKind">As in ConnectedApp.</param>
/// <param name="Rights">What it had.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record PassportContent(
    Guid Incident, Guid Org, string AppKey, string App, string? ApplicationId, string AppKind, PassportRights Rights, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Only admin-approved users could use it; null when that was not read.</summary>
    public bool? AdminApprovedOnly { get; init; }

    /// <summary>The integrations it served, by name.</summary>
    public IReadOnlyList<string> Integrations { get; init; } = [];

    /// <summary>Who answers for these.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Who runs the other end; null when not known.</summary>
    public string? Vendor { get; init; }

    /// <summary>Requests that had approved it, as in REQ-0001.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>Latest use of any grant, UTC; null when never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Calls on the last day that event data knows; null without event data.</summary>
    public int? CallsOnLastDay { get; init; }

    /// <summary>That day.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>The last day on which it holds, in words.</summary>
    public string Until => ExpiresAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture) + " (UTC)";
}
