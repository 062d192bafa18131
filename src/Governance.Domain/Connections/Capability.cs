namespace Governance.Domain.Connections;

/// <summary>One thing a sync can read, each with its own outcome and age.</summary>
public enum Capability
{
    /// <summary>Who the org is.</summary>
    Organization,

    /// <summary>Which rights the portal's user holds.</summary>
    Rights,

    /// <summary>OAuth token rows.</summary>
    Authorizations,

    /// <summary>Client apps, by their rows.</summary>
    ClientApps,

    /// <summary>Users who own grants or hold looked-at sets, and integration users.</summary>
    Users,

    /// <summary>Permission sets, groups, assignments, activations, and what sets open.</summary>
    PermissionSets,

    /// <summary>The org's certificates, by their rows.</summary>
    Certificates,

    /// <summary>External Service registrations and their specs.</summary>
    Registrations,

    /// <summary>What only a metadata retrieve shows: app policies, certificates inside apps and inbound ones, credentials,
    /// sites, auth providers, org settings.</summary>
    Metadata,

    /// <summary>Login history of client apps, since the last read.</summary>
    Logins,

    /// <summary>The Setup Audit Trail, since the last read.</summary>
    SetupChanges,

    /// <summary>Calls of client apps by day, from event log files.</summary>
    ApiUsage,

    /// <summary>Sessions that are alive.</summary>
    Sessions,
}

/// <summary>How the last attempt at a capability ended (contracts §4).</summary>
public enum CapabilityStatus
{
    /// <summary>Read completely.</summary>
    Ok,

    /// <summary>A right is missing; the detail names it.</summary>
    NotPermitted,

    /// <summary>The org has no such object or feature.</summary>
    NotSupported,

    /// <summary>It did not work; the detail says why.</summary>
    Failed,
}

/// <summary>Last known outcome of one capability of one connection.</summary>
public sealed class CapabilityState
{
    /// <summary>Longest detail, characters.</summary>
    public const int DetailMaxLength = 400;

    /// <summary>Longest marker, characters.</summary>
    public const int MarkerMaxLength = 200;

    private CapabilityState() { }

    /// <summary>First outcome.</summary>
    public CapabilityState(ConnectionId connection, Capability capability) =>
        (ConnectionId, Capability) = (connection, capability);

    /// <summary>Key, first part.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Key, second part.</summary>
    public Capability Capability { get; private set; }

    /// <summary>How the last attempt ended.</summary>
    public CapabilityStatus Status { get; private set; }

    /// <summary>The missing right or the reason; null when ok.</summary>
    public string? Detail { get; private set; }

    /// <summary>When the last attempt ended, UTC.</summary>
    public DateTimeOffset TriedAt { get; private set; }

    /// <summary>Start of the last complete read, UTC: the age of what is shown; null when there was none.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Stands for the state of everything read last; null when the org offers no such thing.</summary>
    public string? Marker { get; private set; }

    /// <summary>Notes a complete read.</summary>
    public void Succeed(DateTimeOffset startedAt, DateTimeOffset now, string? marker = null) =>
        (Status, Detail, AsOf, TriedAt, Marker) = (CapabilityStatus.Ok, null, startedAt, now, marker);

    /// <summary>Notes an attempt that read nothing; what was known before stays, with its age.</summary>
    public void Miss(CapabilityStatus status, string detail, DateTimeOffset now) =>
        (Status, Detail, TriedAt, Marker) = (status, Text.Bounded(detail, DetailMaxLength), now, null);
}

/// <summary>One right of the portal's user in an org, as the self-test saw it.</summary>
public sealed class HeldRight
{
    private HeldRight() { }

    /// <summary>One line of the self-test.</summary>
    public HeldRight(ConnectionId connection, string right, bool? held, string neededFor, DateTimeOffset now) =>
        (ConnectionId, Right, Held, NeededFor, CheckedAt) = (connection, right, held, neededFor, now);

    /// <summary>Key, first part.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Salesforce's name of the right, as in Customize Application; key, second part.</summary>
    public string Right { get; private set; } = "";

    /// <summary>Null when the org could not tell.</summary>
    public bool? Held { get; private set; }

    /// <summary>What fails without it.</summary>
    public string NeededFor { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CheckedAt { get; private set; }
}
