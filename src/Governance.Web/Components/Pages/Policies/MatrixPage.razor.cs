using Governance.Application.Policies;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Client apps by control; filters, sort, page and open row in the address.</summary>
public sealed partial class MatrixPage(UseCases useCases, NavigationManager navigation, PageClock clock) : IDisposable
{
    private MatrixAddress _address = new();
    private RecordGrid<ListAppControls.Row>? _grid;
    private IReadOnlyList<ListFindings.OrgChoice> _orgs = [];
    private DateTimeOffset? _judgedAt;
    private string? _count;

    protected override void OnInitialized()
    {
        _address = MatrixAddress.Of(navigation.Uri);
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
    }

    private static DateTimeOffset? WaivedUntil(ListAppControls.Row row, int column) =>
        row.Waived.TryGetValue(row.Cells[column].RuleId, out var until) ? until : null;

    private string Href(ListAppControls.Row row) => (_address with { Open = row.ThingId }).Href();

    private async Task<GridPage<ListAppControls.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListAppControls.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListAppControls.Row>.Fail(problem);
        var page = answer.Value!;
        (_orgs, _judgedAt) = (page.Orgs, page.OldestAt);
        return new GridPage<ListAppControls.Row>(page.Rows, page.Total, page.TotalIsMore);
    }

    private void Loaded(GridPage<ListAppControls.Row> page) => _count = page.Problem is not null ? null
        : $"{OrgWords.Count(page.Total, "client app")}{(_address.Filter == new AppControlFilter() ? "" : " that match")} × {ControlMatrix.Columns.Count} controls";

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != "/policies") return;
        _address = MatrixAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(() => _grid?.ReloadAsync() ?? Task.CompletedTask);

    private void Turn(int skip) => Go(_address with { Page = skip / MatrixAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(MatrixAddress address) => navigation.NavigateTo(address.Href());
}
