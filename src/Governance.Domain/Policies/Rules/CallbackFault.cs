namespace Governance.Domain.Policies.Rules;

/// <summary>What is wrong with a callback URL.</summary>
public static class CallbackFault
{
    /// <summary>In words; null when nothing is.</summary>
    /// <param name="url">As the app lists it.</param>
    /// <param name="isProduction">Loopback is a fault in production only.</param>
    /// <param name="vendor">Whose hosts are known; null when the vendor is unknown.</param>
    public static string? Of(string url, bool isProduction, VendorStanding? vendor)
    {
        if (url.Contains('*')) return "a wildcard";
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address)) return "no absolute address";
        if (address.IsLoopback) return isProduction ? "loopback in a production org" : null;
        // A mobile app comes back by a scheme of its own: com.vendor.app://callback.
        if (address.Scheme is not ("http" or "https")) return address.Scheme.Contains('.') ? null : $"the scheme {address.Scheme}";
        if (address.Scheme == "http") return "not HTTPS";
        return vendor is { CallbackHosts.Count: > 0 } && !vendor.CallbackHosts.Any(h => IsWithin(address.IdnHost, h))
            ? $"the host is none that {vendor.Name} is recorded with"
            : null;
    }

    private static bool IsWithin(string host, string listed) =>
        string.Equals(host, listed, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + listed, StringComparison.OrdinalIgnoreCase);
}
