using Governance.Application.Authorizations;
using Governance.Application.Catalog;
using Governance.Application.Inventory;
using Governance.Domain.Catalog;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Catalog;

/// <summary>Published APIs of all orgs.</summary>
public sealed partial class CatalogList(UseCases useCases, NavigationManager navigation, PageClock clock, BrowserZone zone) : IDisposable
{
    private CatalogAddress _address = new();
    private RecordGrid<ListCatalog.Row>? _grid;
    private IReadOnlyList<CapabilitySource> _sources = [];
    private string? _count;

    private IReadOnlyList<CapabilitySource> InFilter => [.. _sources.Where(s => _address.Filter.Org is null || s.OrgId == _address.Filter.Org)];

    private string? AsOf => _count is null ? null
        : AuthorizationWords.AsOf([.. InFilter.Select(s => new ListAuthorizationSources.OrgAge(s.OrgId, s.Label, s.AsOf))], clock.Now, zone.Zone);

    protected override void OnInitialized()
    {
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
    }

    protected override void OnParametersSet() => _address = CatalogAddress.Of(navigation.Uri);

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

    private static string Key(ListCatalog.Row row) => row.Id.Value.ToString("D");

    private static string Kind(ListCatalog.Row row) =>
        row.ProviderType switch { "Heroku" => "AppLink", null => row.AppName is null ? "External Service" : "AppLink", var other => other };

    private static string Flags(ListCatalog.SpecSummary spec) => string.Join(", ", new[]
    {
        spec.Agent > 0 ? $"agents: {CatalogWords.Number(spec.Agent)}" : null,
        spec.Pii > 0 ? $"personal data: {CatalogWords.Number(spec.Pii)}" : null,
    }.OfType<string>());

    private static string? Remark(ListCatalog.Row row) =>
        row.IsSpecBroken ? "a later one can’t be read" : row.DiffersFromDeclared ? "differs from the declared one"
        : row.Spec?.Source == SpecSource.Declared ? "declared" : null;

    private async Task<GridPage<ListCatalog.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListCatalog.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListCatalog.Row>.Fail(problem);
        _sources = answer.Value!.Sources;
        return new GridPage<ListCatalog.Row>(answer.Value.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListCatalog.Row> page)
    {
        if (page.Problem is not null) _sources = [];
        _count = page.Problem is not null ? null
            : $"{CatalogWords.Number(page.Total, page.More)} {(_address.Filter == new CatalogFilter() ? "published" : "that match")}, in {CatalogWords.Counted(InFilter.Count, "org")}";
    }

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != "/catalog") return;
        _address = CatalogAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(() => _grid?.ReloadAsync() ?? Task.CompletedTask);

    private void Turn(int skip) => Go(_address with { Page = skip / CatalogAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(CatalogAddress address) => navigation.NavigateTo(address.Href());
}
