namespace Governance.Domain.Catalog;

/// <summary>A shape of data, kept as far as a comparison needs it: no descriptions, examples or default values.</summary>
/// <remarks>A shape may refer to itself by way of <see cref="Reference"/>, so following references needs a memory of what was seen.
/// Source: OpenAPI 2.0 and 3.0 schema object, JSON Schema 2020-12 (OpenAPI 3.1).</remarks>
public sealed record ApiSchema
{
    /// <summary>Anything at all.</summary>
    public static readonly ApiSchema Any = new();

    /// <summary>Key in <see cref="ApiSpec.Schemas"/>; null for a shape in place. With one, nothing else is set.</summary>
    public string? Reference { get; init; }

    /// <summary>A reference that leads out of the document, or nowhere, as text; it is not followed. Null when there is none.</summary>
    public string? Outside { get; init; }

    /// <summary>Sorted; <c>null</c> among them when there may be none. Empty: any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Sorted JSON texts of the only values allowed; empty: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Fields of an object.</summary>
    public IReadOnlyDictionary<string, ApiSchema> Fields { get; init; } = new Dictionary<string, ApiSchema>();

    /// <summary>Fields that must be there; they need not be among <see cref="Fields"/>.</summary>
    public IReadOnlySet<string> Required { get; init; } = new HashSet<string>();

    /// <summary>Shape of an array's items; null: any.</summary>
    public ApiSchema? Items { get; init; }

    /// <summary>Shape of fields that are not named; null: any.</summary>
    public ApiSchema? OtherFields { get; init; }

    /// <summary>No field beside the named ones is allowed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Shapes of which all hold.</summary>
    public IReadOnlyList<ApiSchema> All { get; init; } = [];

    /// <summary>Shapes of which one or more hold (<c>oneOf</c>, <c>anyOf</c>).</summary>
    public IReadOnlyList<ApiSchema> Variants { get; init; } = [];

    /// <summary>Limits by keyword (<c>maxLength</c>, <c>pattern</c>, <c>format</c>, …) as text.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();

    /// <summary>Comes back, and is never sent.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Is sent, and never comes back.</summary>
    public bool IsWriteOnly { get; init; }

    /// <summary>The author says that it is personal data.</summary>
    public bool IsPii { get; init; }

    /// <summary>An agent takes the value from the person it speaks with.</summary>
    public bool IsUserInput { get; init; }

    /// <summary>An agent shows the value to the person it speaks with.</summary>
    public bool IsDisplayable { get; init; }

    /// <summary>Children of <c>x-sfdc</c> that the portal does not know.</summary>
    public IReadOnlyList<ApiExtension> Extensions { get; init; } = [];
}
