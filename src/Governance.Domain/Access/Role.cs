namespace Governance.Domain.Access;

/// <summary>The five roles (contracts §1). A person may hold several; separation of duty looks at the person.</summary>
public enum Role
{
    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,

    /// <summary>Connects orgs and keeps integrations alive.</summary>
    OrgAdmin,

    /// <summary>Decides on requests, waivers and policy.</summary>
    SecurityReviewer,

    /// <summary>Cuts access off.</summary>
    IncidentResponder,

    /// <summary>Runs the portal; decides nothing, revokes nothing.</summary>
    PortalAdmin,
}
