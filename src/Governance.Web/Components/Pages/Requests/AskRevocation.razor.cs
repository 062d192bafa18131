using Governance.Application.Authorizations;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Shows what a planned revocation would stop and who must agree, and files the request.</summary>
public sealed partial class AskRevocation(UseCases useCases, NavigationManager navigation, RevocationDraft draft) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PlanRevocation.Outlook? _outlook;
    private Problem? _problem;
    private Problem? _refusal;
    private bool _acting;
    private bool _filed;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>What was chosen.</summary>
    [Parameter, EditorRequired] public AuthorizationSelection Selection { get; set; } = null!;

    protected override Task OnInitializedAsync() => LookAsync();

    private async Task LookAsync()
    {
        var answer = await useCases.SendAsync(new PlanRevocation.Query(Selection), _stop.Token);
        (_outlook, _problem) = (answer.Value, answer.Problem);
    }

    private async Task FileAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it.
        if (_acting || _filed || _outlook is not { Stops.Targets: > 0 } outlook) return;
        _acting = true;
        try
        {
            var answer = await useCases.SendAsync(new FileRevocation.Command(Selection, outlook.Stops.Hash, reason), _stop.Token);
            _refusal = answer.Problem;
            if (answer.Value is { } filed)
            {
                (_filed, draft.Selection) = (true, null);
                navigation.NavigateTo(RequestAddress.Of(filed.Id));
            }
            else if (answer.Problem!.Code == IncidentProblems.PlanChanged.Code)
            {
                await LookAsync();
            }
        }
        finally
        {
            _acting = false;
        }
    }

    private void Leave() => navigation.NavigateTo(RevocationDraft.ListOf(Selection));
}
