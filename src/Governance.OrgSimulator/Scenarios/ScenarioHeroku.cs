namespace Governance.OrgSimulator.Scenarios;

/// <summary>The Heroku side of a scenario.</summary>
public sealed record ScenarioHeroku
{
    public string Email { get; init; } = "platform@northgale.example";

    public IReadOnlyList<ScenarioHerokuApp> Apps { get; init; } = [];

    public IReadOnlyList<ScenarioAddon> Addons { get; init; } = [];

    public IReadOnlyList<ScenarioTeam> Teams { get; init; } = [];

    /// <summary>Name of the enterprise account; empty for an account without one, which has no audit trail either.</summary>
    public string Enterprise { get; init; } = "";
}

/// <summary>A Heroku team.</summary>
public sealed record ScenarioTeam(string Name, IReadOnlyList<ScenarioTeamMember>? Members = null);

public sealed record ScenarioTeamMember(string Email, string Role = "member", bool TwoFactor = true, bool Federated = false);

/// <summary>A Heroku app: what an AppLink estate shows beside its add-ons.</summary>
public sealed record ScenarioHerokuApp(string Name, string? Region = null, string? Team = null)
{
    /// <summary>Set by hand, beside those of the attachments.</summary>
    public IReadOnlyDictionary<string, string> ConfigVars { get; init; } = new Dictionary<string, string>();

    /// <summary>In the order of their run.</summary>
    public IReadOnlyList<string> Buildpacks { get; init; } = [];

    /// <summary>Stage in its pipeline; null for an app in none.</summary>
    public string? Stage { get; init; }

    /// <summary>E-mail addresses beside the owner's.</summary>
    public IReadOnlyList<string> Collaborators { get; init; } = [];
}

public sealed record ScenarioAddon
{
    public required string Name { get; init; }

    public required string App { get; init; }

    public IReadOnlyList<ScenarioAttachment> Attachments { get; init; } = [];

    public IReadOnlyList<ScenarioAppLinkRecord> Connections { get; init; } = [];

    public IReadOnlyList<ScenarioAppLinkRecord> Authorizations { get; init; } = [];

    public IReadOnlyList<ScenarioPublication> Publications { get; init; } = [];

    public IReadOnlyList<ScenarioDataActionTarget> DataActionTargets { get; init; } = [];

    /// <summary>The add-on speaks the status words from before June 2025 (AppLink reference §2.2).</summary>
    public bool OldStatusWords { get; init; }
}

/// <param name="ApiUrl">What the app's config var says in place of the add-on's own address; null for that.</param>
public sealed record ScenarioAttachment(string App, string Name, string? ApiUrl = null);

/// <summary>An AppLink connection or authorization.</summary>
public sealed record ScenarioAppLinkRecord
{
    public required string Name { get; init; }

    public required string Org { get; init; }

    public required string Username { get; init; }

    public string? Status { get; init; }

    /// <summary>The user name that AppLink shows; null for the user's own.</summary>
    public string? KnownAs { get; init; }

    /// <summary>Of a Data Cloud org: it takes data action targets, not publications.</summary>
    public bool IsDataCloud { get; init; }

    /// <summary>The kind of org in the spelling that is shown; null for the usual one. DatacloudOrg occurs as well.</summary>
    public string? OrgType { get; init; }

    /// <summary>Null for a record whose dates the API does not tell.</summary>
    public string? Created { get; init; } = "-90d";

    /// <summary>Empty for a record whose maker the API does not tell.</summary>
    public string? CreatedBy { get; init; }

    public string? App { get; init; }

    /// <summary>Another name under which SDKs find an authorization.</summary>
    public string? Alias { get; init; }

    /// <summary>JWT or OAuth; shown for authorizations only.</summary>
    public string ConnectionMethod { get; init; } = "OAuth";

    public ScenarioAppLinkError? Error { get; init; }
}

/// <summary>Why a connection or authorization last failed.</summary>
public sealed record ScenarioAppLinkError(string Id, string Message);

public sealed record ScenarioPublication(string Connection, string App, string Name, string Created = "-60d")
{
    /// <summary>Lines of the spec that the org holds; none for one without operations.</summary>
    public IReadOnlyList<string> Spec { get; init; } = [];

    /// <summary>What it is republished with while the world runs; null when it never is.</summary>
    public ScenarioSpecChange? Republished { get; init; }

    /// <summary>False where somebody deleted the registration in the org.</summary>
    public bool IsRegistered { get; init; } = true;
}

/// <summary>A spec that takes the place of the former.</summary>
public sealed record ScenarioSpecChange(string At, IReadOnlyList<string> Spec);

/// <summary>An External Service registration that no add-on publishes.</summary>
/// <param name="Provider">RegistrationProviderType; Heroku for one whose publication is gone.</param>
public sealed record ScenarioExternalService(string Org, string Name, string Provider = "Custom", string Created = "-200d")
{
    /// <summary>Lines of its spec; none for one without operations.</summary>
    public IReadOnlyList<string> Spec { get; init; } = [];
}

/// <summary>Where Data Cloud sends what happens; ends with its connection.</summary>
public sealed record ScenarioDataActionTarget(
    string Connection, string App, string ApiName, string Label, string Endpoint = "/data-cloud", string Status = "created");
