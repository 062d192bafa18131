using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Policies;

/// <summary>The canary of a client app: how it stands, and for those who may: hand over, replace, withdraw.</summary>
public sealed partial class CanaryPanel(UseCases useCases, WaitingAct waiting, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private CanaryInput _form = new();
    private CredentialField? _token;
    private CredentialField? _secret;
    private GetCanary.Answer? _answer;
    private Problem? _problem;
    private Part _open;
    private bool _busy;
    private ItemId? _asked;

    private enum Part { None, Form, Removal }

    [Parameter, EditorRequired] public ItemId App { get; set; }

    private GetCanary.Standing? Kept => _answer?.Canaries.FirstOrDefault(c => c.State == CanaryState.Kept);

    private bool IsTrying => _answer?.Canaries.Any(c => c.State == CanaryState.Trying) == true;

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == App) return;
        (_asked, _answer, _problem, _open, _form) = (App, null, null, Part.None, new CanaryInput());
        await LoadAsync();
        if (await waiting.TakeAsync<CanaryInput>(_stop.Token) is { } typed && typed.App == App.Value)
            (_form, _open) = (typed, typed.Withdraws ? Part.Removal : Part.Form);
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FollowAsync() : Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string StateOf(CanaryState state) => state switch
    {
        CanaryState.Trying => "Being tried",
        CanaryState.Kept => "Kept",
        _ => "Not kept",
    };

    private static ConnectionFlow FlowOf(CanaryInput form) => form.IsSecretOnly ? ConnectionFlow.ClientCredentials : ConnectionFlow.WebServer;

    private string? ErrorOf(string field) => _problem?.Fields?.GetValueOrDefault(field);

    private void Toggle(Part part) => (_open, _problem) = (_open == part ? Part.None : part, null);

    private void Choose(bool secretOnly) => (_form.IsSecretOnly, _form.Token, _form.Secret) = (secretOnly, null, null);

    private async Task LoadAsync()
    {
        var app = App;
        var answer = await useCases.SendAsync(new GetCanary.Query(app), _stop.Token);
        if (app == App) (_answer, _problem) = (answer.Value ?? _answer, answer.Problem ?? _problem);
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Beat, clock);
        // Asked for once: a drawer that was closed has disposed of its source.
        var stop = _stop.Token;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (!IsTrying) continue;
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }

    private async Task HandOverAsync()
    {
        if (_busy) return;
        _busy = true;
        try
        {
            if (!_form.IsSecretOnly && _token is not null && !await _token.HandOverAsync()) return;
            if (_secret is not null && !await _secret.HandOverAsync()) return;
        }
        finally
        {
            _busy = false;
        }
        await SendAsync(new DepositCanary.Command(App, FlowOf(_form), _form.IsSecretOnly ? null : _form.Token, _form.Secret));
    }

    private async Task WithdrawAsync()
    {
        foreach (var canary in _answer?.Canaries ?? [])
        {
            await SendAsync(new WithdrawCanary.Command(canary.Id));
            if (_problem is not null) return;
        }
    }

    private async Task SendAsync(Application.Pipeline.ICommand<Done> command)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            var sent = await useCases.SendAsync(command, _stop.Token);
            _problem = sent.Problem;
            if (sent.Problem is { Code: "connection.credential-missing" }) (_form.Token, _form.Secret) = (null, null);
            if (sent.Problem is not null) return;
            (_open, _form) = (Part.None, new CanaryInput());
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private Task SignInAgainAsync()
    {
        (_form.App, _form.Withdraws) = (App.Value, _open == Part.Removal);
        return waiting.SignInAgainAsync(_form, _stop.Token);
    }
}

/// <summary>What the form asks for. Holds no credential, only tickets of some.</summary>
public sealed class CanaryInput
{
    /// <summary>Of which client app.</summary>
    public Guid App { get; set; }

    /// <summary>Client credentials instead of a refresh token.</summary>
    public bool IsSecretOnly { get; set; }

    public Guid? Token { get; set; }

    public Guid? Secret { get; set; }

    /// <summary>What waits for a sign-in is the withdrawal.</summary>
    public bool Withdraws { get; set; }
}
