using Governance.Application.Requests;
using Governance.Domain.Requests;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Requests: those that wait for the person first.</summary>
public sealed partial class RequestsPage(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private RequestAddress _address = new();
    private RecordGrid<ListRequests.Row>? _grid;
    private IReadOnlyList<ListRequests.Row> _rows = [];
    private IReadOnlySet<string> _selected = new HashSet<string>();
    private string? _count;
    private int _total;

    // What waits for a decision stands here for whoever decides. What waits for something else can be chosen too, and is refused by itself.
    private bool MaySelect => _address.Which == ListRequests.Standing.ForMe && _rows.Any(r => RequestStates.IsWaiting(r.State));

    private IReadOnlyList<ListRequests.Row> Chosen => [.. _rows.Where(r => _selected.Contains(r.Id.Value.ToString()))];

    private string Empty => _address.Which switch
    {
        ListRequests.Standing.ForMe => "Nothing waits for you. What others ask for and you may decide or begin stands here, until enough people agreed.",
        ListRequests.Standing.Mine => "You have asked for nothing yet. What you ask for, and your drafts, stand here.",
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

    private void Choose(IReadOnlySet<string> selected) => _selected = selected;

    private Task DecidedAsync()
    {
        _selected = new HashSet<string>();
        return _grid?.ReloadAsync() ?? Task.CompletedTask;
    }

    private void Loaded(GridPage<ListRequests.Row> page)
    {
        (_rows, _total) = (page.Problem is null ? page.Rows : [], page.Total);
        _count = page.Problem is null ? OrgWords.Count(page.Total, "request") + (_address.Which == ListRequests.Standing.ForMe ? " waiting for you" : "") : null;
    }

    private void Turn(int skip) => navigation.NavigateTo((_address with { Page = skip / RequestAddress.Take + 1 }).Href());

    private void Follow(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != RequestAddress.Path) return;
        (_address, _selected) = (RequestAddress.Of(args.Location), new HashSet<string>());
        _ = InvokeAsync(StateHasChanged);
    }
}
