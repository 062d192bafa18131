using Governance.Domain;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>Which origins get an add-on token. Pure: nothing is looked up. The API URL comes from a config var that every
/// developer of the app can change, so that it is judged, never trusted.</summary>
/// <remarks>Form of the value: https://host/addons/{add-on id} (Working with Heroku AppLink).</remarks>
internal sealed class AppLinkHosts(AppLinkOptions options)
{
    private readonly string[] _suffixes =
        [".heroku.com", .. options.AllowedHosts.Select(s => "." + s.TrimStart('.').ToLowerInvariant())];

    /// <summary>The origin to call, or RemoteRefused (applink.address-refused).</summary>
    public Result<Uri> Check(string? apiUrl, string addon)
    {
        if (apiUrl is null || apiUrl.Length > 300 || !Uri.TryCreate(apiUrl, UriKind.Absolute, out var uri)) return Refused;
        var origin = new Uri(uri.GetLeftPart(UriPartial.Authority));
        // Whatever the parser would tidy up is refused, not corrected; a user name or an odd port form shows here too.
        var written = origin.GetLeftPart(UriPartial.Authority) + "/addons/" + addon;
        if (!string.Equals(apiUrl, written, StringComparison.OrdinalIgnoreCase)) return Refused;
        if (AllowsLoopback(origin)) return origin;
        return IsPublic(origin) ? origin : Refused;
    }

    /// <summary>An address of AppLink's own, whatever its path; people are sent there.</summary>
    public bool Owns(Uri address) => AllowsLoopback(new Uri(address.GetLeftPart(UriPartial.Authority))) || IsPublic(address);

    private bool IsPublic(Uri address) => address.Scheme == Uri.UriSchemeHttps && address.Port == 443 && address.HostNameType == UriHostNameType.Dns
        && _suffixes.Any(s => address.Host.EndsWith(s, StringComparison.Ordinal) && address.Host.Length > s.Length);

    /// <summary>True for the loopback origins that the setting allows.</summary>
    public bool AllowsLoopback(Uri origin) =>
        options.AllowLoopback && origin.Scheme == Uri.UriSchemeHttp && origin.Host is "127.0.0.1" or "localhost";

    /// <summary>An address that people would have been sent to.</summary>
    public static Problem LeadsElsewhere { get; } = Problem.RemoteRefused(HerokuCodes.AddressRefused,
        "AppLink gave an address for the sign-in that is neither Salesforce's nor its own. It is not shown, and nobody should open it. "
        + "Take the request back and look at the add-on.");

    private static Problem Refused { get; } = Problem.RemoteRefused(HerokuCodes.AddressRefused,
        "The app's config var names an address that is not AppLink's. The add-on token was not sent there. Somebody who may "
        + "change the app's config vars may have redirected it: look at the app's _API_URL and at who changed it.");
}
