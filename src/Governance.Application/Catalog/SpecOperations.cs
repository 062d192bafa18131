using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>What a spec says for all its operations.</summary>
/// <param name="HasExtension">There is an <c>x-sfdc</c> somewhere, so an operation without one runs as the user.</param>
/// <param name="IsAgentAction">Published as agent actions, unless an operation says otherwise.</param>
/// <param name="SaysAuthorization">Says something about authorization where AppLink does not read it.</param>
internal sealed record SpecShared(bool HasExtension, bool IsAgentAction, bool SaysAuthorization);

/// <summary>One operation from its node: 2.0's body and form parameters become a body, as in 3.0.</summary>
internal sealed class SpecOperations(SpecDocument document, SpecSchemas schemas, SpecShared shared)
{
    private const string AnyMedia = "*/*";
    private static readonly string[] TopicWords = ["name", "classificationDescription", "scope", "instructions"];

    private bool IsOld => document.Format == ApiSpecFormat.OpenApi20;

    /// <summary>One of the path <paramref name="holder"/>, whose parameters it shares.</summary>
    public ApiOperation Read(string method, string path, SpecNode node, SpecNode holder)
    {
        var parameters = Parameters(node, holder);
        var extensions = new SpecExtensions(document, node);
        var permissionSet = extensions.NameAt(SpecExtensions.PermissionSet);
        return new ApiOperation
        {
            Method = method.ToUpperInvariant(),
            Path = path,
            OperationId = SpecDocument.TextOf(node["operationId"]),
            Summary = SpecDocument.TextOf(node["summary"], ApiSpec.TextMaxLength) ?? SpecDocument.TextOf(node["description"], ApiSpec.TextMaxLength) ?? "",
            Line = node.Line,
            IsDeprecated = SpecDocument.IsTrue(node["deprecated"]),
            PermissionSet = permissionSet,
            UserMode = ModeOf(node, holder, extensions, permissionSet),
            ClientApps = [.. ClientApps(extensions)],
            IsAgentAction = extensions.Flag(SpecExtensions.AgentAction) ?? shared.IsAgentAction,
            Topic = Topic(extensions),
            IsPii = extensions.Flag(SpecExtensions.Pii) ?? false,
            Extensions = extensions.Unknown,
            SignIn = SignIn(node["security"] ?? document.Root["security"]),
            Parameters = [.. parameters.Where(p => In(p) is not ("body" or "formData")).Select(Parameter)],
            Body = IsOld ? OldBody(node, parameters) : Body(node),
            Responses = [.. SpecDocument.FieldsOf(node["responses"], "“responses”").Where(r => !r.Key.StartsWith("x-", StringComparison.Ordinal)).Select(r => Response(r.Key, r.Value, node)).OfType<ApiResponse>()],
        };
    }

    private ApiUserMode ModeOf(SpecNode node, SpecNode holder, SpecExtensions extensions, string? permissionSet)
    {
        if (!shared.HasExtension) return ApiUserMode.Unknown;
        if (permissionSet is not null) return ApiUserMode.UserPlus;
        if (!extensions.SaysAuthorization) return shared.SaysAuthorization || new SpecExtensions(document, holder).SaysAuthorization ? ApiUserMode.Unknown : ApiUserMode.User;
        document.Note("authorization-unclear", node, "x-sfdc says something about authorization but names no permission set: the user mode is unknown.");
        return ApiUserMode.Unknown;
    }

    private static IEnumerable<ApiClientApp> ClientApps(SpecExtensions extensions)
    {
        if (extensions.NameAt(SpecExtensions.ExternalClientApp) is { } external) yield return new ApiClientApp(ApiClientAppKind.ExternalClientApp, external);
        if (extensions.NameAt(SpecExtensions.ConnectedApp) is { } connected) yield return new ApiClientApp(ApiClientAppKind.ConnectedApp, connected);
    }

    private static ApiAgentTopic? Topic(SpecExtensions extensions)
    {
        string?[] said = [.. TopicWords.Select(w => extensions.NameAt($"agent/topic/{w}", ApiSpec.TextMaxLength))];
        return said.All(s => s is null) ? null : new ApiAgentTopic(said[0] ?? "", said[1] ?? "", said[2] ?? "", said[3] ?? "");
    }

    private string[] SignIn(SpecNode? node) => [.. SpecDocument.ItemsOf(node, "“security”")
        .Select(WayOf).Distinct().Order(StringComparer.Ordinal)];

