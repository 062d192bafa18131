using Governance.Domain;
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
}

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
}
