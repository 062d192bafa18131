using Governance.Application.Policies;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>Policies, the changes that wait, and how rules are set in each org group; the open policy in the address.</summary>
public sealed partial class PolicyList(UseCases useCases, NavigationManager navigation, WaitingAct waiting, PageClock clock) : IDisposable
{
    private const string Path = "/policies/list";

    private readonly CancellationTokenSource _stop = new();
    private ListPolicies.Answer? _answer;
    private Problem? _problem;
    private PolicyForm? _form;
    private PolicyId? _open;
    private string? _restored, _done;

    private string? _count => _answer is not { } all ? null
        : $"{OrgWords.Count(all.Rows.Count, "policy").Replace("policys", "policies", StringComparison.Ordinal)}, {all.Rows.Count(r => r.Document.Bindings.Count > 0)} in force";

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
        _open = OpenIn(navigation.Uri);
        await LoadAsync();
        if (_stop.IsCancellationRequested || await waiting.TakeAsync<PolicyDraft>(_stop.Token) is not { } typed) return;
        (_form, _restored) = (PolicyForm.Of(typed.File(), typed.IsUploaded), typed.Reason);
    }

    private async Task LoadAsync()
    {
        try
        {
            var answer = await useCases.SendAsync(new ListPolicies.Query(), _stop.Token);
            (_answer, _problem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Write(PolicyForm form)
    {
        (_form, _restored) = (form, null);
        Close();
    }

    private Task ProposedAsync()
    {
        (_form, _restored, _done) = (null, null, "Proposed. Nothing has changed yet: it is being judged against today’s inventory, and another Security reviewer decides on its request within 7 days.");
        return LoadAsync();
    }

    // A preview that is being judged shows by itself when it is done.
    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (_answer?.Waiting.Any(c => c.Preview is null) != true) return;
        await LoadAsync();
        StateHasChanged();
    });

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != Path) return;
        _open = OpenIn(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Close() => navigation.NavigateTo(Path);

    private static PolicyId? OpenIn(string address) => new AddressReader(address).Id("open") is { } id ? new PolicyId(id) : null;
}
