using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Connectors.Salesforce;

/// <summary>Which origins may be called at all. Pure: nothing is looked up. The address is parsed once, and the parsed
/// value is what is called.</summary>
/// <remarks>List: Salesforce, My Domain URL formats; login.salesforce.com, test.salesforce.com and
/// welcome.salesforce.com; legacy instance URLs.</remarks>
public sealed partial class HostPolicy(SalesforceOptions options)
{
    private const int LongestAddress = 300;
    private static readonly string[] Exact = ["login.salesforce.com", "test.salesforce.com", "welcome.salesforce.com"];
    private static readonly string[] LoopbackHosts = ["127.0.0.1", "localhost"];

    private readonly string[] _suffixes =
        [".my.salesforce.com", .. options.AllowedHosts.Select(s => "." + s.TrimStart('.').ToLowerInvariant())];

    /// <summary>Takes "acme.my.salesforce.com" or "https://acme.my.salesforce.com/".</summary>
    /// <returns>The origin to call, or Invalid (connection.host-refused) with the reason in words.</returns>
    public Result<Uri> Check(string? address)
    {
        var text = address?.Trim(' ') ?? "";
        if (text.Length == 0) return Refuse("it is empty");
        if (text.Length > LongestAddress) return Refuse("it is too long");
        if (text.Any(c => c > '~')) return Refuse("it holds letters outside plain ASCII, which can look like others");
        if (text.Any(c => c is <= ' ' or '\\' or '%' or '"' or '<' or '>' or '^' or '`' or '{' or '|' or '}'))
            return Refuse("it holds a character that no host name has");
        if (text.Contains('@')) return Refuse("it holds a user name before an @");

        var given = (text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text).ToLowerInvariant();
        if (!Uri.TryCreate(given, UriKind.Absolute, out var uri)) return Refuse("it is not an address");
        if (uri.Scheme is not ("https" or "http")) return Refuse("it does not begin with https");
        if (uri.UserInfo.Length > 0) return Refuse("it holds a user name");
        var origin = new Uri(uri.GetLeftPart(UriPartial.Authority));
        // Whatever the parser would tidy up (short or hexadecimal IP forms, a path, a query) is refused, not corrected.
        if (!IsWritten(given, origin))
            return Refuse(uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0
                ? "it goes on after the host name; leave that part out"
                : "its host is written in an unusual form");
        return IsLoopback(uri) ? Loopback(origin) : Public(origin);
    }

    /// <summary>True for the loopback origins that the setting allows.</summary>
    internal bool IsAllowedLoopback(Uri origin) =>
        options.AllowLoopback && origin.Scheme == Uri.UriSchemeHttp && IsLoopback(origin);

    private Result<Uri> Loopback(Uri origin)
    {
        if (!options.AllowLoopback) return Refuse("it is this computer");
        return origin.Scheme == Uri.UriSchemeHttp ? origin : Refuse("loopback is allowed over http only");
    }

    private Result<Uri> Public(Uri origin)
    {
        if (origin.HostNameType != UriHostNameType.Dns) return Refuse("it is an IP address, not a name");
        var host = origin.Host;
        if (host.EndsWith('.')) return Refuse("its host name ends in a dot");
        if (!HostName().IsMatch(host) || host.Length > 253) return Refuse("it is not a host name");
        if (host.Split('.').Any(label => label.StartsWith("xn--", StringComparison.Ordinal)))
            return Refuse("it is an encoded name with letters outside plain ASCII, which can look like others");
        if (origin.Scheme != Uri.UriSchemeHttps) return Refuse("it does not begin with https");
        if (origin.Port != 443) return Refuse("it names another port than 443");
        return Exact.Contains(host) || LegacyInstance().IsMatch(host)
            || _suffixes.Any(s => host.EndsWith(s, StringComparison.Ordinal) && host.Length > s.Length)
            ? origin
            : Refuse("its host is not on the list of Salesforce hosts");
    }

    private static bool IsLoopback(Uri uri) => LoopbackHosts.Contains(uri.Host);

    private static bool IsWritten(string given, Uri origin)
    {
        var written = given.EndsWith('/') ? given[..^1] : given;
        var whole = origin.GetLeftPart(UriPartial.Authority);
        return written == whole || (origin.IsDefaultPort && written == $"{whole}:{origin.Port}");
    }

    private static Result<Uri> Refuse(string reason) => ConnectionProblems.HostRefused(reason);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A[a-z]{2,4}[0-9]{1,4}[a-z]?\.salesforce\.com\z")]
    private static partial Regex LegacyInstance();
}
