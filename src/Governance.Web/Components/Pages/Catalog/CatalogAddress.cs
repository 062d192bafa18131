using System.Globalization;
using Governance.Application.Catalog;
using Governance.Domain;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Catalog;

/// <summary>Filters, sort and page of the catalog as they stand in an address.</summary>
public sealed record CatalogAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    private const string UsualSort = "name";

    private static readonly Dictionary<string, ListCatalog.Order> Sorts = new()
    {
        ["name"] = ListCatalog.Order.Name,
        ["org"] = ListCatalog.Order.Org,
        ["operations"] = ListCatalog.Order.Operations,
        ["changed"] = ListCatalog.Order.Changed,
    };

    /// <summary>Which entries.</summary>
    public CatalogFilter Filter { get; init; } = new();

    /// <summary>A sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = UsualSort;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListCatalog.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads org, made, sides, mode, agent, pii, name, sort and page.</summary>
    public static CatalogAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new CatalogAddress
        {
            Filter = new CatalogFilter
            {
                Org = read.Id("org") is { } org ? new OrgId(org) : null,
                Provider = read.Choice<CatalogProvider>("made"),
                Standing = read.Choice<CatalogStanding>("sides"),
                Mode = read.Choice<CatalogMode>("mode"),
                Agent = read.Flag("agent", "yes"),
                Pii = read.Flag("pii", "yes"),
                Text = read.One("name"),
            },
            Sort = read.Sort(Sorts.Keys, UsualSort),
            Page = read.Page(ListCatalog.Depth / Take),
        };
        return read.Problem is { } problem ? new CatalogAddress { Problem = problem } : made;
    }

    /// <summary>The address of the list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Filter.Org is { } org) query.Add("org", org.Value.ToString("D"));
        if (Filter.Provider is { } provider) query.Add("made", OrgWords.Slug(provider));
        if (Filter.Standing is { } standing) query.Add("sides", OrgWords.Slug(standing));
        if (Filter.Mode is { } mode) query.Add("mode", OrgWords.Slug(mode));
        if (Filter.Agent) query.Add("agent", "yes");
        if (Filter.Pii) query.Add("pii", "yes");
        if (Filter.Text is { } name) query.Add("name", name);
        if (Sort != UsualSort) query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return "/catalog" + query;
    }

    /// <summary>The address of one entry, with two versions compared or none.</summary>
    public static string Entry(CatalogEntryId id, SpecVersionId? before = null, SpecVersionId? after = null) =>
        before is { } one && after is { } other ? $"/catalog/{id.Value:D}?before={one.Value:D}&after={other.Value:D}" : $"/catalog/{id.Value:D}";
}
