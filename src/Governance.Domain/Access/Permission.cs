namespace Governance.Domain.Access;

/// <summary>What a person may do: the first column of the matrix in contracts §1.</summary>
public enum Permission
{
#pragma warning disable CS1591 // The names are the contract's; PermissionMatrix says who holds which.
    ViewInventory,
    ViewFindings,
    ViewRequests,
    ViewIncidents,
    Search,
    ExportLists,
    ViewAudit,
    VerifyAudit,
    ExportAudit,
    DownloadEvidence,
    ConnectOrg,
    ConnectHeroku,
    SyncNow,
    ImportSnapshot,
    EditIntegration,
    EditVendor,
    EditOwner,
    PlanRotation,
    AcknowledgeReminder,
    FileRequest,
    WithdrawOwnRequest,
    DecideRequest,
    DecideWaiver,
    SignArchitectureDecision,
    EditPolicy,
    AnswerCampaign,
    RunCampaign,
    DeclareIncident,
    RevokeInIncident,
    FreezePrincipal,
    ReturnToService,
    RevokePlanned,
    ReviewIncidentAfterwards,
    ManageRoles,
    ManageOrgGroups,
    ManageConnectionsCredentials,
    ManageChannels,
    ManageRetention,
    ManageApiTokens,
#pragma warning restore CS1591

    /// <summary>Being the second person of ManageRoles and ManageOrgGroups (their line in contracts §1: "second PA or SR confirms").</summary>
    ConfirmAccessChange,

    /// <summary>Signing in and out, and asking who one is: everybody with a session.</summary>
    SignedIn,

    /// <summary>What the portal does by itself: no role holds it, only system actors.</summary>
    System,
}
