using Governance.Application.Access;
using Governance.Application.Orgs;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>The connected orgs; filters, sort and page in the address.</summary>
public sealed partial class OrgList(UseCases useCases, NavigationManager navigation, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private OrgAddress _address = new();
    private RecordGrid<ListOrgs.Row>? _grid;
    private IReadOnlyList<ListOrgs.Group> _groups = [];
    private string? _count;
    private bool _mayConnect;

    protected override async Task OnInitializedAsync()
    {
        _address = OrgAddress.Of(navigation.Uri);
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        _mayConnect = self.Value?.Permissions.Contains(Permission.ConnectOrg) == true;
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Href(ListOrgs.Row row) => $"/orgs/{row.Id.Value:D}";

    private static string? Missing(ListOrgs.Row row) =>
        row.State == ConnectionState.ReconnectNeeded ? row.Cause
        : row.MissingRights.Count > 0 ? OrgWords.MissingRight + string.Join(", ", row.MissingRights)
        : row.Read is { } read and not CapabilityStatus.Ok ? OrgWords.Why(read, row.Blind)
        : null;

    private async Task<GridPage<ListOrgs.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListOrgs.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        if (answer.Problem is { } problem) return GridPage<ListOrgs.Row>.Fail(problem);
        _groups = answer.Value!.Groups;
        return new GridPage<ListOrgs.Row>(answer.Value.Rows, answer.Value.Total);
    }

    private void Loaded(GridPage<ListOrgs.Row> page) =>
        _count = page.Problem is null ? OrgWords.Count(page.Total, "org") + (_address.Filter == new OrgFilter() ? "" : " that match") : null;

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != "/orgs") return;
        _address = OrgAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(() => _grid?.ReloadAsync() ?? Task.CompletedTask);

    private void Turn(int skip) => Go(_address with { Page = skip / OrgAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(OrgAddress address) => navigation.NavigateTo(address.Href());
}