    private string WayOf(SpecNode way)
    {
        document.Use(way);
        return string.Join(" + ", SpecDocument.FieldsOf(way, "a way to sign in").OrderBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => $"{w.Key}({string.Join(", ", w.Value.Items.Select(i => i.Text).Order(StringComparer.Ordinal))})"));
    }

    /// <summary>The path's, then the operation's own, which replace them.</summary>
    private SpecNode[] Parameters(SpecNode node, SpecNode holder)
    {
        var found = new OrderedDictionary<(string, string), SpecNode>();
        foreach (var list in new[] { holder, node })
        {
            var own = new HashSet<(string, string)>();
            foreach (var written in SpecDocument.ItemsOf(list["parameters"], "“parameters”"))
            {
                document.Use(written);
                if (document.Follow(SpecDocument.Mapping(written, "a parameter")).Target is not { } parameter) continue;
                var key = (In(parameter), SpecDocument.TextOf(parameter["name"]) ?? throw new SpecFaultException(parameter.Line, "a parameter has no name"));
                if (!own.Add(key)) throw new SpecFaultException(written.Line, $"the parameter “{Text.Bounded(key.Item2, 100)}” comes twice");
                found[key] = parameter;
            }
        }
        return [.. found.Values];
    }

    private static string In(SpecNode parameter) => SpecDocument.TextOf(parameter["in"]) is { } place and ("path" or "query" or "header" or "cookie" or "body" or "formData")
        ? place : throw new SpecFaultException(parameter.Line, "a parameter says not, or not rightly, where it stands (“in”)");

    private ApiParameter Parameter(SpecNode node)
    {
        var schema = IsOld ? schemas.Read(node)
            : schemas.WithHints(schemas.Read(node["schema"] ?? SpecDocument.FieldsOf(node["content"], "“content”").Values.FirstOrDefault()?["schema"]), node);
        var place = In(node);
        return new ApiParameter(place, SpecDocument.TextOf(node["name"])!, place == "path" || SpecDocument.IsTrue(node["required"]), schema);
    }

    private ApiBody? Body(SpecNode node)
    {
        if (node["requestBody"] is not { } written) return null;
        document.Use(written);
        var (body, pointer) = document.Follow(SpecDocument.Mapping(written, "“requestBody”"));
        return body is null ? new ApiBody(false, new Dictionary<string, ApiSchema> { [AnyMedia] = new() { Outside = pointer } })
            : new ApiBody(SpecDocument.IsTrue(body["required"]), Contents(body["content"]));
    }

    private ApiBody? OldBody(SpecNode node, SpecNode[] parameters)
    {
        var media = Media(node, "consumes");
        if (parameters.FirstOrDefault(p => In(p) == "body") is { } body)
            return new ApiBody(SpecDocument.IsTrue(body["required"]), media.ToDictionary(m => m, _ => schemas.WithHints(schemas.Read(body["schema"]), body)));
        var form = parameters.Where(p => In(p) == "formData").ToArray();
        if (form.Length == 0) return null;
        var required = form.Where(p => SpecDocument.IsTrue(p["required"])).Select(p => SpecDocument.TextOf(p["name"])!).ToHashSet(StringComparer.Ordinal);
        var schema = new ApiSchema { Types = ["object"], Fields = form.ToDictionary(p => SpecDocument.TextOf(p["name"])!, schemas.Read), Required = required };
        return new ApiBody(required.Count > 0, media.ToDictionary(m => m, _ => schema));
    }

    private ApiResponse? Response(string status, SpecNode written, SpecNode operation)
    {
        document.Use(written);
        var (response, pointer) = document.Follow(SpecDocument.Mapping(written, "an answer"));
        status = Text.Bounded(status, 20);
        if (response is null) return new ApiResponse(status, new Dictionary<string, ApiSchema> { [AnyMedia] = new() { Outside = pointer } }, ApiSchema.Any);
        var contents = !IsOld ? Contents(response["content"])
            : response["schema"] is { } schema ? Media(operation, "produces").ToDictionary(m => m, _ => schemas.Read(schema)) : new Dictionary<string, ApiSchema>();
        var headers = new Dictionary<string, ApiSchema>();
        foreach (var (name, header) in SpecDocument.FieldsOf(response["headers"], "“headers”")) headers[name.ToLowerInvariant()] = Header(header);
        return new ApiResponse(status, contents, headers.Count == 0 ? ApiSchema.Any : new ApiSchema { Fields = headers });
    }

    private ApiSchema Header(SpecNode written)
    {
        document.Use(written);
        var (header, pointer) = document.Follow(SpecDocument.Mapping(written, "a header"));
        return header is null ? new ApiSchema { Outside = pointer } : schemas.Read(IsOld ? header : header["schema"]);
    }

    private Dictionary<string, ApiSchema> Contents(SpecNode? node)
    {
        var contents = new Dictionary<string, ApiSchema>(StringComparer.Ordinal);
        foreach (var (media, written) in SpecDocument.FieldsOf(node, "“content”"))
        {
            document.Use(written);
            contents[media] = schemas.Read(SpecDocument.FieldsOf(written, "a content").GetValueOrDefault("schema"));
        }
        return contents;
    }

    private string[] Media(SpecNode operation, string word)
    {
        string[] media = [.. SpecDocument.ItemsOf(operation[word] ?? document.Root[word], $"“{word}”").Select(m => m.Text).Distinct().Take(50)];
        return media.Length == 0 ? [AnyMedia] : media;
    }
}
