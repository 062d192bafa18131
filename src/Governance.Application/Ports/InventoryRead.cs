using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Application.Ports;

/// <summary>What one capability gave in one read.</summary>
/// <param name="Capability">Which.</param>
/// <param name="StartedAt">Before its first call, UTC.</param>
/// <param name="Items">What was read; empty when <paramref name="Problem"/> says why nothing was.</param>
/// <param name="Troubles">Parts that could not be read, each in words; then nothing vanishes and the capability counts as
/// failed, while what was read is taken over.</param>
/// <param name="Marker">Stands for the state of everything read; when the next read finds the same, nothing needs reading.
/// Null when the org offers none.</param>
/// <param name="IsUnchanged">The marker was the one given: nothing was read, and all is as it was.</param>
/// <param name="Problem">Why nothing was read; RemoteRefused with org.right-missing, org.not-supported and so on. What was
/// known before stays.</param>
public sealed record CapabilityRead(
    Capability Capability, DateTimeOffset StartedAt, IReadOnlyList<ItemRead> Items, IReadOnlyList<string> Troubles,
    string? Marker = null, bool IsUnchanged = false, Problem? Problem = null)
{
    /// <summary>Absence from the read means absence from the org.</summary>
    public bool IsComplete => Problem is null && !IsUnchanged && Troubles.Count == 0;

    /// <summary>Texts of the specs that were read anew; a registration that is not among them has the spec it had.</summary>
    public IReadOnlyList<SpecRead> Specs { get; init; } = [];

    /// <summary>Logins read.</summary>
    public IReadOnlyList<LoginSeen> Logins { get; init; } = [];

    /// <summary>Lines of the Setup Audit Trail read.</summary>
    public IReadOnlyList<SetupLine> SetupChanges { get; init; } = [];

    /// <summary>Calls read; for each day in it, all of that day.</summary>
    public IReadOnlyList<CallsSeen> Calls { get; init; } = [];

    /// <summary>Scopes that these calls showed in use, each app and scope once.</summary>
    public IReadOnlyList<ScopeSeen> ScopeUses { get; init; } = [];

    /// <summary>Objects that these calls touched, each user and object once.</summary>
    public IReadOnlyList<ObjectSeen> ObjectUses { get; init; } = [];

    /// <summary>Sessions alive; all of them when the read is complete.</summary>
    public IReadOnlyList<SessionSeen> Sessions { get; init; } = [];
}

/// <summary>The spec of one External Service registration, as the org holds it.</summary>
/// <param name="RegistrationKey">Key of the registration's item.</param>
/// <param name="Text">At most <see cref="MaxLength"/> characters; a longer one is not handed on.</param>
public sealed record SpecRead(string RegistrationKey, string Text)
{
    /// <summary>Longest spec taken, characters.</summary>
    public const int MaxLength = SpecVersion.TextMaxLength;

    /// <summary>Length only: the text is the org's.</summary>
    public override string ToString() => $"spec of {RegistrationKey}, {Text.Length} characters";
}

/// <summary>Calls of an org in its last 24 hours.</summary>
/// <param name="Used">By everybody.</param>
/// <param name="Limit">DailyApiRequests.</param>
public sealed record ApiUsage(long Used, long Limit);

/// <summary>A capability to read.</summary>
/// <param name="Capability">Which.</param>
/// <param name="Marker">Of the last complete read; null to read in any case.</param>
public sealed record CapabilityDue(Capability Capability, string? Marker);

/// <summary>What to read of an org's inventory, and what is known already.</summary>
/// <param name="Due">Capabilities to read; those without an inventory are left aside.</param>
/// <param name="Owners">Users who own grants, ids.</param>
/// <param name="Holders">Users known to hold looked-at permission sets, ids; used when the sets themselves are not read.</param>
/// <param name="Registrations">Registrations known and present: the rest of one that did not move is not asked for.</param>
/// <param name="NotHeld">Rights that the self-test found missing, in Salesforce's words.</param>
public sealed record InventoryAsk(
    IReadOnlyList<CapabilityDue> Due, IReadOnlyCollection<string> Owners, IReadOnlyCollection<string> Holders,
    IReadOnlyCollection<RegistrationFacts> Registrations, IReadOnlyCollection<string> NotHeld)
{
    /// <summary>Event data from when on.</summary>
    public EventsSince Since { get; init; } = new(null, null, null);
}

/// <summary>From when on event data is to be read; null for a first read.</summary>
/// <param name="Login">Latest login known, UTC.</param>
/// <param name="SetupChange">Latest change in Setup known, UTC.</param>
/// <param name="Day">Latest day whose calls are known.</param>
public sealed record EventsSince(DateTimeOffset? Login, DateTimeOffset? SetupChange, DateOnly? Day);

/// <summary>A read of an org's inventory.</summary>
/// <param name="Reads">One for each capability that was due, in the order of <see cref="Capability"/>.</param>
/// <param name="Calls">Calls made for all of them.</param>
/// <param name="Usage">As the org's last answer said; null when it did not.</param>
public sealed record InventoryRead(IReadOnlyList<CapabilityRead> Reads, int Calls, ApiUsage? Usage);

/// <summary>Which item kinds belong to which capability: each kind to one.</summary>
public static class CapabilityKinds
{
    /// <summary>The kinds that a read of this capability covers; none for those that have tables of their own.</summary>
    public static IReadOnlyList<ItemKind> Of(Capability capability) => capability switch
    {
        Capability.ClientApps => [ItemKind.ClientApp],
        Capability.Users => [ItemKind.User],
        Capability.PermissionSets => [ItemKind.PermissionSet, ItemKind.PermissionSetGroup, ItemKind.Assignment, ItemKind.Access, ItemKind.Activation],
        Capability.Certificates => [ItemKind.Certificate],
        Capability.Registrations => [ItemKind.Registration],
        Capability.Metadata =>
        [
            ItemKind.AppPolicy, ItemKind.AppCertificate, ItemKind.NamedCredential, ItemKind.ExternalCredential, ItemKind.OutboundSite, ItemKind.AuthProvider, ItemKind.OrgSettings,
        ],
        _ => [],
    };

    /// <summary>True for what happens in an org: it has tables of its own, and is read as the items are.</summary>
    public static bool IsEvents(Capability capability) =>
        capability is Capability.Logins or Capability.SetupChanges or Capability.ApiUsage or Capability.Sessions;
}
