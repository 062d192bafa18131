namespace Governance.Domain.Catalog;

/// <summary>Which edition of the description format a spec is written in.</summary>
public enum ApiSpecFormat
{
    /// <summary>Swagger 2.0.</summary>
    OpenApi20,

    /// <summary>OpenAPI 3.0.x.</summary>
    OpenApi30,

    /// <summary>OpenAPI 3.1.x.</summary>
    OpenApi31,
}

/// <summary>What a reviewer wants to know of the text that describes a published API. Read once from one text, never changed;
/// nothing in it was fetched from anywhere. Texts are as the author wrote them: hostile until they are shown as text.</summary>
/// <remarks>Lists are compared by <see cref="SpecDiff"/>, not by the equality of records.</remarks>
public sealed record ApiSpec
{
    /// <summary>Most operations a spec may have.</summary>
    public const int MaxOperations = 3000;

    /// <summary>Longest name (title, path, operation id, permission set, client app).</summary>
    public const int NameMaxLength = 400;

    /// <summary>Longest text (summary, instructions of a topic, an unknown extension).</summary>
    public const int TextMaxLength = 4000;

    /// <summary>As the author wrote it; empty when there is none.</summary>
    public required string Title { get; init; }

    /// <summary>The author's version of the API, not of the format; empty when there is none.</summary>
    public required string Version { get; init; }

    /// <summary>The edition it is written in.</summary>
    public required ApiSpecFormat Format { get; init; }

    /// <summary>Addresses as text, in the author's order. They are never called.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>What callers may call, in the author's order.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; init; } = [];

    /// <summary>Calls that the API makes to others: callbacks and webhooks. They are no operations.
    /// <see cref="ApiOperation.Path"/> says whose they are.</summary>
    public IReadOnlyList<ApiOperation> Callbacks { get; init; } = [];

    /// <summary>How many of <see cref="Callbacks"/> are webhooks.</summary>
    public int WebhookCount { get; init; }

    /// <summary>Shapes that operations refer to, by their place in the document (<c>#/components/schemas/Quote</c>).
    /// A shape nobody refers to is not here.</summary>
    public IReadOnlyDictionary<string, ApiSchema> Schemas { get; init; } = new Dictionary<string, ApiSchema>();

    /// <summary>SHA-256 (lower-case hex) over <see cref="Schemas"/>, without descriptions, examples and order: two specs with the
    /// same digest have the same shapes. Different digests say nothing about how grave the difference is.</summary>
    public string SchemasDigest { get; init; } = "";

    /// <summary>True when the text has an <c>x-sfdc</c> extension anywhere. Without one nothing is said about the user mode.</summary>
    public bool HasExtension { get; init; }

    /// <summary>Extensions outside operations (at <c>info</c>, at the top, at a path) that the portal does not know.</summary>
    public IReadOnlyList<ApiExtension> Extensions { get; init; } = [];

    /// <summary>What the reader noticed, in the order of reading; at most <see cref="SpecNote.Max"/>.</summary>
    public IReadOnlyList<SpecNote> Notes { get; init; } = [];
}

/// <summary>Something a reviewer should know that did not stop the reading.</summary>
/// <param name="Code">Stable, lower case (<c>outside-ref</c>).</param>
/// <param name="Text">A whole sentence.</param>
/// <param name="Line">Line in the text, from 1.</param>
public sealed record SpecNote(string Code, string Text, int Line)
{
    /// <summary>Most notes of one spec; the last one says how many more there are.</summary>
    public const int Max = 200;
}

/// <summary>A child of <c>x-sfdc</c> that the portal does not know.</summary>
/// <param name="Path">Below <c>x-sfdc</c>, joined with slashes.</param>
/// <param name="Text">The value as JSON text. Beyond <see cref="ApiSpec.TextMaxLength"/> it ends in length and SHA-256.</param>
public sealed record ApiExtension(string Path, string Text);
