using Governance.Domain.Incidents;

namespace Governance.Connectors.Salesforce;

/// <summary>What one kind of evidence is read from: an object with the fields that may be asked for, or a resource with the
/// members that are kept. What is not listed here is neither asked for nor kept.</summary>
/// <param name="Kind">The evidence.</param>
/// <param name="Name">As Salesforce names it.</param>
/// <param name="Fields">Asked for, in this order; a dot leads into a related row.</param>
internal sealed record EvidenceObject(EvidenceKind Kind, string Name, params string[] Fields)
{
    /// <summary>Needed to see it.</summary>
    public RightsTest.Right? Right { get; init; }

    /// <summary>True when the org without that right answers with fewer rows instead of a refusal.</summary>
    public bool ShowsLess { get; init; }

    /// <summary>Newest first; null when order does not matter.</summary>
    public string? Newest { get; init; }

    /// <summary>Field that names a user: then only the scope's users are asked for.</summary>
    public string? UserField { get; init; }

    /// <summary>A filter that always holds.</summary>
    public string? Where { get; init; }

    /// <summary>Read through Tooling.</summary>
    public bool IsTooling { get; init; }

    /// <summary>Path of a resource that is no query; null for an object.</summary>
    public string? Path { get; init; }

    /// <summary>Rows at which a query is full, where the org goes on only by OFFSET; null where it gives all.</summary>
    public int? FullQuery { get; init; }

