using System.Text.RegularExpressions;

namespace Governance.Connectors.Salesforce;

/// <summary>Joins paths to an origin, so that nothing an org answers can lead a call elsewhere.</summary>
internal static partial class ServicePath
{
    /// <summary>The address, or null when the path is not a plain path under /services/ : absolute, with // or \ or ..,
    /// encoded or not.</summary>
    public static Uri? Join(Uri origin, string? path)
    {
        if (path is null || !Plain().IsMatch(path)) return null;
        if (path.Split('/').Skip(1).Any(segment => segment is "" or "." or "..")) return null;
        var joined = new Uri(origin, path);
        return joined.AbsolutePath == path && Uri.Compare(
            joined, origin, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? joined
            : null;
    }

    /// <summary>The address with one query parameter, encoded here.</summary>
    public static Uri Join(Uri origin, string path, string name, string value)
    {
        var joined = Join(origin, path) ?? throw new ArgumentException("Not a path under /services/.", nameof(path));
        return new Uri($"{joined}?{name}={Uri.EscapeDataString(value)}");
    }

    [GeneratedRegex(@"\A/services/[A-Za-z0-9/._~-]{1,400}\z")]
    private static partial Regex Plain();
}
