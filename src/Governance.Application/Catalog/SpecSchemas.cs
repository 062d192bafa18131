using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>Shapes. What stands behind a reference is read once, later, and under its place in the document, so a circle ends by
/// itself; the same node gives the same shape, so repeated parts cost nothing.</summary>
internal sealed class SpecSchemas(SpecDocument document)
{
    // Keywords whose change is a tighter or looser limit, or at least another one.
    private static readonly string[] LimitWords =
    [
        "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "not", "if", "then", "else", "contains", "minContains",
        "maxContains", "prefixItems", "propertyNames", "patternProperties", "dependentRequired", "dependentSchemas",
        "unevaluatedProperties", "unevaluatedItems", "contentEncoding", "contentMediaType", "$dynamicRef",
    ];

    private readonly Dictionary<SpecNode, ApiSchema> _read = [];
    private readonly Dictionary<string, ApiSchema> _named = new(StringComparer.Ordinal);
    private readonly Queue<(string Pointer, SpecNode Target)> _wanted = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Reads what was referred to, and what that refers to. Then they are complete.</summary>
    public IReadOnlyDictionary<string, ApiSchema> Complete()
    {
        while (_wanted.TryDequeue(out var wanted)) _named[wanted.Pointer] = Read(wanted.Target);
        return _named;
    }

    /// <param name="node">A schema; null: anything.</param>
    public ApiSchema Read(SpecNode? node)
    {
        if (node is null) return ApiSchema.Any;
        if (_read.TryGetValue(node, out var known)) return known;
        var schema = node switch
        {
            { Kind: SpecNodeKind.Boolean } => SpecDocument.IsTrue(node) ? ApiSchema.Any : new ApiSchema { Limits = One("not", "true") },
            { Kind: SpecNodeKind.Mapping } when node["$ref"] is { Kind: SpecNodeKind.Text } => Referred(node),
            { Kind: SpecNodeKind.Mapping } => InPlace(node),
            _ => throw new SpecFaultException(node.Line, "a schema has to be a mapping of keys to values"),
        };
        return _read[node] = schema;
    }

    /// <summary>The shape with what an extension beside it says.</summary>
    public ApiSchema WithHints(ApiSchema schema, SpecNode holder)
    {
        if (!holder.Fields.Keys.Any(SpecExtensions.Begins)) return schema;
        var extensions = new SpecExtensions(document, holder);
        return new ApiSchema
        {
            All = [schema],
            IsPii = extensions.Flag(SpecExtensions.Pii) ?? false,
            IsUserInput = extensions.Flag(SpecExtensions.UserInput) ?? false,
            IsDisplayable = extensions.Flag(SpecExtensions.Displayable) ?? false,
            Extensions = extensions.Unknown,
        };
    }

    private ApiSchema Referred(SpecNode node)
    {
        var (target, pointer) = document.Follow(node);
        if (target is not null && _asked.Add(pointer!)) _wanted.Enqueue((pointer!, target));
        var reference = target is null ? new ApiSchema { Outside = pointer } : new ApiSchema { Reference = pointer };
        // Up to 3.0 what stands beside a reference is ignored; extensions are Salesforce's, which may not ignore them.
        var beside = document.Format == ApiSpecFormat.OpenApi31 && node.Fields.Keys.Any(k => k is not ("$ref" or "summary" or "description") && !SpecExtensions.Begins(k));
        return beside ? new ApiSchema { All = [reference, InPlace(node)] } : WithHints(reference, node);
    }

    private ApiSchema InPlace(SpecNode node)
    {
        var other = node["additionalProperties"];
        var hints = WithHints(ApiSchema.Any, node);
        return hints with
        {
            Types = Types(node),
            Values = Values(node),
            Fields = SpecDocument.FieldsOf(node["properties"], "“properties”").ToDictionary(f => f.Key, f => Read(f.Value), StringComparer.Ordinal),
            // In 2.0 a parameter is its own schema, and required means something else there.
            Required = node["required"] is { Kind: SpecNodeKind.Sequence } required ? required.Items.Select(i => i.Text).ToHashSet(StringComparer.Ordinal) : new HashSet<string>(),
            Items = node["items"] is { Kind: not SpecNodeKind.Null } items ? Read(items) : null,
            OtherFields = other is { Kind: SpecNodeKind.Mapping, Fields.Count: > 0 } ? Read(other) : null,
            IsClosed = other is { Kind: SpecNodeKind.Boolean, Text: "false" },
            All = [.. SpecDocument.ItemsOf(node["allOf"], "“allOf”").Select(Read)],
            Variants = [.. SpecDocument.ItemsOf(node["oneOf"], "“oneOf”").Concat(SpecDocument.ItemsOf(node["anyOf"], "“anyOf”")).Select(Read)],
            Limits = Limits(node),
            IsReadOnly = SpecDocument.IsTrue(node["readOnly"]),
            IsWriteOnly = SpecDocument.IsTrue(node["writeOnly"]),
        };
    }

    private static string[] Types(SpecNode node)
    {
        var types = node["type"] switch
        {
            null or { Kind: SpecNodeKind.Null } => node["properties"] is not null ? ["object"] : node["items"] is not null ? ["array"] : new SortedSet<string>(StringComparer.Ordinal),
            { Kind: SpecNodeKind.Sequence } list => new SortedSet<string>(list.Items.Select(i => i.Text), StringComparer.Ordinal),
            { Text: "file" } => ["string"],
            var one => [one.Text],
        };
        if (types.Count > 0 && (SpecDocument.IsTrue(node["nullable"]) || SpecDocument.IsTrue(node["x-nullable"]))) types.Add("null");
        return [.. types];
    }

    private static string[] Values(SpecNode node) => node["const"] is { } only ? [only.ToJson()]
        : [.. SpecDocument.ItemsOf(node["enum"], "“enum”").Select(v => v.ToJson()).Distinct().Order(StringComparer.Ordinal)];

    private static SortedDictionary<string, string> Limits(SpecNode node)
    {
        var limits = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in LimitWords)
        {
            if (node[word] is { Kind: not SpecNodeKind.Null } limit) limits[word] = Short(limit);
        }
        if (node["type"] is { Text: "file" }) limits["format"] = "binary";
        if (limits.GetValueOrDefault("uniqueItems") == "false") limits.Remove("uniqueItems");
        Exclusive(limits, "exclusiveMinimum", "minimum");
        Exclusive(limits, "exclusiveMaximum", "maximum");
        return limits;
    }

    /// <summary>Up to 3.0 a switch beside the limit, from 3.1 the limit itself.</summary>
    private static void Exclusive(SortedDictionary<string, string> limits, string word, string limit)
    {
        if (limits.GetValueOrDefault(word) is not ("true" or "false")) return;
        if (limits[word] == "true" && limits.Remove(limit, out var value)) limits[word] = value;
        else limits.Remove(word);
    }

    private static string Short(SpecNode node)
    {
        if (node.Kind is not (SpecNodeKind.Mapping or SpecNodeKind.Sequence) && node.Text.Length <= 200) return node.Text;
        var text = node.ToJson();
        return text.Length <= 200 ? text : "SHA-256 " + Text.Sha256(text);
    }

    private static Dictionary<string, string> One(string key, string value) => new() { [key] = value };
}
