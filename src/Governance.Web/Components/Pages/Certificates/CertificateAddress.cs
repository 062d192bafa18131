using System.Globalization;
using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Certificates;

/// <summary>Filters, sort and page of the certificate list as they stand in an address. What does not parse is named: a list
/// that ignores half its filter lies.</summary>
public sealed record CertificateAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    /// <summary>The list.</summary>
    public const string Path = "/certificates";

    private const string DayFormat = "yyyy-MM-dd";

    private static readonly Dictionary<string, ListCertificates.Order> Sorts = new()
    {
        ["expires"] = ListCertificates.Order.Expires,
        ["name"] = ListCertificates.Order.Name,
        ["org"] = ListCertificates.Order.Org,
    };

    /// <summary>Which certificates.</summary>
    public CertificateFilter Filter { get; init; } = new();

    /// <summary>A column's sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = "expires";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListCertificates.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads org, before, place, owner, sort and page.</summary>
    public static CertificateAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new CertificateAddress
        {
            Filter = new CertificateFilter
            {
                Org = read.Id("org") is { } org ? new OrgId(org) : null,
                Before = read.One("before") is { } before ? DayOf(before) ?? read.Refuse<DateTimeOffset?>("before", before) : null,
                Place = read.Choice<CertificatePlace>("place"),
                Owned = read.Choice<CertificateOwnership>("owner"),
            },
            Sort = read.Sort(Sorts.Keys, "expires"),
            Page = read.Page(ListCertificates.Depth / Take),
        };
        return read.Problem is { } problem ? new CertificateAddress { Problem = problem } : made;
    }

    /// <summary>Midnight UTC at which a day begins; null when the text is no day.</summary>
    public static DateTimeOffset? DayOf(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <summary>A day as an address and a date input take it.</summary>
    public static string DayText(DateTimeOffset day) => day.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The address of this list, with one certificate beside it if given.</summary>
    public string Href(ItemId? open = null)
    {
        var query = new QueryBuilder();
        if (Filter.Org is { } org) query.Add("org", org.Value.ToString("D"));
        if (Filter.Before is { } before) query.Add("before", DayText(before));
        if (Filter.Place is { } place) query.Add("place", CertificateWords.Slug(place));
        if (Filter.Owned is { } owned) query.Add("owner", OrgWords.Slug(owned));
        if (Sort != "expires") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return (open is { } id ? $"{Path}/{id.Value:D}" : Path) + query;
    }
}
