using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>The <c>x-sfdc</c> extension of one place: nested mappings, keys joined by slashes and any mixture of both become one
/// list of paths. Source: AppLink's OpenAPI extension fields.</summary>
internal sealed class SpecExtensions
{
    public const string PermissionSet = "heroku/authorization/permissionSet";
    public const string ConnectedApp = "heroku/authorization/connectedApp";
    public const string ExternalClientApp = "heroku/authorization/externalClientApp";
    public const string AgentAction = "agent/action/publishAsAgentAction";
    public const string UserInput = "agent/action/isUserInput";
    public const string Displayable = "agent/action/isDisplayable";
    public const string Pii = "privacy/isPii";

    // As public examples write it at info, without the path above it.
    private const string LooseAgentAction = "publishAsAgentAction";
    private const string Name = "x-sfdc";

    private readonly SpecDocument _document;
    private readonly OrderedDictionary<string, SpecNode> _found = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public SpecExtensions(SpecDocument document, SpecNode holder)
    {
        _document = document;
        foreach (var (key, value) in holder.Fields.Where(f => Begins(f.Key)))
        {
            var rest = key[Name.Length..];
            // Another letter case or separator is not what AppLink reads: shown, and nothing is concluded from it.
            if (key.StartsWith(Name, StringComparison.Ordinal) && (rest.Length == 0 || rest[0] == '/')) Collect(rest.Trim('/'), value);
            else Keep(key, value);
        }
    }

    public bool IsEmpty => _found.Count == 0;

    /// <summary>True when something is said about authorization, readable or not.</summary>
    public bool SaysAuthorization => _found.Keys.Any(k => !k.StartsWith("agent/", StringComparison.Ordinal)
        && !k.StartsWith("privacy/", StringComparison.Ordinal) && k != LooseAgentAction);

    /// <summary>Everything that was not asked for before.</summary>
    public IReadOnlyList<ApiExtension> Unknown => [.. _found.Where(f => !_taken.Contains(f.Key)).Select(f => new ApiExtension(Text.Bounded(f.Key, ApiSpec.NameMaxLength), Verbatim(f.Value)))];

    /// <summary>True for keys of the extension, in whatever spelling.</summary>
    public static bool Begins(string key) => key.StartsWith(Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A name; null when it is missing, or no plain value (then it stays among the unknown).</summary>
    public string? NameAt(string path, int max = ApiSpec.NameMaxLength)
    {
        if (!_found.TryGetValue(path, out var node)) return null;
        if (node.Kind is not (SpecNodeKind.Text or SpecNodeKind.Number) || SpecDocument.TextOf(node, max) is not { } name || string.IsNullOrWhiteSpace(name))
        {
            _document.Note("unclear-extension", node, $"x-sfdc/{path} is no name; nothing is concluded from it.");
            return null;
        }
        _taken.Add(path);
        return name.Trim();
    }

    /// <summary>Yes or no; null when it is missing. What is neither is noted and stays among the unknown.</summary>
    public bool? Flag(string path)
    {
        if (!_found.TryGetValue(path, out var node)) return path == AgentAction && _found.ContainsKey(LooseAgentAction) ? Flag(LooseAgentAction) : null;
        bool? said = node.Kind is SpecNodeKind.Boolean or SpecNodeKind.Text ? node.Text.ToLowerInvariant() switch
        {
            // YAML 1.1 readers, Salesforce's may be one, take these for the same.
            "true" or "yes" or "on" => true,
            "false" or "no" or "off" => false,
            _ => null,
        } : null;
        if (said is null) _document.Note("unclear-extension", node, $"x-sfdc/{path} is neither true nor false; nothing is concluded from it.");
        else _taken.Add(path);
        return said;
    }

    private void Collect(string path, SpecNode value)
    {
        if (value.Kind != SpecNodeKind.Mapping || value.Fields.Count == 0)
        {
            Keep(path, value);
            return;
        }
        foreach (var (key, child) in value.Fields) Collect(path.Length == 0 ? key.Trim('/') : $"{path}/{key.Trim('/')}", child);
    }

    private void Keep(string path, SpecNode value)
    {
        _document.Use(value);
        if (_found.TryAdd(path, value) || _found[path].ToJson() == value.ToJson()) return;
        _document.Note("extension-twice", value, $"x-sfdc/{path} is given twice, and not the same: the other one is kept as unknown.");
        for (var i = 2; !_found.TryAdd($"{path} ({i})", value); i++) { }
    }

    private static string Verbatim(SpecNode node)
    {
        var text = node.ToJson();
        if (text.Length <= ApiSpec.TextMaxLength) return Text.Bounded(text, ApiSpec.TextMaxLength);
        var hash = Text.Sha256(text);
        return $"{Text.Bounded(text, ApiSpec.TextMaxLength - 120)} … ({text.Length:N0} characters, SHA-256 {hash})";
    }
}
