using Governance.Application.Connections;
using Governance.Application.Imports;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;
using Governance.Web.Connect;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>The wizard: where, how; what follows is the org's own page, so that it survives a reload.</summary>
public sealed partial class ConnectOrg(UseCases useCases, NavigationManager navigation, WaitingAct waiting) : IDisposable
{
    private static readonly Dictionary<string, string> FieldOfCode = new()
    {
        ["connection.host-refused"] = nameof(StartConnection.Command.LoginHost),
        ["connection.my-domain-needed"] = nameof(StartConnection.Command.LoginHost),
        ["org-group.not-found"] = nameof(StartConnection.Command.OrgGroup),
        ["connection.no-such-snapshot"] = nameof(StartConnection.Command.Snapshot),
        ["connection.credential-missing"] = nameof(StartConnection.Command.Ticket),
    };

    private static readonly string[] FieldsOfStepOne =
    [
        nameof(StartConnection.Command.Name), nameof(StartConnection.Command.OrgGroup), nameof(StartConnection.Command.LoginHost),
        nameof(StartConnection.Command.Snapshot),
    ];

    private readonly CancellationTokenSource _stop = new();
    private ConnectForm _form = new();
    private IReadOnlyList<ListOrgGroups.Row>? _groups;
    private IReadOnlyList<ListSnapshotOrgs.Row> _snapshots = [];
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private Problem? _problem;
    private int _step = 1;
    private bool _busy;

    private Uri RedirectUri => new(new Uri(navigation.BaseUri), ConnectEndpoints.CallbackPath);

    private IReadOnlyList<Step> Steps =>
    [
        new(1, "Where", _step == 1 ? StepState.Running : StepState.Done, _step == 1 ? "Name, org group, login host" : _form.LoginHost),
        new(2, "How", _step == 2 ? StepState.Running : StepState.Locked, "Client app, user, credential"),
        new(3, "Connecting", StepState.Locked, "Sign in, ask the org who it is"),
        new(4, "Rights", StepState.Locked, "Test them right by right, read authorizations"),
        new(5, "Responder credential", StepState.Locked, "Optional, on the org’s page: without one nothing can be revoked there"),
    ];

    protected override async Task OnInitializedAsync()
    {
        var answer = await useCases.SendAsync(new ListOrgGroups.Query(), _stop.Token);
        _snapshots = (await useCases.SendAsync(new ListSnapshotOrgs.Query(), _stop.Token)).Value ?? [];
        (_groups, _problem) = (answer.Value, answer.Problem);
        if (await waiting.TakeAsync<ConnectForm>(_stop.Token) is { } typed) (_form, _step) = (typed, 2);
        else Prefill(new AddressReader(navigation.Uri));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static bool HasOwnField(Problem? problem) =>
        problem?.Fields is { Count: > 0 } || (problem is not null && FieldOfCode.ContainsKey(problem.Code));

    private async Task CheckHostAsync()
    {
        var errors = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(_form.Name)) errors[nameof(StartConnection.Command.Name)] = "Give the org a name.";
        if (_form.Group is null) errors[nameof(StartConnection.Command.OrgGroup)] = "Choose the org group.";
        _busy = true;
        var host = await useCases.SendAsync(new CheckLoginHost.Query(_form.LoginHost), _stop.Token);
        _busy = false;
        _problem = host.Problem is { Kind: not ProblemKind.Invalid } other ? other : null;
        if (host.Problem is { Kind: ProblemKind.Invalid } refused) errors[nameof(StartConnection.Command.LoginHost)] = refused.Message;
        _errors = errors;
        if (errors.Count > 0 || _problem is not null) return;
        _form.LoginHost = _form.LoginHost.Trim();
        _step = 2;
    }

    // From an approved request; all of it can be changed, and is checked like anything typed.
    private void Prefill(AddressReader address)
    {
        (_form.LoginHost, _form.Name) = (Text.Bounded(address.One("host"), Connection.AddressMaxLength), Text.Bounded(address.One("name"), Connection.NameMaxLength));
        if (_groups is [var only]) _form.Group = only.Id;
        else if (address.Id("group") is { } group && _groups?.FirstOrDefault(g => g.Id.Value == group) is { } named) _form.Group = named.Id;
    }

    private void Back() => (_step, _problem, _errors) = (1, null, new Dictionary<string, string>());

    private async Task StartAsync()
    {
        _busy = true;
        (_problem, _errors) = (null, new Dictionary<string, string>());
        var isWeb = _form.Flow == ConnectionFlow.WebServer;
        var started = await useCases.SendAsync(new StartConnection.Command(
            _form.Name, _form.Group ?? default, _form.LoginHost, _form.Flow, _form.ClientId,
            _form.Flow == ConnectionFlow.JwtBearer ? _form.Username : null, _form.Ticket,
            isWeb ? RedirectUri : null, _form.Snapshot), _stop.Token);
        _busy = false;
        if (started.Problem is { } refused)
        {
            Refuse(refused);
            return;
        }
        var receipt = started.Value!;
        navigation.NavigateTo(receipt.OpenAddress?.AbsoluteUri ?? $"/orgs/{receipt.ConnectionId.Value:D}", forceLoad: receipt.OpenAddress is not null);
    }

    private Task SignInAgainAsync() => waiting.SignInAgainAsync(_form, _stop.Token);

    private void Refuse(Problem refused)
    {
        _problem = refused;
        _errors = refused.Fields ?? (FieldOfCode.TryGetValue(refused.Code, out var field)
            ? new Dictionary<string, string> { [field] = refused.Message }
            : new Dictionary<string, string>());
        if (_errors.ContainsKey(nameof(StartConnection.Command.Ticket))) _form.Ticket = null;
        if (_errors.Keys.Any(FieldsOfStepOne.Contains)) _step = 1;
    }
}
