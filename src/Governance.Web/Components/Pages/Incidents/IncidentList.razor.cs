using Governance.Application.Incidents;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>All containments, newest first.</summary>
public sealed partial class IncidentList(UseCases useCases, NavigationManager navigation)
{
    private string? _count;

    [SupplyParameterFromQuery] public int? Skip { get; set; }

    private async Task<GridPage<ListIncidents.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var page = await useCases.SendAsync(new ListIncidents.Query(request.Skip, request.Take), ct);
        return page.Problem is { } problem
            ? GridPage<ListIncidents.Row>.Fail(problem)
            : new GridPage<ListIncidents.Row>(page.Value!.Rows, page.Value.Total);
    }

    private void Count(GridPage<ListIncidents.Row> page) =>
        _count = page.Problem is null ? IncidentWords.Count(page.Total, "incident") : null;

    private void Turn(int skip) => navigation.NavigateTo(skip > 0 ? $"{IncidentAddress.List}?skip={skip}" : IncidentAddress.List);
}
