using Governance.Domain;
using Governance.Domain.Notifications;

namespace Governance.Connectors.Notices;

/// <summary>Which webhook addresses may be called at all. Pure: nothing is looked up. The address is parsed once, and the
/// parsed value is what is called. No reason says more of an address than its fault: its path may be a secret.</summary>
internal sealed class WebhookHosts(NoticeOptions options)
{
    private const int LongestAddress = 2_000;
    private static readonly string[] LoopbackHosts = ["127.0.0.1", "localhost"];

    private readonly string[] _listed = [.. options.AllowedHosts.Select(h => h.ToLowerInvariant())];

    public IReadOnlyList<string> Listed => options.AllowLoopback ? [.. _listed, .. LoopbackHosts] : _listed;

    public Result<Uri> Check(string address)
    {
        if (address.Length is 0 or > LongestAddress) return Refuse(address.Length == 0 ? "it is empty" : "it is too long");
        if (address.Any(c => c is <= ' ' or > '~' or '\\' or '"' or '<' or '>' or '^' or '`' or '{' or '|' or '}')) return Refuse("it holds a character that no address has");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return Refuse("it is not an address");
        if (uri.Scheme is not ("https" or "http")) return Refuse("it does not begin with https");
        if (uri.UserInfo.Length > 0 || address.Contains('@')) return Refuse("it holds a user name before an @");
        if (uri.Fragment.Length > 0) return Refuse("it holds a fragment");
        // Whatever the parser would tidy up (short or hexadecimal IP forms, dots in the path) is refused, not corrected.
        if (uri.AbsoluteUri != address && !(uri.AbsolutePath == "/" && uri.AbsoluteUri == address + "/")) return Refuse("it is written in an unusual form");
        return IsLoopback(uri) ? Loopback(uri) : Public(uri);
    }

    /// <summary>True for the loopback origins that the setting allows.</summary>
    public bool AllowsLoopback(Uri address) => options.AllowLoopback && address.Scheme == Uri.UriSchemeHttp && IsLoopback(address);

    private Result<Uri> Loopback(Uri address) => AllowsLoopback(address) ? address : Refuse("it is this computer");

    private Result<Uri> Public(Uri address)
    {
        if (address.HostNameType != UriHostNameType.Dns) return Refuse("it is an IP address, not a name");
        if (address.Scheme != Uri.UriSchemeHttps) return Refuse("it does not begin with https");
        if (address.Port != 443) return Refuse("it names another port than 443");
        var host = address.Host;
        return !host.EndsWith('.') && _listed.Any(l => l[0] == '.' ? host.EndsWith(l, StringComparison.Ordinal) && host.Length > l.Length : host == l)
            ? address
            : Refuse("its host is not on the list");
    }

    private static bool IsLoopback(Uri address) => LoopbackHosts.Contains(address.Host);

    private static Problem Refuse(string why) => ChannelProblems.HostRefused(why);
}
