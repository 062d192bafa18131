using System.Text.Json.Serialization;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>A scenario file; database/seed/schema/scenario.schema.json describes every member.</summary>
public sealed record Scenario
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public int Version { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public IReadOnlyList<ScenarioPerson> People { get; init; } = [];

    public IReadOnlyList<ScenarioProfile> Profiles { get; init; } = [];

    public IReadOnlyList<ScenarioPermissionSet> PermissionSets { get; init; } = [];

    public IReadOnlyList<ScenarioOrg> Orgs { get; init; } = [];

    public IReadOnlyList<ScenarioUser> Users { get; init; } = [];

    public ScenarioStaff? Staff { get; init; }

    public IReadOnlyList<ScenarioApp> Apps { get; init; } = [];

    public IReadOnlyList<ScenarioTokens> Tokens { get; init; } = [];

    public IReadOnlyList<ScenarioCertificate> Certificates { get; init; } = [];

    public IReadOnlyList<ScenarioNamedCredential> NamedCredentials { get; init; } = [];

    public IReadOnlyList<ScenarioExternalCredential> ExternalCredentials { get; init; } = [];

    public IReadOnlyList<ScenarioAudit> AuditTrail { get; init; } = [];

    public IReadOnlyList<ScenarioTimeline> Timelines { get; init; } = [];

    public IReadOnlyList<ScenarioExternalService> ExternalServices { get; init; } = [];

    public ScenarioHeroku Heroku { get; init; } = new();

    public ScenarioGenerator? Generate { get; init; }
}

/// <summary>Somebody who signs in to the portal.</summary>
public sealed record ScenarioPerson(string Name, string Email, string Subject, IReadOnlyList<string> Groups);

public sealed record ScenarioProfile(string Name, string UserLicense, IReadOnlyList<string> Permissions, IReadOnlyList<World.IpRange>? LoginIpRanges = null);

public sealed record ScenarioPermissionSet(
    string Name, string Label, IReadOnlyList<string> Permissions, bool SessionBased = false)
{
    /// <summary>So many ordinary users of each org hold it.</summary>
    public int Staff { get; init; }

    /// <summary>Objects that it lets its holders read and edit.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];
}

public sealed record ScenarioOrg
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Instance { get; init; }

    public required string UserDomain { get; init; }

    public bool Sandbox { get; init; }

    public string Company { get; init; } = "";

    public string Created { get; init; } = "-1000d";

    public int SessionMinutes { get; init; } = 120;

    public int ApiLimit { get; init; } = 150_000;

    public bool ShowsTokenIds { get; init; }

    public bool ChangesDeleteTokens { get; init; }

    public int StaffCount { get; init; }

    public bool EventMonitoring { get; init; }

    public World.OrgSettings Settings { get; init; } = new();

    /// <summary>ExternalClientAppSettings.enableConsumerSecretApiAccess and its REST twin.</summary>
    public bool ConsumerSecretsInMetadata { get; init; }

    public bool ConsumerSecretsInRest { get; init; }
}

public sealed record ScenarioUser
{
    /// <summary>What stands before the org's user domain, or a whole user name when it holds an @.</summary>
    public required string Alias { get; init; }

    public required string Name { get; init; }

    public required string Profile { get; init; }

    public IReadOnlyList<string> PermissionSets { get; init; } = [];

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    public bool Active { get; init; } = true;

    public bool Frozen { get; init; }

    public string Type { get; init; } = "Standard";

    public string Created { get; init; } = "-800d";

    public string? LastLogin { get; init; }
}

/// <summary>Name parts from which ordinary users of every org are put together.</summary>
public sealed record ScenarioStaff(string Profile, IReadOnlyList<string> GivenNames, IReadOnlyList<string> FamilyNames);

public sealed record ScenarioApp
{
    public required string Name { get; init; }

    /// <summary><c>connectedApp</c> or <c>externalClientApp</c>.</summary>
    public required string Kind { get; init; }

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    public string? Vendor { get; init; }

    public string? Description { get; init; }

    public string? ContactEmail { get; init; }

    /// <summary>A packaged app has the same consumer key in every org.</summary>
    public bool Packaged { get; init; }

    public bool Installed { get; init; } = true;

    public bool Enabled { get; init; } = true;

    public string? ConsumerKey { get; init; }

    public string Created { get; init; } = "-600d";

    public IReadOnlyList<string> Profiles { get; init; } = [];

    public IReadOnlyList<string> PermissionSets { get; init; } = [];

    /// <summary>When the certificate inside the app ends; null for an app without one.</summary>
    public string? CertificateEnds { get; init; }

    public World.AppPolicy Policy { get; init; } = new();
}

/// <summary>A batch of authorizations of one app.</summary>
public sealed record ScenarioTokens
{
    public required string App { get; init; }

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>So many ordinary users besides the named ones.</summary>
    public int Staff { get; init; }

    public int PerUser { get; init; } = 1;

    public required string Created { get; init; }

    /// <summary>Creation moments lie between created and created + spread.</summary>
    public string Spread { get; init; } = "0d";

    /// <summary>Null: never used.</summary>
    public string? LastUsed { get; init; }

    public string LastUsedSpread { get; init; } = "0d";

    public int Uses { get; init; } = 1;

    /// <summary>So many neighbouring rows share one creation moment.</summary>
    public int Ties { get; init; } = 1;
}

public sealed record ScenarioCertificate
{
    public required string Name { get; init; }

    public required string Expires { get; init; }

    public IReadOnlyList<string> Orgs { get; init; } = ["*"];

    public string? Label { get; init; }

    public int KeySize { get; init; } = 4096;

    public bool CaSigned { get; init; }

    public bool Exportable { get; init; }

    /// <summary>Purpose in words of the rule catalogue: jwt, mtls, sso, named-credential, client-app, unused.</summary>
    public string? UsedFor { get; init; }

    /// <summary>The certificate itself; null for one that is made up when it is retrieved.</summary>
    public string? Pem { get; init; }
}

public sealed record ScenarioAudit(string Org, string At, string Action, string Section, string Display, string? User = null);

public sealed record ScenarioGenerator(int Orgs, int Tokens, double HotAppShare);
