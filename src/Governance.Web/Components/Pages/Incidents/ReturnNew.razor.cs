using Governance.Application.Incidents;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Requests;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Chooses what of a passport is to come back, and files the request.</summary>
public sealed partial class ReturnNew(UseCases useCases, NavigationManager navigation, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _users = new(StringComparer.Ordinal), _scopes = new(StringComparer.Ordinal), _sets = new(StringComparer.Ordinal);
    private string _ranges = "";
    private GetPassports.Row? _row;
    private Waiting? _waiting;
    private Problem? _problem;
    private Problem? _refusal;
    private bool _acting;
    private bool _filed;

    [Parameter] public Guid IncidentGuid { get; set; }

    [Parameter] public Guid PassportGuid { get; set; }

    private IncidentId Incident => new(IncidentGuid);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _waiting = await waiting.TakeAsync<Waiting>(_stop.Token);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetPassports.Query(Incident), _stop.Token);
        _row = answer.Value?.Rows.FirstOrDefault(r => r.Id == PassportGuid);
        _problem = answer.Problem ?? answer.Value!.Refusal ?? (_row is null ? ReturnProblems.NotFound : _row.Refusal);
        if (_row?.Content is not { Rights: var had }) return;
        var chosen = _waiting?.Asked ?? had;
        _users.UnionWith(chosen.Users.Select(u => u.Id));
        _scopes.UnionWith(chosen.Scopes ?? []);
        _sets.UnionWith(chosen.Sets.Select(s => s.Id));
        _ranges = string.Join('\n', (chosen.Ranges ?? []).Select(r => $"{r.Start} - {r.End}"));
    }

    private static void Choose(HashSet<string> chosen, string one, bool isChosen)
    {
        if (isChosen) chosen.Add(one);
        else chosen.Remove(one);
    }

    private PassportRights Asked(PassportRights had) => new(
        [.. had.Users.Where(u => _users.Contains(u.Id))], had.Scopes is null ? null : [.. had.Scopes.Where(_scopes.Contains)],
        [.. had.Sets.Where(s => _sets.Contains(s.Id))],
        had.Ranges is null ? null : [.. _ranges.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Range)]);

    // One address alone is a range too.
    private static AddressRange Range(string line) =>
        line.Split('-', StringSplitOptions.TrimEntries) is [var start, .. var rest] ? new AddressRange(start, rest.Length == 0 ? start : string.Join('-', rest)) : new AddressRange(line, line);

    private async Task FileAsync(string reason)
    {
        // Set before the first await: a second click on its way finds it.
        if (_acting || _filed || _row is not { Content: { } content } row) return;
        _acting = true;
        try
        {
            var answer = await useCases.SendAsync(new FileReturn.Command(Incident, row.Id, Asked(content.Rights), reason), _stop.Token);
            _refusal = answer.Problem;
            if (answer.Value is not { } filed) return;
            _filed = true;
            navigation.NavigateTo(RequestAddress.Of(filed.Id));
        }
        finally
        {
            _acting = false;
        }
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Waiting(Asked(_row!.Content!.Rights), reason), _stop.Token);

    private void Leave() => navigation.NavigateTo(IncidentAddress.Of(Incident));

    private sealed record Waiting(PassportRights Asked, string Reason);
}
