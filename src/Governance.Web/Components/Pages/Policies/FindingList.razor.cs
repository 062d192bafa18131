using Governance.Application.Policies;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Failed checks; filters, sort, page and open row in the address.</summary>
public sealed partial class FindingList(UseCases useCases, NavigationManager navigation, PageClock clock) : IDisposable
{
    private FindingAddress _address = new();
    private RecordGrid<ListFindings.Row>? _grid;
    private IReadOnlyList<ListFindings.OrgChoice> _orgs = [];
    private string? _count;

    protected override void OnInitialized()
    {
        _address = FindingAddress.Of(navigation.Uri);
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
    }

    private string Href(ListFindings.Row row) => (_address with { Open = row.Id }).Href();

    private async Task<GridPage<ListFindings.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListFindings.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListFindings.Row>.Fail(problem);
        _orgs = answer.Value!.Orgs;
        return new GridPage<ListFindings.Row>(answer.Value.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListFindings.Row> page) => _count = page.Problem is not null ? null
        : OrgWords.Count(page.Total, "finding") + (page.More ? " and more" : "") + (_address.Filter == new FindingFilter() ? " open" : " that match");

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != FindingAddress.Path) return;
        _address = FindingAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(() => _grid?.ReloadAsync() ?? Task.CompletedTask);

    private void Turn(int skip) => Go(_address with { Page = skip / FindingAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(FindingAddress address) => navigation.NavigateTo(address.Href());
}
