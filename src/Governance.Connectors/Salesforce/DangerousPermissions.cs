using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>User permissions that are asked of every permission set, by API name.</summary>
/// <remarks>Source: the tiers of published reviews of Salesforce permissions, checked against the PermissionSet type of the
/// Tooling API; what an org's edition or licences lack is found by describe and left out.</remarks>
internal static class DangerousPermissions
{
    /// <summary>A set that has one of them is looked at for itself.</summary>
    public static readonly IReadOnlyList<string> Telling =
    [
        "ModifyAllData", "AuthorApex", "CustomizeApplication", "ModifyMetadata", "ManageProfilesPermissionsets", "ManageInteraction",
        "ManageUsers", "ManageInternalUsers", "AssignPermissionSets", "ResetPasswords", "ManageSharing", "ManageRoles",
        "ManagePasswordPolicies", "ManageLoginAccessPolicies", "ManageTwoFactor", "ManageAuthProviders", "ManageCertificates",
        "ManageIpAddresses", "PasswordNeverExpires", "ManageRemoteAccess", "CanApproveUninstalledApps", "UseAnyApiAuth",
        "ExternalClientAppAdmin", "ExternalClientAppDeveloper", "ViewClientSecret", "ClientSecretRotation", "ManageNamedCredentials",
        "ManageSessionPermissionSets", "ManageHerokuAppLink", "FreezeUsers", "BypassMFAForUiLogins",
        "ViewAllData", "ViewAllUsers", "ViewAllFieldsGlobal", "QueryAllFiles", "TransferAnyEntity", "ViewAllProfiles",
        "BulkApiHardDelete", "DataExport", "ViewUserPII", "ViewEncryptedData",
        "ViewEventLogFiles", "ManageHealthCheck", "InstallPackaging", "ViewPlatformEvents", "ModifyTransactionSecurityPolicies",
        "ViewSetupAuditTrail", "MonitorLoginHistory", "ManageEncryptionKeys",
    ];

    /// <summary>Everyday permissions that weigh in combination only, and ApiUserOnly, which is a good sign: asked, but no
    /// reason to look at a set. Every ordinary profile has one, so that with them each user of the org would be read.</summary>
    public static readonly IReadOnlyList<string> Everyday = PermissionSetFacts.EverydayPermissions;

    public static IEnumerable<string> All => Telling.Concat(Everyday);
}
