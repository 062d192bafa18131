namespace Governance.Domain.Catalog;

/// <summary>A shape with everything it is made of put together: references followed, <c>allOf</c> merged.</summary>
internal sealed class SchemaShape
{
    /// <summary>Most parts of one shape; no honest spec comes near.</summary>
    private const int MaxParts = 1000;

    private readonly Dictionary<string, ApiSchema> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _limits = new(StringComparer.Ordinal);
    private readonly List<ApiExtension> _extensions = [];
    private bool _isNullable;

    private SchemaShape()
    {
    }

    /// <summary>Empty: any.</summary>
    public IReadOnlySet<string> Types { get; private set; } = new HashSet<string>();

    /// <summary>Null: any.</summary>
    public IReadOnlySet<string>? Values { get; private set; }

    public IReadOnlyDictionary<string, ApiSchema> Fields => _fields;

    public IReadOnlySet<string> Required => _required;

    public IReadOnlyDictionary<string, string> Limits => _limits;

    public IReadOnlyList<ApiSchema> Variants { get; private set; } = [];

    public ApiSchema? Items { get; private set; }

    public ApiSchema? OtherFields { get; private set; }

    public bool IsClosed { get; private set; }

    public bool IsReadOnly { get; private set; }

    public bool IsWriteOnly { get; private set; }

    public bool IsPii { get; private set; }

    public bool IsUserInput { get; private set; }

    public bool IsDisplayable { get; private set; }

    public IReadOnlyList<ApiExtension> Extensions => _extensions;

    /// <summary>Why there is nothing to compare, a reference that leads out of the document or that it is too large; null when there is.</summary>
    public string? Unknown { get; private set; }

    public bool IsTooLarge { get; private set; }

    public static SchemaShape Of(ApiSchema schema, IReadOnlyDictionary<string, ApiSchema> named)
    {
        var shape = new SchemaShape();
        var parts = new Stack<ApiSchema>([schema]);
        var seen = new HashSet<ApiSchema>(ReferenceEqualityComparer.Instance);
        while (parts.TryPop(out var part))
        {
            if (!seen.Add(part)) continue;
            if (seen.Count > MaxParts)
            {
                (shape.IsTooLarge, shape.Unknown) = (true, $"it is put together from more than {MaxParts:N0} parts");
                break;
            }
            if (part.Reference is { } reference) parts.Push(named.GetValueOrDefault(reference, ApiSchema.Any));
            else shape.Add(part, parts);
        }
        if (shape._isNullable && shape.Types.Count > 0) shape.Types = shape.Types.Append("null").ToHashSet();
        // Every integer is a number.
        if (shape.Types.Contains("number")) shape.Types = shape.Types.Append("integer").ToHashSet();
        return shape;
    }

    private void Add(ApiSchema part, Stack<ApiSchema> parts)
    {
        if (part.Outside is not null) Unknown ??= part.Outside;
        if (part.Types.Count > 0) Types = Types.Count == 0 || !Types.Overlaps(part.Types) ? part.Types.ToHashSet() : part.Types.Where(Types.Contains).ToHashSet();
        if (part.Values.Count > 0) Values = (Values is null ? part.Values : part.Values.Where(Values.Contains)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, field) in part.Fields) _fields[name] = _fields.TryGetValue(name, out var other) && !ReferenceEquals(field, other) ? new ApiSchema { All = [other, field] } : field;
        _required.UnionWith(part.Required);
        foreach (var (word, limit) in part.Limits) _limits[word] = _limits.TryGetValue(word, out var other) && other != limit ? string.Join(" & ", new[] { other, limit }.Order(StringComparer.Ordinal)) : limit;
        _extensions.AddRange(part.Extensions);
        Items ??= part.Items;
        OtherFields ??= part.OtherFields;
        IsClosed |= part.IsClosed;
        IsReadOnly |= part.IsReadOnly;
        IsWriteOnly |= part.IsWriteOnly;
        IsPii |= part.IsPii;
        IsUserInput |= part.IsUserInput;
        IsDisplayable |= part.IsDisplayable;
        foreach (var inner in part.All.Reverse()) parts.Push(inner);
        AddVariants(part, parts);
    }

    /// <summary>One variant is no choice; and "this or null" is 3.1's way to say that there may be none.</summary>
    private void AddVariants(ApiSchema part, Stack<ApiSchema> parts)
    {
        ApiSchema[] variants = [.. part.Variants.Where(v => v.Types is not ["null"])];
        _isNullable |= variants.Length < part.Variants.Count;
        if (variants.Length == 1) parts.Push(variants[0]);
        else if (variants.Length > 1) Variants = [.. Variants, .. variants];
    }
}
