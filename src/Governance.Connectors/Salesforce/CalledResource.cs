using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>What a call was for, by its API_RESOURCE: a path as in /v62.0/sobjects/Account, with or without /services/data, or the name
/// of a SOAP method.</summary>
/// <remarks>Source: Object Reference, EventLogFile, ApiTotalUsage; the resources are those of the REST, Connect REST and Analytics REST
/// guides. What is not known here may have touched any object.</remarks>
internal readonly struct CalledResource
{
    // The list of resources of a version; no path is like it.
    private const string Root = "/";

    private static readonly string[] Any = [ScopesInCalls.Api];
    private static readonly string[] Connect = [ScopesInCalls.Api, ScopesInCalls.Connect];
    private static readonly string[] Analytics = [ScopesInCalls.Api, ScopesInCalls.Analytics];

    private static readonly HashSet<string> WithoutObjects = new(StringComparer.OrdinalIgnoreCase)
    {
        Root, "services/data", "limits", "sobjects", "login", "logout", "getServerTimestamp", "getUserInfo", "describeGlobal",
    };

    private readonly string _path;

    public CalledResource(string resource) => _path = Path(resource);

    /// <summary>Scopes that the call shows in use. Every call in the file is one of the SOAP, REST or Bulk API: whichever scope let it in,
    /// api covers it, and to say so of too many never calls a scope unused that is used.</summary>
    public IReadOnlyList<string> Scopes => StartsWith("connect") || StartsWith("chatter") ? Connect : StartsWith("wave") ? Analytics : Any;

    /// <summary>True for calls that read and write no record.</summary>
    public bool TouchesNoObject => WithoutObjects.Contains(_path) || StartsWith("apps/oauth/usage");

    /// <summary>API names in a cell of the type Set, whatever stands between them; empty when there is none that can be one.</summary>
    public static List<string> NamesIn(string cell)
    {
        List<string> names = [];
        for (var (from, at) = (0, 0); at <= cell.Length; at++)
        {
            if (at < cell.Length && (char.IsAsciiLetterOrDigit(cell[at]) || cell[at] == '_')) continue;
            if (at - from is > 0 and <= ObjectUse.NameMaxLength && char.IsAsciiLetter(cell[from]) && !names.Contains(cell[from..at], StringComparer.Ordinal)) names.Add(cell[from..at]);
            from = at + 1;
        }
        return names;
    }

    private bool StartsWith(string resource) =>
        _path.StartsWith(resource, StringComparison.OrdinalIgnoreCase) && (_path.Length == resource.Length || _path[resource.Length] == '/');

    // After the version; a method's name as it is.
    private static string Path(string resource)
    {
        var path = resource.AsSpan();
        if (path.IndexOfAny('?', '#') is >= 0 and var end) path = path[..end];
        path = path.Trim('/');
        if (path.StartsWith("services/data/", StringComparison.OrdinalIgnoreCase)) path = path["services/data/".Length..];
        if (path is ['v' or 'V', >= '0' and <= '9', ..]) path = path.IndexOf('/') is >= 0 and var slash ? path[(slash + 1)..] : Root;
        return path.ToString();
    }
}
