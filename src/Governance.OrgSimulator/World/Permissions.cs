using System.Collections.Frozen;

namespace Governance.OrgSimulator.World;

/// <summary>User permissions this world knows, by the name that follows <c>Permissions</c> in a query.</summary>
public static class Permissions
{
    public static readonly FrozenSet<string> All = new[]
    {
        "ApiEnabled", "ApiUserOnly", "AssignPermissionSets", "AuthorApex", "BulkApiHardDelete", "CanApproveUninstalledApps",
        "ClientSecretRotation", "CustomizeApplication", "DataExport", "ExportReport", "ExternalClientAppAdmin",
        "ExternalClientAppDeveloper", "ExternalClientAppViewer", "FreezeUsers", "InstallPackaging", "ManageAuthProviders",
        "ManageCertificates", "ManageHealthCheck", "ManageHerokuAppLink", "ManageInteraction", "ManageInternalUsers",
        "ManageIpAddresses", "ManageLoginAccessPolicies", "ManageNamedCredentials", "ManagePasswordPolicies",
        "ManageProfilesPermissionsets", "ManageRemoteAccess", "ManageRoles", "ManageSessionPermissionSets", "ManageSharing",
        "ManageTwoFactor", "ManageUsers", "ModifyAllData", "ModifyMetadata", "MonitorLoginHistory", "PasswordNeverExpires",
        "QueryAllFiles", "ResetPasswords", "TransferAnyEntity", "UseAnyApiAuth", "ViewAllData", "ViewAllFieldsGlobal",
        "ViewAllProfiles", "ViewAllUsers", "ViewClientSecret", "ViewEncryptedData", "ViewEventLogFiles", "ViewPlatformEvents",
        "ViewRoles", "ViewSetup", "ViewSetupAuditTrail", "ViewUserPII",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
