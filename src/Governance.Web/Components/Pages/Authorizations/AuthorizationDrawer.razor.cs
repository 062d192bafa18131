using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Incidents;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>One authorization beside the list.</summary>
public sealed partial class AuthorizationDrawer(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetAuthorization.Detail? _detail;
    private Problem? _problem;
    private AuthorizationId? _asked;

    [Parameter, EditorRequired] public AuthorizationId Id { get; set; }

    [Parameter] public bool MayRevoke { get; set; }

    /// <summary>Whether the person may ask others to agree to it.</summary>
    [Parameter] public bool MayAsk { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    protected override Task OnParametersSetAsync() => _asked == Id ? Task.CompletedTask : ReadAsync();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Active(bool? active) => active switch { true => "active", false => "inactive", _ => "activity unknown" };

    private static bool Alive(GetAuthorization.Revocation revocation) => revocation.State == TargetState.StillAlive;

    private static int? Level(GetAuthorization.Revocation revocation) =>
        revocation.Level == ProofLevel.None ? null : (int)revocation.Level - 1;

    private async Task ReadAsync()
    {
        var id = Id;
        _asked = id;
        (_detail, _problem) = (null, null);
        try
        {
            var answer = await useCases.SendAsync(new GetAuthorization.Query(id), _stop.Token);
            if (id == Id) (_detail, _problem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }
}
