using Governance.Application.Policies;
using Governance.Domain;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Waivers; which ones, page and open row in the address.</summary>
public sealed partial class WaiverList(UseCases useCases, NavigationManager navigation, PageClock clock) : IDisposable
{
    private WaiverAddress _address = new();
    private RecordGrid<ListWaivers.Row>? _grid;
    private IReadOnlyList<ListWaivers.Row> _rows = [];
    private string? _count;

    private ListWaivers.Row? _row => _rows.FirstOrDefault(r => r.Id == _address.Open);

    protected override void OnInitialized()
    {
        _address = WaiverAddress.Of(navigation.Uri);
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
    }

    private string Href(ListWaivers.Row row) => (_address with { Open = row.Id }).Href();

    private async Task<GridPage<ListWaivers.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListWaivers.Query(_address.Which, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListWaivers.Row>.Fail(problem);
        _rows = answer.Value!.Rows;
        return new GridPage<ListWaivers.Row>(answer.Value.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListWaivers.Row> page) => _count = page.Problem is not null ? null
        : OrgWords.Count(page.Total, "waiver") + (page.More ? " and more" : "");

    // What was decided may leave the list it was in: it stays open, among all.
    private async Task DecidedAsync()
    {
        await ReloadAsync();
        if (_row is null && _address.Open is not null) Go(_address with { Which = ListWaivers.Standing.All, Page = 1 });
    }

    private Task ReloadAsync() => _grid?.ReloadAsync() ?? Task.CompletedTask;

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != WaiverAddress.Path) return;
        _address = WaiverAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(ReloadAsync);

    private void Turn(int skip) => Go(_address with { Page = skip / WaiverAddress.Take + 1 });

    private void Go(WaiverAddress address) => navigation.NavigateTo(address.Href());
}

/// <summary>Which waivers, page and open row as they stand in an address.</summary>
public sealed record WaiverAddress
{
    /// <summary>Rows of a page.</summary>
    public const int Take = 25;

    /// <summary>The path of the list.</summary>
    public const string Path = "/policies/waivers";

    /// <summary>Which waivers.</summary>
    public ListWaivers.Standing Which { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Waiver whose detail is open; null for none.</summary>
    public WaiverId? Open { get; init; }

    /// <summary>The value that can't be read, as a sentence; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads which, page and open.</summary>
    public static WaiverAddress Of(string address)
    {
        var read = new AddressReader(address);
        var made = new WaiverAddress
        {
            Which = read.Choice<ListWaivers.Standing>("which") ?? ListWaivers.Standing.Current,
            Page = read.Page(ListWaivers.Depth / Take),
            Open = read.Id("open") is { } open ? new WaiverId(open) : null,
        };
        return read.Problem is { } problem ? new WaiverAddress { Problem = problem } : made;
    }

    /// <summary>The address of this list.</summary>
    public string Href()
    {
        var query = new QueryBuilder();
        if (Which != ListWaivers.Standing.Current) query.Add("which", PolicyWords.Slug(Which));
        if (Page != 1) query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Open is { } open) query.Add("open", open.Value.ToString("D"));
        return Path + query;
    }
}
