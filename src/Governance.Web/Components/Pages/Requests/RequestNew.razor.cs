using Governance.Application.Authorizations;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Components.Pages.Authorizations;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Shows what a planned revocation would stop and who must agree, and files the request.</summary>
public sealed partial class RequestNew(UseCases useCases, NavigationManager navigation, RevocationDraft draft) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AuthorizationSelection? _selection;
    private PlanRevocation.Outlook? _outlook;
    private Problem? _problem;
    private Problem? _refusal;
    private string? _unread;
    private bool _acting;
    private bool _filed;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _selection = draft.ChosenAt(new Uri(navigation.Uri), out var problem);
        if (_selection is not null) await LookAsync();
        else _unread = problem ?? "No authorization is chosen. What would stop when it is revoked would stand here.";
    }

    private async Task LookAsync()
    {
        var answer = await useCases.SendAsync(new PlanRevocation.Query(_selection!), _stop.Token);
        (_outlook, _problem) = (answer.Value, answer.Problem);
    }

    private async Task FileAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it.
        if (_acting || _filed || _outlook is not { Stops.Targets: > 0 } outlook) return;
        _acting = true;
        try
        {
            var answer = await useCases.SendAsync(new FileRevocation.Command(_selection!, outlook.Stops.Hash, reason), _stop.Token);
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

    private void Leave() => navigation.NavigateTo(RevocationDraft.ListOf(_selection));
}
