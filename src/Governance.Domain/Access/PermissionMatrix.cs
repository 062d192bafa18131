using static Governance.Domain.Access.Permission;
using static Governance.Domain.Access.Role;

namespace Governance.Domain.Access;

/// <summary>Who holds which permission (contracts §1, to the letter).</summary>
public static class PermissionMatrix
{
    private static readonly Dictionary<Permission, Role[]> Holders = new()
    {
        [ViewInventory] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [ViewFindings] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [ViewRequests] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [ViewIncidents] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [Search] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [ExportLists] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder],
        [ViewAudit] = [Auditor, SecurityReviewer, IncidentResponder, PortalAdmin],
        [VerifyAudit] = [Auditor, SecurityReviewer, IncidentResponder, PortalAdmin],
        [ExportAudit] = [Auditor, SecurityReviewer, IncidentResponder, PortalAdmin],
        [DownloadEvidence] = [Auditor, IncidentResponder],
        [ConnectOrg] = [OrgAdmin],
        [ConnectHeroku] = [OrgAdmin],
        [SyncNow] = [OrgAdmin],
        [ImportSnapshot] = [OrgAdmin],
        [EditIntegration] = [OrgAdmin, SecurityReviewer],
        [EditVendor] = [OrgAdmin, SecurityReviewer],
        [EditOwner] = [OrgAdmin, SecurityReviewer],
        [PlanRotation] = [OrgAdmin, SecurityReviewer],
        [AcknowledgeReminder] = [OrgAdmin, SecurityReviewer],
        [FileRequest] = [OrgAdmin, SecurityReviewer, IncidentResponder],
        [WithdrawOwnRequest] = [OrgAdmin, SecurityReviewer, IncidentResponder],
        [DecideRequest] = [SecurityReviewer],
        [DecideWaiver] = [SecurityReviewer],
        [SignArchitectureDecision] = [SecurityReviewer],
        [EditPolicy] = [SecurityReviewer],
        [AnswerCampaign] = [OrgAdmin, SecurityReviewer, IncidentResponder],
        [RunCampaign] = [SecurityReviewer],
        [DeclareIncident] = [IncidentResponder],
        [RevokeInIncident] = [IncidentResponder],
        [FreezePrincipal] = [IncidentResponder],
        [ReturnToService] = [IncidentResponder],
        [RevokePlanned] = [IncidentResponder],
        [ReviewIncidentAfterwards] = [SecurityReviewer, IncidentResponder],
        [ManageRoles] = [PortalAdmin],
        [ManageOrgGroups] = [PortalAdmin],
        [ManageConnectionsCredentials] = [PortalAdmin],
        [ManageChannels] = [PortalAdmin],
        [ManageRetention] = [PortalAdmin],
        [ManageApiTokens] = [PortalAdmin],
        [ConfirmAccessChange] = [SecurityReviewer, PortalAdmin],
        [SignedIn] = [Auditor, OrgAdmin, SecurityReviewer, IncidentResponder, PortalAdmin],
        [Permission.System] = [],
    };

    // What ends or opens access for others (contracts §1, column Grave). DecideRequest, DecideWaiver and
    // SignArchitectureDecision are grave for critical risk only, which their use cases will know.
    private static readonly HashSet<Permission> Grave =
    [
        DownloadEvidence, ConnectOrg, ConnectHeroku, EditPolicy, DeclareIncident, RevokeInIncident, FreezePrincipal, ReturnToService,
        RevokePlanned, ManageRoles, ManageOrgGroups, ConfirmAccessChange, ManageConnectionsCredentials, ManageChannels, ManageRetention,
        ManageApiTokens,
    ];

    /// <summary>True when acting on the permission needs a fresh sign-in (step-up).</summary>
    public static bool IsGrave(Permission permission) => Grave.Contains(permission);

    /// <summary>The roles that hold a permission; empty for what only the portal itself may do.</summary>
    public static IReadOnlyCollection<Role> HoldersOf(Permission permission) => Holders[permission];

    /// <summary>True when any of the roles holds the permission.</summary>
    public static bool Allows(IEnumerable<Role> roles, Permission permission) =>
        roles.Any(Holders[permission].Contains);
}
