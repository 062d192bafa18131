namespace Governance.OrgSimulator.Scenarios;

/// <summary>A named credential beside those that certificates bring along.</summary>
public sealed record ScenarioNamedCredential
{
    public required string Name { get; init; }

    public required string Url { get; init; }

    public string? Label { get; init; }

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    /// <summary>Of a legacy one: NoAuthentication, Password, Oauth, Jwt and so on.</summary>
    public string Protocol { get; init; } = "NoAuthentication";

    public string? Certificate { get; init; }

    public string? SigningCertificate { get; init; }

    /// <summary>Null for a legacy one.</summary>
    public string? ExternalCredential { get; init; }
}

/// <summary>An external credential beside the one that every org has.</summary>
public sealed record ScenarioExternalCredential
{
    public required string Name { get; init; }

    public string? Label { get; init; }

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    public IReadOnlyList<ScenarioPrincipal> Principals { get; init; } = [];
}

/// <summary>A named principal, and who may use it.</summary>
public sealed record ScenarioPrincipal(string Name)
{
    public IReadOnlyList<string> PermissionSets { get; init; } = [];

    public IReadOnlyList<string> Profiles { get; init; } = [];
}
