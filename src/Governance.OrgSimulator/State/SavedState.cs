using Governance.OrgSimulator.Heroku;

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

    /// <summary>Null in a file from before the account's own records were kept.</summary>
    public SavedHeroku? Heroku { get; init; }
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

    public IReadOnlyList<SavedSet> Sets { get; init; } = [];

    public IReadOnlyList<World.PlainRow> PlainRows { get; init; } = [];

    public IReadOnlyList<World.PlainRow> DeletedRows { get; init; } = [];

    public IReadOnlyList<string> HiddenRows { get; init; } = [];

    public int NextSet { get; init; }

    public int NextPlainRow { get; init; }

    public int Refreshes { get; init; }

    public string? InstanceName { get; init; }

    public long Created { get; init; }

    public IReadOnlyList<string> DeletedLogFiles { get; init; } = [];

    public bool ConsumerSecretsInMetadata { get; init; }

    public bool ConsumerSecretsInRest { get; init; }

    /// <summary>Null while they are as the scenario says.</summary>
    public World.OrgSettings? Settings { get; init; }

    public int InboundReplacements { get; init; }
}

/// <summary>A permission set that the scenario did not hold (Serial is set then), or one whose rights were changed.</summary>
public sealed record SavedSet(int? Serial, string Name, string Label, bool SessionBased, IReadOnlyList<string> Permissions);

/// <summary>A changed grant, or one that the scenario did not hold (App and User are set then).</summary>
public sealed record SavedGrant(
    int Serial, string? App, int? User, long Created, long LastUsed, int UseCount, int Generation, bool Ended, bool Hidden, string? Scope);

public sealed record SavedSession(int Serial, int User, string App, int? Grant, long Created, long Modified, int SecondsValid, string SourceIp, string Scope, bool Hidden = false);

public sealed record SavedUser(int Index, bool IsActive, bool IsFrozen, long LastLogin, bool OnlyLooksFrozen = false, IReadOnlyList<string>? Sets = null,
    IReadOnlyDictionary<string, long>? Until = null);

/// <summary>A client app whose policy or pre-authorizations were changed.</summary>
public sealed record SavedApp(int Index, IReadOnlyList<string> Profiles, IReadOnlyList<string> PermissionSets, bool Enabled, World.AppPolicy Policy, bool IsHiddenInMenu = false);

/// <summary>What the Heroku account holds beside its add-ons.</summary>
public sealed record SavedHeroku(
    int CallsSpent, IReadOnlyList<HerokuGrant> Grants, IReadOnlyList<HerokuWebhook> Webhooks, IReadOnlyList<SavedAllowance> Allowed, IReadOnlyList<SavedEvent> Events)
{
    public IReadOnlyList<SavedHerokuApp> Apps { get; init; } = [];
}

public sealed record SavedHerokuApp(string Name, int Releases, IReadOnlyDictionary<string, string> ConfigVars);

public sealed record SavedAllowance(string Team, string Service);

public sealed record SavedEvent(string Id, string Type, string Action, string App, string About, string? Actor, DateTimeOffset At);

public sealed record SavedAddon(string Name, IReadOnlyList<SavedRecord> Records, IReadOnlyList<string> Publications)
{
    public IReadOnlyList<SavedPublication> Published { get; init; } = [];

    public IReadOnlyList<SavedTarget> Targets { get; init; } = [];
}

public sealed record SavedRecord(string Id, string Status, long? GoneAt, bool Hidden = false)
{
    /// <summary>Whose consent a record of the world's start has been given since.</summary>
    public SavedIdentity? Identity { get; init; }

    /// <summary>Null for a record of the scenario.</summary>
    public SavedNewRecord? New { get; init; }
}

public sealed record SavedIdentity(string? Org, string? Username, string? UserId, string? ErrorId, string? ErrorMessage);

public sealed record SavedNewRecord(
    bool IsConnection, string OrgType, string Name, string? Alias, string? LoginUrl, long? Created, string? CreatedBy, string? AppName, string Method);

public sealed record SavedPublication(string Id, string App, string Connection, string Name, string EsrId, long Created, string? CreatedBy, long? Modified, string? ModifiedBy)
{
    public IReadOnlyList<SavedSpec> Specs { get; init; } = [];
}

public sealed record SavedSpec(long Since, string Text);

public sealed record SavedTarget(string App, string Connection, string ApiName, string Label, string Endpoint, long Made);
