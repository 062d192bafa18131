using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>One org: how the portal stands with it, what it may read there, what it read when. Follows work by itself.</summary>
public sealed partial class OrgPage(UseCases useCases, WaitingAct waiting, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Beats between two looks while nothing is under way.
    private const int Idle = 20;

    private readonly CancellationTokenSource _stop = new();
    private IReadOnlySet<Permission> _may = new HashSet<Permission>();
    private GetOrg.Detail? _detail;
    private Problem? _problem;
    private Problem? _endProblem;
    private Guid? _asked;
    private bool _ending;
    private bool _busy;

    /// <summary>The connection.</summary>
    [Parameter] public Guid Id { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Id) return;
        (_asked, _detail, _problem, _ending) = (Id, null, null, false);
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        if (self.Value is { } me) _may = me.Permissions;
        await LoadAsync();
        _ending = await waiting.TakeAsync<Ending>(_stop.Token) is not null;
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FollowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    internal static bool IsUsable(GetOrg.Detail detail) => detail.Link.State is ConnectionState.Connected or ConnectionState.Degraded;

    internal static bool IsSyncing(GetOrg.Detail detail) => IsUsable(detail) && detail.Sync is { DoneAt: null };

    /// <summary>The org has answered, and its authorizations are read for the first time.</summary>
    internal static bool IsFirstRead(GetOrg.Detail detail) => IsSyncing(detail) && detail.Runs.Count == 0;

    private static string? Kind(GetOrg.Detail detail) => detail.Facts is { } org
        ? $"{OrgWords.Of(org.Environment)}, {OrgWords.Of(org.Infrastructure, org.ConfirmedBy is not null)}, {detail.Link.OrgGroup}"
        : detail.Link.OrgGroup;

    private async Task LoadAsync()
    {
        var id = Id;
        var answer = await useCases.SendAsync(new GetOrg.Query(new ConnectionId(id)), _stop.Token);
        if (id != Id) return;
        _problem = answer.Problem;
        if (answer.Value is { } detail) _detail = detail;
        // What may no longer be seen is not left standing.
        else if (answer.Problem!.Kind is ProblemKind.NotFound or ProblemKind.Forbidden) _detail = null;
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Beat, clock);
        // Asked for once: a page that was left has disposed of its source.
        var stop = _stop.Token;
        try
        {
            for (var beat = 1; await timer.WaitForNextTickAsync(stop); beat++)
            {
                var isBusy = _detail is { } shown && (shown.Link.State == ConnectionState.Connecting || shown.Sync is { DoneAt: null });
                if (_detail is null || (!isBusy && beat % Idle != 0)) continue;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task SyncAsync()
    {
        _busy = true;
        var asked = await useCases.SendAsync(new RequestSync.Command(new ConnectionId(Id)), _stop.Token);
        _busy = false;
        await LoadAsync();
        _problem = asked.Problem ?? _problem;
    }

    private Task SignInAgainAsync() => waiting.SignInAgainAsync(new Ending(), _stop.Token);

    private async Task DisconnectAsync()
    {
        var ended = await useCases.SendAsync(new Disconnect.Command(new ConnectionId(Id)), _stop.Token);
        _endProblem = ended.Problem;
        if (ended.Problem is not null) return;
        _ending = false;
        await LoadAsync();
    }

    /// <summary>Waits for a sign-in with the disconnect panel open.</summary>
    private sealed record Ending;
}
