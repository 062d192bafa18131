using Governance.Application.Authorizations;
using Governance.Application.Catalog;
using Governance.Application.Certificates;
using Governance.Application.Integrations;
using Governance.Application.Inventory;
using Governance.Application.Orgs;
using Governance.Application.Policies;
using Governance.Domain.Access;

namespace Governance.Application.Exports;

/// <summary>Everything of a list that a filter matches.</summary>
/// <param name="List">Which list.</param>
public abstract record ListSelection(FilteredList List)
{
    /// <param name="Filter">Which orgs.</param>
    public sealed record OfOrgs(OrgFilter Filter) : ListSelection(FilteredList.Orgs);

    /// <param name="Filter">Which authorizations.</param>
    public sealed record OfAuthorizations(AuthorizationFilter Filter) : ListSelection(FilteredList.Authorizations);

    /// <param name="Filter">Which integrations.</param>
    public sealed record OfIntegrations(ListIntegrations.Filter Filter) : ListSelection(FilteredList.Integrations);

    /// <param name="Filter">Which catalog entries.</param>
    public sealed record OfCatalog(CatalogFilter Filter) : ListSelection(FilteredList.Catalog);

    /// <summary>Every vendor the actor sees: their list has no filter.</summary>
    public sealed record OfVendors() : ListSelection(FilteredList.Vendors);

    /// <param name="Filter">Which findings.</param>
    public sealed record OfFindings(FindingFilter Filter) : ListSelection(FilteredList.Findings);

    /// <param name="Filter">Which certificates.</param>
    public sealed record OfCertificates(CertificateFilter Filter) : ListSelection(FilteredList.Certificates);

    /// <param name="Filter">Which permission sets.</param>
    public sealed record OfPermissionSets(PermissionSetFilter Filter) : ListSelection(FilteredList.PermissionSets);

    /// <param name="Filter">Which client apps.</param>
    public sealed record OfClientApps(AppControlFilter Filter) : ListSelection(FilteredList.ClientApps);

    /// <summary>The filter in words, for the audit: what is not set is left out.</summary>
    internal string Words()
    {
        object? filter = this switch
        {
            OfOrgs s => s.Filter,
            // What is searched for holds names of people: that it was searched is enough.
            OfAuthorizations s => s.Filter with { Text = s.Filter.Text is null ? null : "a name" },
            OfIntegrations s => s.Filter,
            OfCatalog s => s.Filter,
            OfFindings s => s.Filter,
            OfCertificates s => s.Filter,
            OfPermissionSets s => s.Filter,
            OfClientApps s => s.Filter,
            _ => null,
        };
        return filter is null ? "{}" : ExportText.Json(filter);
    }
}
