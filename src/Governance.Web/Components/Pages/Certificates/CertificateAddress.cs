using System.Globalization;
using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Inventory;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

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

    /// <summary>Reads org, before, place, sort and page.</summary>
    public static CertificateAddress Of(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? problem = null;
        var filter = new CertificateFilter
        {
            Org = One("org") is { } org ? Guid.TryParse(org, out var id) ? new OrgId(id) : Refused<OrgId?>("org", org) : null,
            Before = One("before") is { } before ? DayOf(before) ?? Refused<DateTimeOffset?>("before", before) : null,
            Place = One("place") is { } place ? CertificateWords.PlaceOf(place) ?? Refused<CertificatePlace?>("place", place) : null,
        };
        var sort = One("sort") is { } by ? Sorts.ContainsKey(by.TrimStart('-')) ? by : Refused<string>("sort", by) : "expires";
        var page = One("page") is { } at ? int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= ListCertificates.Depth / Take
            ? n : Refused<int>("page", at) : 1;
        return problem is null ? new CertificateAddress { Filter = filter, Sort = sort!, Page = page } : new CertificateAddress { Problem = problem };

        string? One(string name) => query.TryGetValue(name, out var values) && values.Count > 0 && values[0]?.Length > 0 ? values[0] : null;

        T? Refused<T>(string name, string value)
        {
            problem ??= $"The filter “{name}” can’t be “{Text.Bounded(value, 40)}”.";
            return default;
        }
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
        if (Sort != "expires") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return (open is { } id ? $"{Path}/{id.Value:D}" : Path) + query;
    }
}
