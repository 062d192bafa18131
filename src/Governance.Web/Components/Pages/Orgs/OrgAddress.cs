using System.Globalization;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

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
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? problem = null;
        var filter = new OrgFilter
        {
            State = Choice<ConnectionState>("state"),
            Environment = Choice<OrgEnvironment>("environment"),
            Group = One("group") is { } group ? Guid.TryParse(group, out var id) ? new OrgGroupId(id) : Refused<OrgGroupId?>("group", group) : null,
            NotFresh = One("fresh") is { } fresh && (fresh == "no" || Refused<bool>("fresh", fresh)),
        };
        var sort = One("sort") is { } by ? Sorts.ContainsKey(by.TrimStart('-')) ? by : Refused<string>("sort", by) : "name";
        var page = One("page") is { } at ? int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= ListOrgs.Depth / Take
            ? n : Refused<int>("page", at) : 1;
        return problem is null ? new OrgAddress { Filter = filter, Sort = sort!, Page = page } : new OrgAddress { Problem = problem };

        string? One(string name) => query.TryGetValue(name, out var values) && values.Count > 0 && values[0]?.Length > 0 ? values[0] : null;

        T? Choice<T>(string name) where T : struct, Enum => One(name) is not { } value ? null
            : Enum.GetValues<T>().Where(v => OrgWords.Slug(v) == value).Select(v => (T?)v).FirstOrDefault() ?? Refused<T?>(name, value);

        T? Refused<T>(string name, string value)
        {
            problem ??= $"The filter “{name}” can’t be “{Domain.Text.Bounded(value, 40)}”.";
            return default;
        }
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
