using Governance.Domain;
using Governance.Web.Components.Pages.Policies;
using static Governance.Application.Search.FindRecords;

namespace Governance.Web.Components.Layout;

/// <summary>One line under the search box.</summary>
/// <param name="Href">Where it leads.</param>
/// <param name="Icon">Of its screen.</param>
/// <param name="Name">As shown; org text.</param>
/// <param name="Tail">At the right: what it is, or where.</param>
internal sealed record SearchHit(string Href, string Icon, string Name, string Tail);

/// <summary>Lines of one kind under the search box.</summary>
/// <param name="Title">Of the group.</param>
/// <param name="Hits">In order.</param>
internal sealed record SearchGroup(string Title, IReadOnlyList<SearchHit> Hits)
{
    private const int MostScreens = 6;

    /// <summary>Acts and screens by name; null when none begins so.</summary>
    public static SearchGroup? OfScreens(IEnumerable<Screen> screens)
    {
        SearchHit[] hits = [.. screens.Take(MostScreens).Select(s => new SearchHit(s.Href, s.Icon, s.Name, Screen.Acts.Contains(s) ? "action" : "screen"))];
        return hits.Length == 0 ? null : new SearchGroup("Screens and actions", hits);
    }

    /// <summary>Records of a kind.</summary>
    public static SearchGroup Of(Group found)
    {
        var (title, icon, href) = Look(found.Kind);
        return new SearchGroup(found.IsMore ? $"{title}, the first {found.Hits.Count}" : title,
            [.. found.Hits.Select(h => new SearchHit(href(h.Id), icon, h.Name, string.Join(" · ", new[] { h.Detail, h.OrgLabel }.Where(t => !string.IsNullOrEmpty(t)))))]);
    }

    private static (string Title, string Icon, Func<Guid, string> Href) Look(RecordKind kind) => kind switch
    {
        RecordKind.Org => ("Orgs", "orgs", id => $"/orgs/{id:D}"),
        RecordKind.OrgGroup => ("Org groups", "orgs", id => $"/orgs?group={id:D}"),
        RecordKind.Vendor => ("Vendors", "integrations", id => $"/integrations?tab=vendors&vendor={id:D}"),
        RecordKind.Integration => ("Integrations", "integrations", id => $"/integrations/{id:D}"),
        RecordKind.ClientApp => ("Client apps", "policies", id => $"/policies?open={id:D}"),
        RecordKind.User => ("Users", "person", About),
        RecordKind.PermissionSet => ("Permission sets", "permsets", id => $"/permission-sets/{id:D}?kind=all"),
        RecordKind.Certificate => ("Certificates", "certs", id => $"/certificates/{id:D}"),
        RecordKind.Credential => ("Named and external credentials", "integrations", About),
        RecordKind.CatalogEntry => ("APIs", "catalog", id => $"/catalog/{id:D}"),
        RecordKind.Finding => ("Open findings", "policies", id => new FindingAddress { Open = new FindingId(id) }.Href()),
        RecordKind.Incident => ("Incidents", "incidents", id => $"/incidents/{id:D}"),
        RecordKind.Authorization => ("Authorizations", "authorizations", id => $"/authorizations/{id:D}"),
        _ => ("AppLink add-ons", "orgs", id => $"/orgs/heroku/{id:D}"),
    };

    // What has no page of its own yet opens what is judged of it.
    private static string About(Guid id) => $"{FindingAddress.Path}?state=all&id={id:D}";
}
