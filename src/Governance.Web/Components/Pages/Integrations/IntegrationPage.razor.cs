using Governance.Application.Access;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>One integration: its identity card, what it can reach, how it is used and what was found.</summary>
public sealed partial class IntegrationPage(UseCases useCases, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private WhoAmI.Self? _me;
    private GetIntegration.Card? _card;
    private GetIntegrationRelations.Relations? _around;
    private Problem? _problem;
    private Problem? _aroundProblem;
    private Guid? _shown;

    /// <summary>Which integration.</summary>
    [Parameter] public Guid Id { get; set; }

    private string? Count => _around is not { } around ? null
        : $"{OrgWords.Count(around.Usage.Total, "authorization")} in {OrgWords.Count(_card!.Pieces.Select(p => p.Org).OfType<OrgId>().Distinct().Count(), "org")}";

    protected override void OnInitialized() => clock.Ticked += Refresh;

    protected override Task OnParametersSetAsync()
    {
        if (_shown == Id) return Task.CompletedTask;
        (_shown, _card, _around) = (Id, null, null);
        return AskAsync();
    }

    public void Dispose()
    {
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    private bool May(Permission permission) => _me?.Permissions.Contains(permission) == true;

    private async Task AskAsync()
    {
        var id = new IntegrationId(Id);
        try
        {
            _me ??= (await useCases.SendAsync(new WhoAmI.Query(), _stop.Token)).Value;
            var card = await useCases.SendAsync(new GetIntegration.Query(id), _stop.Token);
            if (id.Value != _shown) return;
            (_card, _problem) = (card.Value, card.Problem);
            if (_card is null) return;
            StateHasChanged();
            var around = await useCases.SendAsync(new GetIntegrationRelations.Query(id), _stop.Token);
            if (id.Value == _shown) (_around, _aroundProblem) = (around.Value, around.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await AskAsync();
        StateHasChanged();
    });
}
