using System.Globalization;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Requests;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Which requests and which page, as they stand in an address.</summary>
public sealed record RequestAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    /// <summary>The list.</summary>
    public const string Path = "/requests";

    /// <summary>Where something is asked for.</summary>
    public const string New = "/requests/new";

    /// <summary>Which requests.</summary>
    public ListRequests.Standing Which { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads which and page.</summary>
    public static RequestAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new RequestAddress { Which = read.Choice<ListRequests.Standing>("which") ?? ListRequests.Standing.ForMe, Page = read.Page(ListRequests.Depth / Take) };
        return read.Problem is { } problem ? new RequestAddress { Problem = problem } : made;
    }

    /// <summary>The page of one request.</summary>
    public static string Of(RequestId id) => $"{Path}/{id.Value:D}";

    /// <summary>Where a row leads: a draft to where it is written on.</summary>
    public static string Of(ListRequests.Row row) => row.State == RequestState.Draft ? $"{New}?draft={row.Id.Value:D}" : Of(row.Id);

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Which != ListRequests.Standing.ForMe) query.Add("which", OrgWords.Slug(Which));
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return Path + query;
    }
}
