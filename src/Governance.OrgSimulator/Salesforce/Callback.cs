namespace Governance.OrgSimulator.Salesforce;

/// <summary>Whether a redirect address is registered: exactly, or any loopback port and path where the scenario says <c>loopback</c>.</summary>
internal static class Callback
{
    public static bool Fits(string registered, string asked)
    {
        if (registered == asked) return true;
        return registered == "loopback" && Uri.TryCreate(asked, UriKind.Absolute, out var uri)
            && (uri.Scheme is "http" or "https") && (uri.Host is "localhost" or "127.0.0.1") && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;
    }
}
