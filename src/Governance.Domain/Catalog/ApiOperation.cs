namespace Governance.Domain.Catalog;

/// <summary>Whose rights an operation runs with, as far as the spec says.</summary>
/// <remarks>The third mode, <c>authorized-user</c>, is a fact of AppLink authorizations and never of an operation.
/// Source: Heroku AppLink user modes.</remarks>
public enum ApiUserMode
{
    /// <summary>The spec does not say, or says it in a way that the portal cannot read.</summary>
    Unknown,

    /// <summary>The rights of the Salesforce user who calls.</summary>
    User,

    /// <summary>Those, and one session-based permission set for the time of the call.</summary>
    UserPlus,
}

/// <summary>What kind of client app an operation names.</summary>
public enum ApiClientAppKind
{
    /// <summary>A connected app. Salesforce no longer lets new ones be made.</summary>
    ConnectedApp,

    /// <summary>An external client app.</summary>
    ExternalClientApp,
}

/// <summary>A client app that an operation names.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its API name in the org.</param>
public sealed record ApiClientApp(ApiClientAppKind Kind, string Name)
{
    /// <summary>True for kinds that Salesforce is giving up.</summary>
    public bool IsDeprecated => Kind == ApiClientAppKind.ConnectedApp;
}

/// <summary>The topic under which an agent finds an operation. All four are needed; missing ones are empty.</summary>
/// <param name="Name">Name.</param>
/// <param name="ClassificationDescription">When an agent should take it.</param>
/// <param name="Scope">What it may be used for.</param>
/// <param name="Instructions">What the agent is told.</param>
public sealed record ApiAgentTopic(string Name, string ClassificationDescription, string Scope, string Instructions);

/// <summary>One thing a caller may do: a method at a path.</summary>
public sealed record ApiOperation
{
    /// <summary>Upper case.</summary>
    public required string Method { get; init; }

    /// <summary>With its placeholders, as the author wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>The name that Salesforce makes the action's name from; null when there is none.</summary>
    public string? OperationId { get; init; }

    /// <summary>Summary, or the description when there is none; empty when there is neither.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Line in the text, from 1.</summary>
    public int Line { get; init; }

    /// <summary>The author advises against it.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>Whose rights.</summary>
    public ApiUserMode UserMode { get; init; }

    /// <summary>API name of the permission set of <see cref="ApiUserMode.UserPlus"/>; null when none is named.</summary>
    public string? PermissionSet { get; init; }

    /// <summary>Usually none or one. Both kinds at once are kept and noted.</summary>
    public IReadOnlyList<ApiClientApp> ClientApps { get; init; } = [];

    /// <summary>Published as an agent action, by itself or for the whole spec.</summary>
    public bool IsAgentAction { get; init; }

    /// <summary>Null when there is none.</summary>
    public ApiAgentTopic? Topic { get; init; }

    /// <summary>The author says that it handles personal data.</summary>
    public bool IsPii { get; init; }

    /// <summary>Children of <c>x-sfdc</c> that the portal does not know.</summary>
    public IReadOnlyList<ApiExtension> Extensions { get; init; } = [];

    /// <summary>Ways to sign in, any of which is enough, each as text (<c>oauth(read, write) + key</c>), sorted. Empty when the
    /// spec asks for none; an empty text among them means that it may be called without.</summary>
    public IReadOnlyList<string> SignIn { get; init; } = [];

    /// <summary>What is sent beside the body, the path's own included.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The body; null when there is none.</summary>
    public ApiBody? Body { get; init; }

    /// <summary>Answers.</summary>
    public IReadOnlyList<ApiResponse> Responses { get; init; } = [];

    /// <summary>As it is written for people: <c>POST /quotes</c>.</summary>
    public string Name => $"{Method} {Path}";
}

/// <summary>Something that is sent beside the body.</summary>
/// <param name="In"><c>path</c>, <c>query</c>, <c>header</c> or <c>cookie</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">A call without it is refused.</param>
/// <param name="Schema">Its shape, with the agent's and privacy hints.</param>
public sealed record ApiParameter(string In, string Name, bool IsRequired, ApiSchema Schema);

/// <summary>What is sent.</summary>
/// <param name="IsRequired">A call without it is refused.</param>
/// <param name="Contents">Shape by media type; <c>*/*</c> where the spec names none.</param>
public sealed record ApiBody(bool IsRequired, IReadOnlyDictionary<string, ApiSchema> Contents);

/// <summary>What may come back.</summary>
/// <param name="Status">Status code, <c>2XX</c> or <c>default</c>.</param>
/// <param name="Contents">Shape by media type; empty when nothing comes back.</param>
/// <param name="Headers">An object of the headers the author names.</param>
public sealed record ApiResponse(string Status, IReadOnlyDictionary<string, ApiSchema> Contents, ApiSchema Headers);
