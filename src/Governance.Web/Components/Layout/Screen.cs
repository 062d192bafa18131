using Governance.Domain.Access;

namespace Governance.Web.Components.Layout;

/// <summary>One entry of the left navigation.</summary>
/// <param name="AnyOf">Any of these permissions shows it.</param>
/// <param name="OnPhone">Stands in the bottom bar of a phone; the others are behind More.</param>
internal sealed record Screen(
    string Name, string Href, string Icon, Permission[] AnyOf, Func<NavCounts, int?>? Count = null, bool OnPhone = false)
{
    public static readonly IReadOnlyList<Screen> All =
    [
        new("Overview", "/", "overview", [Permission.SignedIn], OnPhone: true),
        new("Orgs", "/orgs", "orgs", [Permission.ViewInventory], c => c.Orgs),
        new("Integrations", "/integrations", "integrations", [Permission.ViewInventory], c => c.Integrations),
        new("Catalog", "/catalog", "catalog", [Permission.ViewInventory], c => c.Catalog),
        new("Authorizations", "/authorizations", "authorizations", [Permission.ViewInventory],
            c => c.Authorizations, true),
        new("Permission sets", "/permission-sets", "permsets", [Permission.ViewInventory], c => c.PermissionSets),
        new("Certificates", "/certificates", "certs", [Permission.ViewInventory], c => c.Certificates),
        new("Policies", "/policies", "policies", [Permission.ViewFindings], c => c.Policies),
        new("Requests", "/requests", "requests", [Permission.ViewRequests], c => c.Requests, true),
        new("Incidents", "/incidents", "incidents", [Permission.ViewIncidents], c => c.Incidents, true),
        new("Audit", "/audit", "audit", [Permission.ViewAudit]),
        new("Settings", "/settings", "settings",
        [
            Permission.ConfirmAccessChange, Permission.ManageRoles, Permission.ManageOrgGroups, Permission.ManageConnectionsCredentials,
            Permission.ManageChannels, Permission.ManageRetention, Permission.ManageApiTokens,
        ]),
    ];

    /// <summary>Acts that the search box offers by name; their pages check the right again.</summary>
    public static readonly IReadOnlyList<Screen> Acts =
    [
        new("Connect org", "/orgs/connect", "plus", [Permission.ConnectOrg]),
        new("Declare incident", "/incidents/new", "incidents", [Permission.DeclareIncident]),
        new("Revoke authorizations", "/authorizations", "authorizations", [Permission.RevokeInIncident, Permission.FileRequest]),
        new("Ask for something", "/requests/new", "requests", [Permission.FileRequest]),
        new("Import snapshot", "/orgs/import", "orgs", [Permission.ImportSnapshot]),
        new("Verify audit trail", "/audit?verify=1", "audit", [Permission.VerifyAudit]),
    ];

    public bool IsFor(IReadOnlyCollection<Role> roles) => AnyOf.Any(p => PermissionMatrix.Allows(roles, p));

    /// <summary>True when every word typed begins a word of the name.</summary>
    public bool Answers(string typed)
    {
        var words = Name.Split(' ');
        return typed.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(t => words.Any(w => w.StartsWith(t, StringComparison.OrdinalIgnoreCase)));
    }
}
