using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>What the list shows, as its address says: filter, sort and page.</summary>
/// <param name="Filter">Without search text.</param>
/// <param name="Sort">A sort of <see cref="ListAuthorizations"/>.</param>
/// <param name="Page">From 1.</param>
public sealed record AuthorizationView(AuthorizationFilter Filter, string Sort, int Page)
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 25;

    /// <summary>The order of a list that names none.</summary>
    public const string UsualSort = "-lastUsed";

    /// <summary>Everything that is present, latest use first.</summary>
    public static readonly AuthorizationView Usual = new(new AuthorizationFilter(), UsualSort, 1);

    private static readonly string[] OtherNames = ["sort", "page"];

    /// <summary>Rows before this page.</summary>
    public int Skip => (Page - 1) * Take;

    /// <summary>True when at least one condition is set.</summary>
    public bool HasFilter => AuthorizationAddress.Write(Filter).Length > 0;

    /// <summary>Reads the list's own address; a name that the list does not know is a problem too.</summary>
    /// <param name="address">Absolute or relative.</param>
    /// <param name="view">The usual list when false.</param>
    /// <param name="problem">A sentence that names what can't be read; empty when true.</param>
    public static bool TryRead(Uri address, out AuthorizationView view, out string problem)
    {
        view = Usual;
        var query = new QueryValues(address);
        if (!AuthorizationAddress.TryRead(address, out var filter, out var unread)) query.Refuse(unread);
        if (query.Names.FirstOrDefault(n => !AuthorizationAddress.Names.Contains(n) && !OtherNames.Contains(n)) is { } strange)
            query.Refuse($"The address says “{Domain.Text.Bounded(strange, 40)}”, which this list does not know.");
        var sort = query.One("sort") ?? UsualSort;
        if (!ListAuthorizations.Sorts.Contains(sort is ['-', .. var key] ? key : sort))
            query.Wrong("sort", sort, $"{string.Join(", ", ListAuthorizations.Sorts)}, or one of these with a minus before it");
        var page = PageOf(query);
        problem = query.Problem ?? "";
        if (query.Problem is not null) return false;
        view = new AuthorizationView(filter, sort, page);
        return true;
    }

    /// <summary>The address of the list, with one authorization open or none.</summary>
    public string Href(AuthorizationId? open = null)
    {
        string?[] parts =
        [
            AuthorizationAddress.Write(Filter),
            Sort == UsualSort ? null : $"sort={Sort}",
            Page == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"page={Page}"),
        ];
        var query = string.Join('&', parts.Where(p => !string.IsNullOrEmpty(p)));
        var path = open is { } id ? $"/authorizations/{id.Value:D}" : "/authorizations";
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static int PageOf(QueryValues query)
    {
        if (query.One("page") is not { } written) return 1;
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is >= 1 and <= ListAuthorizations.Depth / Take)
            return page;
        query.Wrong("page", written, $"a number from 1 to {ListAuthorizations.Depth / Take}; narrow the filter to see what lies further back");
        return 1;
    }
}
