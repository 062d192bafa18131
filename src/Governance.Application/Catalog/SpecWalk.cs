using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>From the document to the spec: what belongs to the whole, and its paths.</summary>
internal sealed class SpecWalk(SpecDocument document)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    // Keys whose children are names of the author's, or data: an x-sfdc among them is no extension.
    private static readonly HashSet<string> Names = ["properties", "patternProperties", "schemas", "definitions", "$defs", "dependentSchemas", "responses"];
    private static readonly HashSet<string> Contents = ["example", "examples", "default", "enum", "const"];

    private readonly SpecSchemas _schemas = new(document);
    private readonly List<ApiOperation> _operations = [];
    private readonly List<ApiOperation> _callbacks = [];
    private readonly List<ApiExtension> _extensions = [];
    private int _webhooks;

    public ApiSpec Read()
    {
        var root = document.Root;
        var info = root["info"] is { Kind: SpecNodeKind.Mapping } mapping ? mapping : null;
        if (info is null) document.Note("no-info", root, "The spec has no “info”: neither title nor version.");
        var hasExtension = HasExtension(root, []);
        var operations = new SpecOperations(document, _schemas, Shared(root, info, hasExtension));

        ReadPaths(operations);
        ReadWebhooks(operations);
        var schemas = _schemas.Complete();
        SpecNotes.Add(document, _operations);
        if (!hasExtension) document.Note("no-extension", root, "The spec has no x-sfdc extension: the user mode of its operations is unknown.");
        return new ApiSpec
        {
            Title = SpecDocument.TextOf(info?["title"]) ?? "",
            Version = SpecDocument.TextOf(info?["version"]) ?? "",
            Format = document.Format,
            Servers = [.. Servers(root)],
            Operations = _operations,
            Callbacks = _callbacks,
            WebhookCount = _webhooks,
            Schemas = schemas,
            SchemasDigest = SpecDigest.Of(schemas),
            HasExtension = hasExtension,
            Extensions = _extensions,
            Notes = document.Notes,
        };
    }

    /// <summary>What info or the top says for every operation that says nothing itself.</summary>
    private SpecShared Shared(SpecNode root, SpecNode? info, bool hasExtension)
    {
        var (isAgentAction, saysAuthorization) = (false, false);
        foreach (var holder in new[] { root, info }.OfType<SpecNode>())
        {
            var extensions = new SpecExtensions(document, holder);
            if (extensions.Flag(SpecExtensions.AgentAction) is true)
            {
                isAgentAction = true;
                document.Note("agent-for-all", holder, "The spec as a whole is published as agent actions: every operation counts as one unless it says otherwise.");
            }
            saysAuthorization |= extensions.SaysAuthorization;
            _extensions.AddRange(extensions.Unknown);
        }
        if (saysAuthorization) document.Note("authorization-for-all", root, "x-sfdc says something about authorization for the spec as a whole, which AppLink does not read there: the user mode of operations that say nothing themselves is unknown.");
        return new SpecShared(hasExtension, isAgentAction, saysAuthorization);
    }

    private void ReadPaths(SpecOperations operations)
    {
        var paths = document.Root["paths"];
        if (paths is null && document.Format != ApiSpecFormat.OpenApi31) throw new SpecFaultException(document.Root.Line, "“paths” is missing");
        foreach (var (path, written) in SpecDocument.FieldsOf(paths, "“paths”"))
        {
            if (path.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (path.Length > ApiSpec.NameMaxLength) throw new SpecFaultException(written.Line, $"a path is longer than {ApiSpec.NameMaxLength} characters");
            var item = SpecDocument.Mapping(written, "a path");
            var (target, _) = document.Follow(item);
            foreach (var (method, operation, holder) in OperationsOf(item, target))
            {
                if (_operations.Count == ApiSpec.MaxOperations) throw new SpecFaultException(operation.Line, $"it has more than {ApiSpec.MaxOperations:N0} operations");
                var read = operations.Read(method, path, operation, holder);
                _operations.Add(read);
                AddCallbacks(operations, operation, read.Name);
            }
            if (target is null) continue;
            var extensions = new SpecExtensions(document, target);
            if (extensions.IsEmpty) continue;
            document.Note("path-extension", target, $"x-sfdc stands at the path {Text.Bounded(path, ApiSpec.NameMaxLength)}, where AppLink does not read it.");
            _extensions.AddRange(extensions.Unknown);
        }
    }

    private void ReadWebhooks(SpecOperations operations)
    {
        if (document.Format != ApiSpecFormat.OpenApi31) return;
        foreach (var (name, item) in SpecDocument.FieldsOf(document.Root["webhooks"], "“webhooks”"))
            _webhooks += AddOutgoing(operations, SpecDocument.Mapping(item, "a webhook"), $"webhook {name}");
    }

    private void AddCallbacks(SpecOperations operations, SpecNode operation, string of)
    {
        if (document.Format == ApiSpecFormat.OpenApi20) return;
        foreach (var (name, written) in SpecDocument.FieldsOf(operation["callbacks"], "“callbacks”"))
        {
            if (document.Follow(SpecDocument.Mapping(written, "a callback")).Target is not { } callback) continue;
            foreach (var (expression, item) in callback.Fields.Where(f => !f.Key.StartsWith("x-", StringComparison.Ordinal)))
                AddOutgoing(operations, SpecDocument.Mapping(item, "a callback"), $"callback {name} of {of}: {expression}");
        }
    }

    private int AddOutgoing(SpecOperations operations, SpecNode written, string name)
    {
        var before = _callbacks.Count;
        foreach (var (method, operation, holder) in OperationsOf(written, document.Follow(written).Target))
        {
            // Callbacks of callbacks are not read: nobody could follow them.
            document.Use(operation);
            _callbacks.Add(operations.Read(method, Text.Bounded(name, ApiSpec.NameMaxLength), operation, holder));
        }
        return _callbacks.Count - before;
    }

    /// <summary>Of a path item, and of what it refers to; what it says itself wins.</summary>
    private static IEnumerable<(string Method, SpecNode Operation, SpecNode Holder)> OperationsOf(SpecNode item, SpecNode? target)
    {
        var seen = new HashSet<string>();
        foreach (var holder in new[] { item, target }.OfType<SpecNode>().Distinct())
        {
            foreach (var (method, operation) in holder.Fields.Where(f => Methods.Contains(f.Key)))
            {
                if (seen.Add(method)) yield return (method, SpecDocument.Mapping(operation, "an operation"), holder);
            }
        }
    }

    private IEnumerable<string> Servers(SpecNode root)
    {
        if (document.Format != ApiSpecFormat.OpenApi20)
        {
            return SpecDocument.ItemsOf(root["servers"], "“servers”").Select(s => SpecDocument.TextOf(s["url"])).OfType<string>().Distinct().Take(100);
        }
        var (host, basePath) = (SpecDocument.TextOf(root["host"]), SpecDocument.TextOf(root["basePath"]) ?? "");
        if (host is null) return basePath.Length == 0 ? [] : [basePath];
        var schemes = SpecDocument.ItemsOf(root["schemes"], "“schemes”").Select(s => s.Text).DefaultIfEmpty("https");
        return schemes.Take(10).Select(s => Text.Bounded($"{s}://{host}{basePath}", ApiSpec.NameMaxLength));
    }

    private static bool HasExtension(SpecNode node, HashSet<(SpecNode, bool)> seen, bool childrenAreNames = false)
    {
        if (node.Kind is not (SpecNodeKind.Mapping or SpecNodeKind.Sequence) || !seen.Add((node, childrenAreNames))) return false;
        foreach (var item in node.Items)
            if (HasExtension(item, seen)) return true;
        foreach (var (key, child) in node.Fields)
        {
            if (!childrenAreNames && SpecExtensions.Begins(key)) return true;
            if ((childrenAreNames || !Contents.Contains(key)) && HasExtension(child, seen, !childrenAreNames && Names.Contains(key))) return true;
        }
        return false;
    }
}
