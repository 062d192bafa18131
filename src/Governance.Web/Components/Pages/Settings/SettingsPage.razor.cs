using System.Reflection;
using Governance.Application.Access;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>What is set today, read-only: the role map, the version and the kind of database.</summary>
public sealed partial class SettingsPage(UseCases useCases) : IDisposable
{
    // A role map is short; it is shown whole.
    private const int MaxRows = 10_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly string _version = VersionOf(typeof(SettingsPage).Assembly);
    private string? _database;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<GridPage<ListRoleMap.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListRoleMap.Query(), ct);
        if (answer.Problem is { } problem) return GridPage<ListRoleMap.Row>.Fail(problem);
        _database = answer.Value!.Database;
        StateHasChanged();
        return new GridPage<ListRoleMap.Row>(answer.Value.Rows, answer.Value.Rows.Count);
    }

    private static string VersionOf(Assembly assembly) =>
        $"Version {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown"}";
}
