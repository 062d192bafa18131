using System.Globalization;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>Filters, sort and page of the org list as they stand in an address. What does not parse is named: a list that
/// ignores half its filter lies.</summary>
public sealed record OrgAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    private static readonly Dictionary<string, ListOrgs.Order> Sorts = new()
    {
        ["name"] = ListOrgs.Order.Name,
        ["state"] = ListOrgs.Order.State,
        ["environment"] = ListOrgs.Order.Environment,
        ["group"] = ListOrgs.Order.Group,
        ["asOf"] = ListOrgs.Order.AsOf,
        ["authorizations"] = ListOrgs.Order.Authorizations,
    };

    /// <summary>Which orgs.</summary>
    public OrgFilter Filter { get; init; } = new();

    /// <summary>A column's sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = "name";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListOrgs.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads state, environment, group, fresh, sort and page.</summary>
    public static OrgAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new OrgAddress
        {
            Filter = new OrgFilter
            {
                State = read.Choice<ConnectionState>("state"),
                Environment = read.Choice<OrgEnvironment>("environment"),
                Group = read.Id("group") is { } group ? new OrgGroupId(group) : null,
                NotFresh = read.Flag("fresh", "no"),
            },
            Sort = read.Sort(Sorts.Keys, "name"),
            Page = read.Page(ListOrgs.Depth / Take),
        };
        return read.Problem is { } problem ? new OrgAddress { Problem = problem } : made;
    }

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Filter.State is { } state) query.Add("state", OrgWords.Slug(state));
        if (Filter.Environment is { } environment) query.Add("environment", OrgWords.Slug(environment));
        if (Filter.Group is { } group) query.Add("group", group.Value.ToString("D"));
        if (Filter.NotFresh) query.Add("fresh", "no");
        if (Sort != "name") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return "/orgs" + query;
    }
}
