using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>Where notices go outside the portal, and what became of each.</summary>
public sealed partial class ChannelsPage(UseCases useCases, WaitingAct waiting, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ListChannels.Answer? _answer;
    private RecordGrid<ListDeliveries.Row>? _deliveries;
    private ChannelDraft? _draft;
    private Removal? _removing;
    private Problem? _problem;
    private Problem? _refusal;
    private string? _restored;
    private string? _done;
    private bool _onItsWay;
    private bool _busy;

    /// <summary>A channel about to be removed.</summary>
    public sealed record Removal(Guid Id, string Name);

    /// <summary>What waits for a sign-in: a new channel, or a removal with its reason.</summary>
    public sealed record Typed(ChannelDraft? Draft, Removal? Removing, string? Reason);

    public void Dispose()
    {
        clock.Ticked -= Follow;
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        clock.Ticked += Follow;
        if (await waiting.TakeAsync<Typed>(_stop.Token) is { } typed) (_draft, _removing, _restored) = (typed.Draft, typed.Removing, typed.Reason);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new ListChannels.Query(), _stop.Token);
        (_answer, _problem) = (answer.Value ?? _answer, answer.Problem);
    }

    private async Task<GridPage<ListDeliveries.Row>> LoadDeliveriesAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListDeliveries.Query(null, false, request.Skip, request.Take), ct);
        _onItsWay = answer.Value?.Rows.Any(r => r.State == Domain.Notifications.DeliveryState.Waiting) == true;
        return answer.Problem is { } problem
            ? GridPage<ListDeliveries.Row>.Fail(problem)
            : new GridPage<ListDeliveries.Row>(answer.Value!.Rows, answer.Value.Total);
    }

    /// <summary>Only while something is on its way: else the list stands still under whoever reads it.</summary>
    private void Follow()
    {
        if (_onItsWay && !_stop.IsCancellationRequested) _ = InvokeAsync(ReloadAsync);
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        if (_deliveries is not null) await _deliveries.ReloadAsync();
        StateHasChanged();
    }

    private Task AddedAsync(string name)
    {
        (_draft, _done) = (null, $"{name} was added and is on. Send a test to see that it arrives.");
        return ReloadAsync();
    }

    private Task TestAsync(ListChannels.Row row) =>
        ActAsync(new TestChannel.Command(row.Id), $"A test is on its way to {row.Name}. How it ended stands under Deliveries.");

    private Task SwitchAsync(ListChannels.Row row) => ActAsync(new SwitchChannel.Command(row.Id, !row.IsOn),
        row.IsOn ? $"{row.Name} is off. What happens from now on is not sent to it, also not later." : $"{row.Name} is on.");

    private Task SendAgainAsync(ListDeliveries.Row row) => ActAsync(new SendAgain.Command(row.Id), $"It is on its way to {row.Channel} again.");

    private async Task ActAsync<T>(ICommand<T> command, string done)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            var answer = await useCases.SendAsync(command, _stop.Token);
            (_problem, _done) = (answer.Problem, answer.Ok ? done : null);
            if (!answer.Ok) return;
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private void BeginRemove(ListChannels.Row row) => (_removing, _refusal, _restored, _done) = (new Removal(row.Id.Value, row.Name), null, null, null);

    private async Task RemoveAsync(string reason)
    {
        var answer = await useCases.SendAsync(new RemoveChannel.Command(new ChannelId(_removing!.Id), reason), _stop.Token);
        _refusal = answer.Problem;
        if (!answer.Ok) return;
        (_done, _removing) = ($"{_removing.Name} was removed.", null);
        await ReloadAsync();
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Typed(null, _removing, reason), _stop.Token);
}
