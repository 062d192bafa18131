using System.Globalization;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.PermissionSets;

/// <summary>Filters, sort and page of the permission sets as they stand in an address. What does not parse is named: a list that
/// ignores half its filter lies.</summary>
public sealed record PermissionSetAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    /// <summary>The order of a list that names none: most dangerous first.</summary>
    public const string UsualSort = "-dangerous";

    /// <summary>Kinds by their word in an address.</summary>
    public static readonly IReadOnlyList<(string Word, SetChoice Meaning)> Kinds =
        [("user-mode", SetChoice.UserMode), ("all", SetChoice.All), ("sets", SetChoice.Sets), ("groups", SetChoice.Groups), ("profiles", SetChoice.Profiles)];

    private static readonly string[] Names = ["kind", "org", "dangerous", "session", "name", "sort", "page"];

    private static readonly Dictionary<string, ListPermissionSets.Order> Sorts = new()
    {
        ["dangerous"] = ListPermissionSets.Order.Dangerous,
        ["name"] = ListPermissionSets.Order.Name,
        ["org"] = ListPermissionSets.Order.Org,
        ["holders"] = ListPermissionSets.Order.Holders,
        ["changed"] = ListPermissionSets.Order.Changed,
    };

    /// <summary>Which sets.</summary>
    public PermissionSetFilter Filter { get; init; } = new();

    /// <summary>A column's sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = UsualSort;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListPermissionSets.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads kind, org, dangerous, session, name, sort and page.</summary>
    public static PermissionSetAddress Of(string address)
    {
        var query = new QueryValues(new Uri(address));
        if (query.Names.FirstOrDefault(n => !Names.Contains(n)) is { } strange)
            query.Refuse($"The address says “{Domain.Text.Bounded(strange, 40)}”, which this list does not know.");
        var filter = new PermissionSetFilter
        {
            Kind = query.Choice("kind", SetChoice.UserMode, [.. Kinds]),
            Org = query.One("org") is { } org ? new OrgId(query.Guid("org", org, "an org’s id")) : null,
            Dangerous = query.Choice("dangerous", false, ("yes", true)),
            Session = query.Choice<bool?>("session", null, ("yes", true), ("no", false)),
            Text = query.One("name") is { Length: > 0 and <= InventoryItem.NameMaxLength } name ? name : null,
        };
        var sort = query.One("sort") ?? UsualSort;
        if (!Sorts.ContainsKey(sort is ['-', .. var key] ? key : sort))
            query.Wrong("sort", sort, $"{string.Join(", ", Sorts.Keys)}, or one of these with a minus before it");
        var page = 1;
        if (query.One("page") is { } at && !(int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out page) && page is > 0 and <= ListPermissionSets.Depth / Take))
            query.Wrong("page", at, $"a number from 1 to {ListPermissionSets.Depth / Take}");
        return query.Problem is { } problem
            ? new PermissionSetAddress { Problem = problem }
            : new PermissionSetAddress { Filter = filter, Sort = sort, Page = page };
    }

    /// <summary>The address of the list, with one set open or none.</summary>
    public string Href(ItemId? open = null)
    {
        var query = new QueryBuilder();
        if (Filter.Kind != SetChoice.UserMode) query.Add("kind", Kinds.First(k => k.Meaning == Filter.Kind).Word);
        if (Filter.Org is { } org) query.Add("org", org.Value.ToString("D"));
        if (Filter.Dangerous) query.Add("dangerous", "yes");
        if (Filter.Session is { } session) query.Add("session", session ? "yes" : "no");
        if (Filter.Text is { } name) query.Add("name", name);
        if (Sort != UsualSort) query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return (open is { } id ? $"/permission-sets/{id.Value:D}" : "/permission-sets") + query;
    }
}