    /// <summary>The objects, by evidence.</summary>
    /// <remarks>Left out on purpose: DeleteToken, AccessToken and RequestToken of OauthToken; Id, ParentId and LogoutUrl of
    /// AuthSession; LogFile of EventLogFile; contentUrl of jobs. Source: Object Reference; Tooling API, Certificate; Bulk API 2.0
    /// Developer Guide, Get Information About All Jobs; REST API Developer Guide, Limits.</remarks>
    public static readonly IReadOnlyDictionary<EvidenceKind, EvidenceObject> All = new EvidenceObject[]
    {
        new(EvidenceKind.TokenRows, "OauthToken", "AppName", "AppMenuItemId", "AppMenuItem.ApplicationId", "AppMenuItem.Label",
            "AppMenuItem.IsUsingAdminAuthorization", "UserId", "User.Username", "User.Name", "User.IsActive", "User.Profile.Name", "CreatedDate",
            "LastUsedDate", "UseCount")
        { Right = Held(RightsTest.CustomizeApplication), ShowsLess = true, Newest = "CreatedDate", FullQuery = 2_500 },
        new(EvidenceKind.ConnectedApps, "ConnectedApplication", "Id", "Name", "CreatedDate", "CreatedById", "LastModifiedDate",
            "LastModifiedById", "OptionsAllowAdminApprovedUsersOnly", "OptionsRefreshTokenValidityMetric", "RefreshTokenValidityPeriod",
            "OptionsHasSessionLevelPolicy", "OptionsTokenExchangeManageBitEnabled", "SessionTimeout", "StartUrl")
        { Right = Held(NeededRights.ViewSetup), Newest = "LastModifiedDate" },
        new(EvidenceKind.ExternalClientApps, "ExternalClientApplication", "Id", "DeveloperName", "MasterLabel", "Description",
            "ContactEmail", "DistributionState", "NamespacePrefix", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById")
        { Right = Held(NeededRights.ViewSetup), Newest = "LastModifiedDate" },
        new(EvidenceKind.ExternalClientAppOauthPolicies, "ExtlClntAppOauthPlcyCnfg", "Id", "ExternalClientApplicationId",
            "PermittedUsersPolicyType", "IpRelaxationPolicyType", "RefreshTokenPolicyType", "RefreshTokenValidityPeriod", "RefreshTokenValidityUnit",
            "IsClientCredentialsFlowEnabled", "ClientCredentialsFlowUser", "IsTokenExchangeFlowEnabled", "RequiredSessionLevel", "SessionTimeoutInMinutes"),
        new(EvidenceKind.ExternalClientAppPolicies, "ExtlClntAppPlcyCnfg", "Id", "ExternalClientApplicationId", "IsEnabled", "OauthPluginStatus",
            "SamlPluginStatus", "MobilePluginStatus", "CanvasPluginStatus"),
        new(EvidenceKind.PreAuthorizations, "SetupEntityAccess", "Id", "ParentId", "Parent.Name", "Parent.Label", "Parent.IsOwnedByProfile",
            "Parent.Profile.Name", "Parent.PermissionSetGroupId", "SetupEntityId", "SetupEntityType")
        { Right = Held(NeededRights.ViewSetup), Where = "SetupEntityType IN ('ConnectedApplication', 'ExternalClientApplication')" },
        new(EvidenceKind.Sessions, "AuthSession", "UsersId", "Users.Username", "UserType", "SessionType", "LoginType", "LoginHistory.Application",
            "SourceIp", "SessionSecurityLevel", "NumSecondsValid", "CreatedDate", "LastModifiedDate")
        { Right = Held(NeededRights.ManageUsers), ShowsLess = true, Newest = "LastModifiedDate", UserField = "UsersId" },
        new(EvidenceKind.Users, "User", "Id", "Username", "Name", "Email", "IsActive", "UserType", "ProfileId", "Profile.Name",
            "Profile.UserLicense.Name", "LastLoginDate", "CreatedDate", "FederationIdentifier")
        { Right = Held(NeededRights.ViewAllUsers), ShowsLess = true, Newest = "CreatedDate", UserField = "Id" },
        new(EvidenceKind.PermissionSetAssignments, "PermissionSetAssignment", "Id", "AssigneeId", "Assignee.Username", "PermissionSetId",
            "PermissionSet.Name", "PermissionSet.Label", "PermissionSet.IsOwnedByProfile", "PermissionSet.Profile.Name",
            "PermissionSet.HasActivationRequired", "PermissionSetGroupId", "PermissionSetGroup.DeveloperName", "ExpirationDate", "IsActive")
        { Right = Held(NeededRights.ViewSetup), UserField = "AssigneeId" },
        new(EvidenceKind.LoginHistory, "LoginHistory", "Id", "UserId", "LoginTime", "LoginType", "LoginSubType", "SourceIp", "LoginUrl",
            "Application", "ApiType", "ApiVersion", "ClientVersion", "Browser", "Platform", "Status", "TlsProtocol", "CipherSuite", "CountryIso")
        { Right = Held(NeededRights.ManageUsers), Newest = "LoginTime", UserField = "UserId" },
        new(EvidenceKind.SetupAuditTrail, "SetupAuditTrail", "Id", "Action", "Section", "Display", "CreatedDate", "CreatedById",
            "CreatedBy.Username", "DelegateUser", "ResponsibleNamespacePrefix", "CreatedByContext", "CreatedByIssuer")
        { Right = Held(NeededRights.ViewSetup), Newest = "CreatedDate" },
        new(EvidenceKind.BulkQueryJobs, "Bulk API 2.0 query jobs", JobFields) { Path = "jobs/query" },
        new(EvidenceKind.BulkIngestJobs, "Bulk API 2.0 ingest jobs", JobFields) { Path = "jobs/ingest" },
        new(EvidenceKind.ApiLimits, "limits") { Path = "limits" },
        new(EvidenceKind.Certificates, "Certificate", "Id", "DeveloperName", "MasterLabel", "ExpirationDate", "KeySize", "OptionsIsCaSigned",
            "OptionsIsPrivateKeyExportable", "CreatedDate", "LastModifiedDate")
        { Right = Held(NeededRights.ViewSetup), IsTooling = true },
        new(EvidenceKind.EventLogFiles, "EventLogFile", "Id", "EventType", "LogDate", "Interval", "Sequence", "LogFileLength", "ApiVersion",
            "CreatedDate")
        { Right = Held("View Event Log Files"), Newest = "LogDate" },
    }.ToDictionary(o => o.Kind);

    private static string[] JobFields =>
    [
        "id", "operation", "object", "createdById", "createdDate", "systemModstamp", "state", "concurrencyMode", "contentType", "apiVersion",
        "jobType", "numberRecordsProcessed",
    ];

    /// <summary>The query over this object.</summary>
    /// <param name="filter">Null for none beside its own.</param>
    /// <param name="tail">Follows the order.</param>
    public OrgRead Read(string? filter, string tail = "")
    {
        var soql = $"SELECT {string.Join(", ", Fields)} FROM {Name}{Filter(filter)}{(Newest is null ? "" : $" ORDER BY {Newest} DESC")}{tail}";
        return IsTooling ? OrgRead.Tooling(soql) : OrgRead.Query(soql);
    }

    /// <summary>How many rows that filter finds.</summary>
    public OrgRead Count(string? filter) => OrgRead.Query($"SELECT COUNT() FROM {Name}{Filter(filter)}");

    private string Filter(string? filter) => (Where, filter) switch
    {
        (null, null) => "",
        (null, _) => $" WHERE {filter}",
        (_, null) => $" WHERE {Where}",
        _ => $" WHERE {Where} AND {filter}",
    };

    private static RightsTest.Right Held(string right) => RightsTest.OfReader.Single(r => r.Name == right);
}
