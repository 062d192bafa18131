namespace Governance.OrgSimulator.State;

/// <summary>What the state file holds: only what differs from the scenario. Version 1.</summary>
public sealed record SavedState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Scenario { get; init; }

    public required int Seed { get; init; }

    /// <summary>Number of orgs and of the scenario's own grants in each: serials mean nothing in a world of another size.</summary>
    public required string Size { get; init; }

    /// <summary>The moment from which the scenario's relative dates count.</summary>
    public required DateTimeOffset Start { get; init; }

    public required long ClockOffsetSeconds { get; init; }

    public IReadOnlyList<SavedOrg> Orgs { get; init; } = [];

    public IReadOnlyList<SavedAddon> Addons { get; init; } = [];
}

public sealed record SavedOrg
{
    public required string Name { get; init; }

    public int ApiUsed { get; init; }

    public int NextSession { get; init; }

    public int SecretsSelected { get; init; }

    /// <summary>Serials of ended grants that differ in nothing else.</summary>
    public IReadOnlyList<int> Ended { get; init; } = [];

    public IReadOnlyList<SavedGrant> Grants { get; init; } = [];

    public IReadOnlyList<SavedSession> Sessions { get; init; } = [];

    public IReadOnlyList<SavedUser> Users { get; init; } = [];

    public IReadOnlyList<SavedApp> Apps { get; init; } = [];
}

/// <summary>A changed grant, or one that the scenario did not hold (App and User are set then).</summary>
public sealed record SavedGrant(
    int Serial, string? App, int? User, long Created, long LastUsed, int UseCount, int Generation, bool Ended, bool Hidden, string? Scope);

public sealed record SavedSession(int Serial, int User, string App, int? Grant, long Created, long Modified, int SecondsValid, string SourceIp, string Scope, bool Hidden = false);

public sealed record SavedUser(int Index, bool IsActive, bool IsFrozen, long LastLogin, bool OnlyLooksFrozen = false);

/// <summary>A client app whose policy or pre-authorizations were changed.</summary>
public sealed record SavedApp(int Index, IReadOnlyList<string> Profiles, IReadOnlyList<string> PermissionSets, bool Enabled, World.AppPolicy Policy);

public sealed record SavedAddon(string Name, IReadOnlyList<SavedRecord> Records, IReadOnlyList<string> Publications);

public sealed record SavedRecord(string Id, string Status, long? GoneAt, bool Hidden = false);
