using System.Globalization;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Filters, sort, page and open row of the matrix as they stand in an address.</summary>
public sealed record MatrixAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 25;

    private static readonly Dictionary<string, ListAppControls.Order> Sorts = new()
    {
        ["worst"] = ListAppControls.Order.Worst,
        ["app"] = ListAppControls.Order.App,
        ["org"] = ListAppControls.Order.Org,
        ["grants"] = ListAppControls.Order.Grants,
    };

    /// <summary>Which apps.</summary>
    public AppControlFilter Filter { get; init; } = new();

    /// <summary>A sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = "-worst";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>App whose detail is open; null for none.</summary>
    public Guid? Open { get; init; }

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListAppControls.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads severity, org, kind, use, text, sort, page and open.</summary>
    public static MatrixAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new MatrixAddress
        {
            Filter = new AppControlFilter
            {
                AtLeast = read.Choice<Severity>("severity"),
                Org = read.Id("org") is { } org ? new OrgId(org) : null,
                Kind = read.Choice<ClientAppKind>("kind"),
                InUse = read.Flag("use", "yes"),
                Text = read.One("text"),
            },
            Sort = read.Sort(Sorts.Keys, "-worst"),
            Page = read.Page(ListAppControls.Depth / Take),
            Open = read.Id("open"),
        };
        return read.Problem is { } problem ? new MatrixAddress { Problem = problem } : made;
    }

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Filter.AtLeast is { } severity) query.Add("severity", PolicyWords.Slug(severity));
        if (Filter.Org is { } org) query.Add("org", org.Value.ToString("D"));
        if (Filter.Kind is { } kind) query.Add("kind", PolicyWords.Slug(kind));
        if (Filter.InUse) query.Add("use", "yes");
        if (!string.IsNullOrEmpty(Filter.Text)) query.Add("text", Filter.Text);
        if (Sort != "-worst") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        if (Open is { } open) query.Add("open", open.ToString("D"));
        return "/policies" + query;
    }
}

/// <summary>Filters, sort, page and open row of the findings as they stand in an address.</summary>
public sealed record FindingAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 25;

    /// <summary>The path of the list.</summary>
    public const string Path = "/policies/findings";

    private static readonly Dictionary<string, ListFindings.Order> Sorts = new()
    {
        ["severity"] = ListFindings.Order.Severity,
        ["since"] = ListFindings.Order.Since,
        ["thing"] = ListFindings.Order.Thing,
        ["rule"] = ListFindings.Order.Rule,
    };

    /// <summary>Which findings.</summary>
    public FindingFilter Filter { get; init; } = new();

    /// <summary>A sort key; a leading minus is descending.</summary>
    public string Sort { get; init; } = "-severity";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Finding whose detail is open; null for none.</summary>
    public FindingId? Open { get; init; }

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>The sort as the query takes it.</summary>
    public ListFindings.Order By => Sorts[Sort.TrimStart('-')];

    /// <summary>Reads state, severity, rule, org, thing, id, sort, page and open.</summary>
    public static FindingAddress Of(string address)
    {
        var read = new AddressReader(address);
        var rule = read.One("rule");
        if (rule is not null && RuleCatalogue.Find(rule) is null) read.Refuse<string>("rule", rule);
        var made = new FindingAddress
        {
            Filter = new FindingFilter
            {
                Standing = read.Choice<FindingStanding>("state") ?? FindingStanding.Open,
                Severity = read.Choice<Severity>("severity"),
                Rule = rule,
                Org = read.Id("org") is { } org ? new OrgId(org) : null,
                Thing = read.Choice<ThingKind>("thing"),
                ThingId = read.Id("id"),
            },
            Sort = read.Sort(Sorts.Keys, "-severity"),
            Page = read.Page(ListFindings.Depth / Take),
            Open = read.Id("open") is { } open ? new FindingId(open) : null,
        };
        return read.Problem is { } problem ? new FindingAddress { Problem = problem } : made;
    }

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Filter.Standing != FindingStanding.Open) query.Add("state", PolicyWords.Slug(Filter.Standing));
        if (Filter.Severity is { } severity) query.Add("severity", PolicyWords.Slug(severity));
        if (Filter.Rule is { } rule) query.Add("rule", rule);
        if (Filter.Org is { } org) query.Add("org", org.Value.ToString("D"));
        if (Filter.Thing is { } thing) query.Add("thing", PolicyWords.Slug(thing));
        if (Filter.ThingId is { } id) query.Add("id", id.ToString("D"));
        if (Sort != "-severity") query.Add("sort", Sort);
        if (Page != 1) query.Add("page", Page.ToString(CultureInfo.InvariantCulture));
        if (Open is { } open) query.Add("open", open.Value.ToString("D"));
        return Path + query;
    }
}
