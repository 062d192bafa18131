namespace Governance.Domain.Incidents;

/// <summary>What one file of evidence holds. The names of files are made from these, never from what an org says.</summary>
public enum EvidenceKind
{
    /// <summary>OauthToken rows of the scope's apps and users, without handles.</summary>
    TokenRows,

    /// <summary>ConnectedApplication.</summary>
    ConnectedApps,

    /// <summary>ExternalClientApplication.</summary>
    ExternalClientApps,

    /// <summary>ExtlClntAppOauthPlcyCnfg.</summary>
    ExternalClientAppOauthPolicies,

    /// <summary>ExtlClntAppPlcyCnfg.</summary>
    ExternalClientAppPolicies,

    /// <summary>SetupEntityAccess to client apps.</summary>
    PreAuthorizations,

    /// <summary>AuthSession of the scope's users, without session ids.</summary>
    Sessions,

    /// <summary>User rows of the scope's users.</summary>
    Users,

    /// <summary>PermissionSetAssignment of the scope's users.</summary>
    PermissionSetAssignments,

    /// <summary>LoginHistory of the scope's users.</summary>
    LoginHistory,

    /// <summary>SetupAuditTrail.</summary>
    SetupAuditTrail,

    /// <summary>Bulk API query jobs with their states.</summary>
    BulkQueryJobs,

    /// <summary>Bulk API ingest jobs with their states.</summary>
    BulkIngestJobs,

    /// <summary>API limits and what is left of them.</summary>
    ApiLimits,

    /// <summary>Certificates of the org.</summary>
    Certificates,

    /// <summary>Which event log files there are; not their content.</summary>
    EventLogFiles,

    /// <summary>What the portal knows of an org's AppLink connections, authorizations and publications.</summary>
    AppLinkObjects,
}

/// <summary>Facts about kinds of evidence (design/containment, step 1).</summary>
public static class EvidenceKinds
{
    /// <summary>Read before anything is sent.</summary>
    public static readonly IReadOnlyList<EvidenceKind> Essential =
    [
        EvidenceKind.TokenRows, EvidenceKind.ConnectedApps, EvidenceKind.ExternalClientApps, EvidenceKind.ExternalClientAppOauthPolicies,
        EvidenceKind.ExternalClientAppPolicies, EvidenceKind.PreAuthorizations, EvidenceKind.Sessions,
    ];

    /// <summary>Read beside the steps that follow.</summary>
    public static readonly IReadOnlyList<EvidenceKind> Rest =
    [
        EvidenceKind.Users, EvidenceKind.PermissionSetAssignments, EvidenceKind.LoginHistory, EvidenceKind.SetupAuditTrail,
        EvidenceKind.BulkQueryJobs, EvidenceKind.BulkIngestJobs, EvidenceKind.ApiLimits, EvidenceKind.Certificates, EvidenceKind.EventLogFiles,
    ];

    /// <summary>How long the essential part of an org may take.</summary>
    public static readonly TimeSpan EssentialWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long the rest of an org may take.</summary>
    public static readonly TimeSpan RestWithin = TimeSpan.FromSeconds(60);

    /// <summary>True when rows are about people: names, user names, addresses, what somebody did.</summary>
    public static bool HoldsPersonalData(this EvidenceKind kind) => kind is not (
        EvidenceKind.ConnectedApps or EvidenceKind.ExternalClientAppPolicies or EvidenceKind.PreAuthorizations or EvidenceKind.ApiLimits
        or EvidenceKind.Certificates or EvidenceKind.EventLogFiles);

    /// <summary>The kind as a file is named by it, as in token-rows.</summary>
    public static string Slug(this EvidenceKind kind) => kind switch
    {
        EvidenceKind.ApiLimits => "api-limits",
        EvidenceKind.AppLinkObjects => "applink-objects",
        _ => string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString())),
    };
}
