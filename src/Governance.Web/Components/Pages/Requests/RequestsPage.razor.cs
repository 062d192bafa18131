using Governance.Application.Requests;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Requests: those that wait for the person first.</summary>
public sealed partial class RequestsPage(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private RequestAddress _address = new();
    private string? _count;

    private string Empty => _address.Which switch
    {
        ListRequests.Standing.ForMe => "Nothing waits for you. What others ask for and you may decide or begin stands here, until enough people agreed.",
        ListRequests.Standing.Mine => "You have asked for nothing yet. Choose authorizations, then ask to revoke them.",
        ListRequests.Standing.Open => "No request is open.",
        _ => "No request is over yet.",
    };

    public void Dispose() => navigation.LocationChanged -= Follow;

    protected override void OnInitialized()
    {
        _address = RequestAddress.Of(navigation.Uri);
        navigation.LocationChanged += Follow;
    }

    private async Task<GridPage<ListRequests.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListRequests.Query(_address.Which, request.Skip, request.Take), ct);
        return answer.Problem is { } problem
            ? GridPage<ListRequests.Row>.Fail(problem)
            : new GridPage<ListRequests.Row>(answer.Value!.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListRequests.Row> page) =>
        _count = page.Problem is null ? OrgWords.Count(page.Total, "request") + (_address.Which == ListRequests.Standing.ForMe ? " waiting for you" : "") : null;

    private void Turn(int skip) => navigation.NavigateTo((_address with { Page = skip / RequestAddress.Take + 1 }).Href());

    private void Follow(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != RequestAddress.Path) return;
        _address = RequestAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }
}
