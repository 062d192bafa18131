using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Requests;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Incidents;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>One request with all that a decision rests on, and the decision.</summary>
public sealed partial class RequestPage(UseCases useCases, NavigationManager navigation, WaitingAct waiting, PageClock clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _stop = new();
    private GetRequest.Detail? _detail;
    private Problem? _problem;
    private Problem? _refusal;
    private string _said = "";
    private string _restored = "";
    private Uri? _signIn;
    private bool _acting;
    private bool _following;

    /// <summary>Which.</summary>
    [Parameter] public Guid Id { get; set; }

    public void Dispose()
    {
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        clock.Ticked += Refresh;
        _restored = (await waiting.TakeAsync<Waiting>(_stop.Token))?.Reason ?? "";
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.Head.Id.Value == Id) return;
        (_detail, _signIn) = (null, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetRequest.Query(new RequestId(Id)), _stop.Token);
        (_detail, _problem) = (answer.Value, answer.Problem);
        if (!Waits) _signIn = null;
        if (Moves && !_following) _ = InvokeAsync(FollowAsync);
    }

    private bool Waits => _detail is { View.Errand.State: ErrandState.WaitsForSignIn };

    // What somebody has to do now stands before what was asked for.
    private bool IsToDo => _detail is { Head.State: RequestState.WaitingForPerson, View.Steps.Count: > 0 };

    private bool Moves => Waits || _detail is { View.Errand.State: ErrandState.UnderWay };

    // While the portal is at it the page shows how far it came.
    private async Task FollowAsync()
    {
        _following = true;
        try
        {
            while (Moves)
            {
                await Task.Delay(Look, _stop.Token);
                if (_acting) continue;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        finally
        {
            _following = false;
        }
    }

    private Task SignInThereAsync() => ActAsync(async () =>
    {
        var id = _detail!.Head.Id;
        if ((await useCases.SendAsync(new OpenSignIn.Command(id), _stop.Token)).Problem is { } refused) return refused;
        var address = await useCases.SendAsync(new GetSignIn.Query(id), _stop.Token);
        _signIn = address.Value;
        return address.Problem;
    });

    private Task DecideAsync(DecisionBar.Said said) => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(
            new DecideRequest.Command(_detail!.Head.Id, said.Verdict, said.Reason, _detail.ContentHash, _detail.Head.Kind, _detail.Risk.Level, said.Until), _stop.Token);
        if (answer.Value is { } done) _said = $"{said.Verdict} recorded: {done.Agreed} of {done.Needed} agreed.";
        return answer.Problem;
    });

    private Task WithdrawAsync() => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(new WithdrawRequest.Command(_detail!.Head.Id), _stop.Token);
        if (answer.Ok) _said = "Withdrawn.";
        return answer.Problem;
    });

    private Task AmendAsync(AmendPanel.Said said) => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(new AmendRequest.Command(_detail!.Head.Id, said.Reason, said.Until, said.Off, _detail.ContentHash), _stop.Token);
        if (answer.Ok) _said = "Changed. Those who decide are asked anew.";
        return answer.Problem;
    });

    private Task BeginAsync() => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(new CarryOutRevocation.Command(_detail!.Head.Id), _stop.Token);
        if (answer.Value is { Incident: { } incident }) navigation.NavigateTo(IncidentAddress.Of(incident));
        else if (answer.Ok) _said = "The risk has grown since it was approved: more people must agree first. Nothing was revoked.";
        return answer.Problem;
    });

    private Task TickAsync((int Step, string Note) tick) => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(new TickStep.Command(_detail!.Head.Id, tick.Step, tick.Note), _stop.Token);
        if (answer.Ok) _said = $"Step {tick.Step + 1} ticked.";
        return answer.Problem;
    });

    private Task FailAsync(string reason) => ActAsync(async () =>
    {
        var answer = await useCases.SendAsync(new FailRequest.Command(_detail!.Head.Id, reason), _stop.Token);
        if (answer.Ok) _said = "Recorded as failed.";
        return answer.Problem;
    });

    private async Task<bool> CommentAsync(string text)
    {
        await ActAsync(async () =>
        {
            var answer = await useCases.SendAsync(new CommentOnRequest.Command(_detail!.Head.Id, text), _stop.Token);
            if (answer.Ok) _said = "Comment added.";
            return answer.Problem;
        });
        // Not an event of this page: it shows itself anew.
        StateHasChanged();
        return _refusal is null;
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Waiting(reason), _stop.Token);

    // What stands now is shown after every act, also after one that was refused: somebody else may have been first.
    private async Task ActAsync(Func<Task<Problem?>> act)
    {
        if (_acting || _detail is null) return;
        _acting = true;
        try
        {
            (_refusal, _said) = (null, "");
            _refusal = await act();
            if (_refusal is not { Kind: ProblemKind.Invalid }) await LoadAsync();
        }
        finally
        {
            _acting = false;
        }
    }

    // A preview that is being judged shows by itself when it is done.
    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (_acting || _detail is not { View.Policy: { Preview: null }, Head.State: RequestState.Submitted or RequestState.InReview }) return;
        await LoadAsync();
        StateHasChanged();
    });

    private sealed record Waiting(string Reason);
}
