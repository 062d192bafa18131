using Governance.Application.Access;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Heroku;

/// <summary>One Heroku account and what hangs on it. Follows work by itself.</summary>
public sealed partial class HerokuPage(UseCases useCases, WaitingAct waiting, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Beats between two looks while nothing is under way.
    private const int Idle = 20;

    private readonly CancellationTokenSource _stop = new();
    private IReadOnlySet<Permission> _may = new HashSet<Permission>();
    private GetHerokuAccount.Detail? _detail;
    private Problem? _problem;
    private CredentialField? _credential;
    private Guid? _asked;
    private Guid? _ticket;
    private bool _ending;
    private bool _busy;

    /// <summary>The account.</summary>
    [Parameter] public Guid Id { get; set; }

    private HerokuAccountId Account => new(Id);

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Id) return;
        (_asked, _detail, _problem, _ending) = (Id, null, null, false);
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        if (self.Value is { } me) _may = me.Permissions;
        await LoadAsync();
        if (await waiting.TakeAsync<Typed>(_stop.Token) is { } typed) (_ending, _ticket) = (typed.Ending, typed.Ticket);
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FollowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static bool IsUsable(GetHerokuAccount.Detail detail) => detail.State is ConnectionState.Connected or ConnectionState.Degraded;

    private static DateTimeOffset? AsOf(GetHerokuAccount.Detail detail) =>
        detail.Capabilities.FirstOrDefault(c => c.Capability == HerokuCapability.Authorizations)?.AsOf ?? detail.Addons.Min(a => a.AsOf);

    private async Task LoadAsync()
    {
        var id = Account;
        var answer = await useCases.SendAsync(new GetHerokuAccount.Query(id), _stop.Token);
        if (id != Account) return;
        _problem = answer.Problem;
        if (answer.Value is { } detail) _detail = detail;
        // What may no longer be seen is not left standing.
        else if (answer.Problem!.Kind is ProblemKind.NotFound or ProblemKind.Forbidden) _detail = null;
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Beat, clock);
        try
        {
            for (var beat = 1; await timer.WaitForNextTickAsync(_stop.Token); beat++)
            {
                var isBusy = _detail is { } shown && (shown.State == ConnectionState.Connecting || shown.IsSyncing);
                if (_detail is null || (!isBusy && beat % Idle != 0)) continue;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private Task SyncAsync() => SendAsync(new RequestHerokuSync.Command(Account));

    private async Task DisconnectAsync()
    {
        await SendAsync(new DisconnectHeroku.Command(Account));
        _ending = _problem is not null;
    }

    private async Task ReconnectAsync()
    {
        if (_credential is not null && !await _credential.HandOverAsync()) return;
        await SendAsync(new ReconnectHeroku.Command(Account, _ticket));
        if (_problem?.Code != AccessProblems.StepUpRequired.Code) _ticket = null;
    }

    private Task SignInAgainAsync() => waiting.SignInAgainAsync(new Typed(_ending, _ticket), _stop.Token);

    private async Task SendAsync(ICommand<Done> command)
    {
        _busy = true;
        var sent = await useCases.SendAsync(command, _stop.Token);
        _busy = false;
        await LoadAsync();
        _problem = sent.Problem ?? _problem;
    }

    private sealed record Typed(bool Ending, Guid? Ticket);
}
