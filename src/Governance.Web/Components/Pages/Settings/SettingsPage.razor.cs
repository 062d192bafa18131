using System.Reflection;
using Governance.Application.Access;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>The role map with the changes that wait, the version and the kind of database.</summary>
public sealed partial class SettingsPage(UseCases useCases, WaitingAct waiting) : IDisposable
{
    // A role map is short; it is shown whole.
    private const int MaxRows = 10_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly string _version = VersionOf(typeof(SettingsPage).Assembly);
    private RecordGrid<ListRoleMap.Row>? _grid;
    private ListRoleMap.Map? _map;
    private RoleChangeForm? _form;
    private bool _mayPropose;
    private string? _restored;
    private Guid? _rejecting;
    private string? _done;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        _mayPropose = self.Value?.Permissions.Contains(Permission.ManageRoles) == true;
        if (await waiting.TakeAsync<RoleChangeDraft>(_stop.Token) is not { } typed) return;
        (_form, _rejecting, _restored) = (typed.Form, typed.Rejecting, typed.Reason);
    }

    private async Task<GridPage<ListRoleMap.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListRoleMap.Query(), ct);
        _map = answer.Value;
        StateHasChanged();
        return answer.Problem is { } problem
            ? GridPage<ListRoleMap.Row>.Fail(problem)
            : new GridPage<ListRoleMap.Row>(answer.Value!.Rows, answer.Value.Rows.Count);
    }

    private Task ProposedAsync()
    {
        _form = null;
        return DecidedAsync("Proposed. Nothing has changed yet: another Portal admin or a Security reviewer confirms it within 7 days.");
    }

    private Task DecidedAsync(string done)
    {
        (_done, _restored, _rejecting) = (done, null, null);
        return ReloadAsync();
    }

    private Task ReloadAsync() => _grid?.ReloadAsync() ?? Task.CompletedTask;

    private static string VersionOf(Assembly assembly) =>
        $"Version {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown"}";
}
