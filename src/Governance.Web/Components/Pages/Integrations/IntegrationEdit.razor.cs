using Governance.Application.Authorizations;
using Governance.Application.Integrations;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>Confirms an integration, proposed or thought of, or changes what is recorded of one.</summary>
public sealed partial class IntegrationEdit(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IntegrationForm? _form;
    private ListFilterChoices.Choices _known = new([], []);
    private Problem? _unreadable;
    private Problem? _problem;
    private string? _because;
    private Guid _version;
    private bool _isSaving;

    /// <summary>Which one; null for a new one.</summary>
    [Parameter] public Guid? Id { get; set; }

    /// <summary>Name of the proposal that fills the form.</summary>
    [SupplyParameterFromQuery] public string? Proposed { get; set; }

    private string Title => Id is null ? "New integration" : "Edit integration";

    private string Back => Id is { } id ? IntegrationAddress.Of(new IntegrationId(id)) : Proposed is null ? IntegrationAddress.Path : $"{IntegrationAddress.Path}?tab=proposed";

    protected override Task OnInitializedAsync() => AskAsync();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private string? Wrong(string field) => FormField.ErrorOf(_problem, field);

    private async Task AskAsync()
    {
        try
        {
            _unreadable = null;
            var known = await useCases.SendAsync(new ListFilterChoices.Query(), _stop.Token);
            if (known.Value is { } choices) _known = choices;
            _form = Id is { } id ? await StoredAsync(new IntegrationId(id)) : Proposed is { } name ? await ProposedAsync(name) : new IntegrationForm { Parts = { new() } };
            _unreadable ??= known.Problem;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task<IntegrationForm?> StoredAsync(IntegrationId id)
    {
        var answer = await useCases.SendAsync(new GetIntegration.Query(id), _stop.Token);
        _unreadable = answer.Problem;
        if (answer.Value is not { } card) return null;
        _version = card.Version;
        return IntegrationForm.Of(card);
    }

    private async Task<IntegrationForm?> ProposedAsync(string name)
    {
        var answer = await useCases.SendAsync(new ProposeIntegrations.Query(), _stop.Token);
        _unreadable = answer.Problem;
        if (answer.Value is not { } proposals) return null;
        if (proposals.Rows.FirstOrDefault(p => p.Name == name) is not { } proposal)
        {
            _unreadable = Problem.NotFound("integration.no-proposal", "This is no longer proposed: somebody confirmed it, or its apps are no longer in use.");
            return null;
        }
        _because = string.Join("; ", proposal.Because);
        return IntegrationForm.Of(proposal);
    }

    private async Task SaveAsync()
    {
        if (_isSaving || _form is not { } form) return;
        _isSaving = true;
        try
        {
            var draft = form.Read();
            _problem = draft.Problem;
            if (draft.Value is not { } typed) return;
            IntegrationId? saved = Id is { } id ? new IntegrationId(id) : null;
            if (saved is { } known) _problem = (await useCases.SendAsync(new EditIntegration.Command(known, _version, typed), _stop.Token)).Problem;
            else
            {
                var made = await useCases.SendAsync(new CreateIntegration.Command(typed), _stop.Token);
                (_problem, saved) = (made.Problem, made.Value?.Id);
            }
            if (_problem is null && saved is { } there) navigation.NavigateTo(IntegrationAddress.Of(there));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left; what was sent may have been saved.
        }
        finally
        {
            _isSaving = false;
        }
    }
}
