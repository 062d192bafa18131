using Governance.Application.Inventory;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.PermissionSets;

/// <summary>One permission set beside the list.</summary>
public sealed partial class PermissionSetDrawer(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetPermissionSet.Detail? _detail;
    private Problem? _problem;
    private ItemId? _asked;

    [Parameter, EditorRequired] public ItemId Id { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    protected override Task OnParametersSetAsync() => _asked == Id ? Task.CompletedTask : ReadAsync();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Mode(GetPermissionSet.SetFacts set) => set.IsUserMode switch
    {
        true => "user mode: integrations run with it",
        false => "opens nothing, and is not session-based",
        null => "unknown: not judged yet",
    };

    private static string Session(bool? session) => session switch { true => "yes: active only after activation", false => "no: always on", null => "unknown" };

    private async Task ReadAsync()
    {
        var id = Id;
        _asked = id;
        (_detail, _problem) = (null, null);
        try
        {
            var answer = await useCases.SendAsync(new GetPermissionSet.Query(id), _stop.Token);
            if (id == Id) (_detail, _problem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }
}
