using Governance.Application.Authorizations;
using Governance.Application.Inventory;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.PermissionSets;

/// <summary>Permission sets of all orgs, those that integrations run with first; one of them beside the list.</summary>
public sealed partial class PermissionSetsPage(UseCases useCases, NavigationManager navigation, PageClock clock, BrowserZone zone) : IDisposable
{
    private static readonly string ShowAll = new PermissionSetAddress { Filter = new PermissionSetFilter { Kind = SetChoice.All } }.Href();

    private PermissionSetAddress _address = new();
    private RecordGrid<ListPermissionSets.Row>? _grid;
    private IReadOnlyList<CapabilitySource> _sources = [];
    private string? _count;

    /// <summary>The open set.</summary>
    [Parameter] public Guid? Id { get; set; }

    private IReadOnlyList<CapabilitySource> InFilter => [.. _sources.Where(s => _address.Filter.Org is null || s.OrgId == _address.Filter.Org)];

    private string? AsOf => _count is null ? null
        : AuthorizationWords.AsOf([.. InFilter.Select(s => new ListAuthorizationSources.OrgAge(s.OrgId, s.Label, s.AsOf))], clock.Now, zone.Zone);

    protected override void OnInitialized()
    {
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
    }

    protected override void OnParametersSet() => _address = PermissionSetAddress.Of(navigation.Uri);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var before = zone.Zone;
        await zone.AskAsync();
        if (!before.Equals(zone.Zone)) StateHasChanged();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
    }

    private static string Key(ListPermissionSets.Row row) => row.Id.Value.ToString("D");

    private static string Session(ListPermissionSets.Row row) =>
        row.IsSession switch { true => "session-based", false => row.IsUserMode ? "user mode, always on" : "always on", null => "session-based: unknown" };

    private async Task<GridPage<ListPermissionSets.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListPermissionSets.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListPermissionSets.Row>.Fail(problem);
        _sources = answer.Value!.Sources;
        return new GridPage<ListPermissionSets.Row>(answer.Value.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListPermissionSets.Row> page)
    {
        if (page.Problem is not null) _sources = [];
        _count = page.Problem is not null ? null
            : $"{PermissionSetWords.Number(page.Total, page.More)} {(_address.Filter == new PermissionSetFilter() ? "that integrations run with" : "that match")}, in {PermissionSetWords.Counted(InFilter.Count, "org")}";
    }

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (!new Uri(args.Location).AbsolutePath.StartsWith("/permission-sets", StringComparison.Ordinal)) return;
        _address = PermissionSetAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(() => _grid?.ReloadAsync() ?? Task.CompletedTask);

    private void Turn(int skip) => Go(_address with { Page = skip / PermissionSetAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(PermissionSetAddress address) => navigation.NavigateTo(address.Href());
}
