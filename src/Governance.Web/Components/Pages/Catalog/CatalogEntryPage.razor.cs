using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Catalog;

/// <summary>One published API; with two versions in its address, what changed between them.</summary>
public sealed partial class CatalogEntryPage(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetCatalogEntry.Detail? _detail;
    private GetSpecDiff.Diff? _diff;
    private Problem? _problem;
    private Problem? _diffProblem;
    private Guid? _asked;
    private (Guid?, Guid?) _compared;
    private bool _may;

    [Parameter] public Guid Id { get; set; }

    /// <summary>The earlier of two versions.</summary>
    [SupplyParameterFromQuery] public Guid? Before { get; set; }

    /// <summary>The later of two versions.</summary>
    [SupplyParameterFromQuery] public Guid? After { get; set; }

    private bool Compared => Before is not null && After is not null;

    protected override async Task OnParametersSetAsync()
    {
        try
        {
            if (_asked != Id)
            {
                (_asked, _detail, _problem) = (Id, null, null);
                _may = (await useCases.SendAsync(new WhoAmI.Query(), _stop.Token)).Value?.Permissions.Contains(Permission.EditIntegration) == true;
                await LoadAsync();
            }
            if (_compared == (Before, After)) return;
            (_compared, _diff, _diffProblem) = ((Before, After), null, null);
            if (Before is not { } before || After is not { } after) return;
            var answer = await useCases.SendAsync(new GetSpecDiff.Query(new SpecVersionId(before), new SpecVersionId(after)), _stop.Token);
            if (_compared == (before, after)) (_diff, _diffProblem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Count(GetCatalogEntry.Detail detail)
    {
        var operations = detail.OperationCount is { } count ? CatalogWords.Counted(count, "operation") : "operations unknown";
        return $"{operations}, {(detail.Source is { } source ? $"in {Foreign.Visible(source.Label)}" : "in an org that the portal does not know")}";
    }

    private async Task LoadAsync()
    {
        var id = Id;
        var answer = await useCases.SendAsync(new GetCatalogEntry.Query(new CatalogEntryId(id)), _stop.Token);
        if (id != Id) return;
        _problem = answer.Problem;
        if (answer.Value is { } detail) _detail = detail;
        // What may no longer be seen is not left standing.
        else if (answer.Problem!.Kind is ProblemKind.NotFound or ProblemKind.Forbidden) _detail = null;
    }
}
