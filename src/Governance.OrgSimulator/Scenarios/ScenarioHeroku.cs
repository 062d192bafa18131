namespace Governance.OrgSimulator.Scenarios;

/// <summary>The Heroku side of a scenario.</summary>
public sealed record ScenarioHeroku
{
    public string Email { get; init; } = "platform@northgale.example";

    public IReadOnlyList<ScenarioHerokuApp> Apps { get; init; } = [];

    public IReadOnlyList<ScenarioAddon> Addons { get; init; } = [];
}

public sealed record ScenarioHerokuApp(string Name, string? Region = null);

public sealed record ScenarioAddon
{
    public required string Name { get; init; }

    public required string App { get; init; }

    public IReadOnlyList<ScenarioAttachment> Attachments { get; init; } = [];

    public IReadOnlyList<ScenarioAppLinkRecord> Connections { get; init; } = [];

    public IReadOnlyList<ScenarioAppLinkRecord> Authorizations { get; init; } = [];

    public IReadOnlyList<ScenarioPublication> Publications { get; init; } = [];

    public IReadOnlyList<ScenarioDataActionTarget> DataActionTargets { get; init; } = [];
}

public sealed record ScenarioAttachment(string App, string Name);

/// <summary>An AppLink connection or authorization.</summary>
public sealed record ScenarioAppLinkRecord
{
    public required string Name { get; init; }

    public required string Org { get; init; }

    public required string Username { get; init; }

    public string? Status { get; init; }

    /// <summary>Of a Data Cloud org: it takes data action targets, not publications.</summary>
    public bool IsDataCloud { get; init; }

    public string Created { get; init; } = "-90d";

    public string? CreatedBy { get; init; }

    public string? App { get; init; }
}

public sealed record ScenarioPublication(string Connection, string App, string Name, string Created = "-60d");

/// <summary>Where Data Cloud sends what happens; ends with its connection.</summary>
public sealed record ScenarioDataActionTarget(
    string Connection, string App, string ApiName, string Label, string Endpoint = "/data-cloud", string Status = "created");
