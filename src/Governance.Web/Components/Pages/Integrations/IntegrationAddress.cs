using System.Globalization;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>A part of the page Integrations.</summary>
public enum IntegrationsTab
{
    /// <summary>Confirmed ones.</summary>
    Integrations,

    /// <summary>What may be one.</summary>
    Proposed,

    /// <summary>Who runs the other ends.</summary>
    Vendors,
}

/// <summary>Tab, filters, sort, page and open vendor as they stand in an address.</summary>
public sealed record IntegrationAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 50;

    /// <summary>The list.</summary>
    public const string Path = "/integrations";

    /// <summary>A form for a new one.</summary>
    public const string New = "new";

    // A list of integrations is short enough to be counted; deeper addresses are made up.
    private const int MostPages = 1_000;

    private static readonly Dictionary<string, ListIntegrations.Order> Sorts = new()
    {
        ["name"] = ListIntegrations.Order.Name,
        ["vendor"] = ListIntegrations.Order.Vendor,
        ["owner"] = ListIntegrations.Order.Owner,
        ["orgs"] = ListIntegrations.Order.Orgs,
        ["grants"] = ListIntegrations.Order.Grants,
        ["used"] = ListIntegrations.Order.LastUsed,
        ["review"] = ListIntegrations.Order.Review,
    };

    /// <summary>Which part.</summary>
    public IntegrationsTab Tab { get; init; }

    /// <summary>The open vendor.</summary>
    public VendorId? Vendor { get; init; }

    /// <summary>A new vendor's form is open.</summary>
    public bool IsNewVendor { get; init; }

    /// <summary>Integrations of this vendor only; null for any.</summary>
    public VendorId? By { get; init; }

    /// <summary>Name or vendor holds this; null for any. Never a person's name: it stands in addresses.</summary>
    public string? Text { get; init; }

    /// <summary>Only those without an owner, or past their review or end date.</summary>
    public bool Lacking { get; init; }

    /// <summary>A column's sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = "name";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The filter as the query takes it.</summary>
    public ListIntegrations.Filter Filter => new(Text, By, Lacking);

    /// <summary>The sort as the query takes it.</summary>
    public ListIntegrations.Order Order => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads tab, vendor, text, by, lacking, sort and page. A vendor without a tab opens the vendors.</summary>
    public static IntegrationAddress Of(string address)
    {
        var read = new AddressReader(address);
        var vendor = read.One("vendor");
        var made = new IntegrationAddress
        {
            Tab = read.Choice<IntegrationsTab>("tab") ?? (vendor is null ? IntegrationsTab.Integrations : IntegrationsTab.Vendors),
            IsNewVendor = vendor == New,
            Vendor = vendor is not (null or New) && read.Id("vendor") is { } id ? new VendorId(id) : null,
            Text = read.One("text") is { Length: > 0 and <= Integration.NameMaxLength } text ? text : null,
            By = read.Id("by") is { } by ? new VendorId(by) : null,
            Lacking = read.Flag("lacking", "yes"),
            Sort = read.Sort(Sorts.Keys, "name"),
            Page = read.Page(MostPages),
        };
        return read.Problem is { } problem ? new IntegrationAddress { Problem = problem } : made;
    }

    /// <summary>The page of one integration.</summary>
    public static string Of(IntegrationId id) => $"{Path}/{id.Value:D}";

    /// <summary>The vendors, with one beside them if given.</summary>
    public static string Vendors(string? open = null) => $"{Path}?tab=vendors{(open is null ? "" : $"&vendor={open}")}";

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Text is { } text) query.Add("text", text);
        if (By is { } by) query.Add("by", by.Value.ToString("D"));
        if (Lacking) query.Add("lacking", "yes");
        if (Sort != "name") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        return Path + query;
    }
}
