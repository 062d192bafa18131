using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>What only a person can do, each with its tick.</summary>
public sealed partial class PersonSteps(UseCases useCases) : IDisposable
{
    /// <summary>So many at a time.</summary>
    public const int MostShown = ListTargets.MaxTake;

    private readonly CancellationTokenSource _stop = new();
    private string? _open;
    private string _note = "";
    private Problem? _problem;
    private bool _sending;

    [Parameter, EditorRequired] public IncidentId Incident { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<ListTargets.Row> Targets { get; set; } = [];

    [Parameter, EditorRequired] public int Total { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<GetIncident.OrgPart> Orgs { get; set; } = [];

    [Parameter] public EventCallback OnTicked { get; set; }

    [Parameter] public EventCallback OnSignInAgain { get; set; }

    /// <summary>The same thing to do, org by org.</summary>
    private IReadOnlyList<Group> Groups =>
        [.. Targets.GroupBy(t => (t.Kind, t.App)).Select(g => new Group(g.Key.Kind, g.Key.App, [.. g.OrderBy(t => t.Org, StringComparer.CurrentCulture)])).OrderBy(g => g.Kind).ThenBy(g => g.App, StringComparer.Ordinal)];

    private bool Ready => !_sending && _note.Trim().Length >= ConfirmTarget.NoteMinLength;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Open(string key) => (_open, _note, _problem) = (_open == key ? null : key, "", null);

    private async Task TickAsync(Group step, bool isDone)
    {
        if (!Ready) return;
        _sending = true;
        try
        {
            _problem = (await useCases.SendAsync(new ConfirmTarget.Command(Incident, [.. step.Rows.Select(r => r.Id)], isDone, _note), _stop.Token)).Problem;
            if (_problem is not null) return;
            (_open, _note) = (null, "");
            await OnTicked.InvokeAsync();
        }
        finally
        {
            _sending = false;
        }
    }

    private sealed record Group(TargetKind Kind, string App, IReadOnlyList<ListTargets.Row> Rows)
    {
        public string Key => $"{Kind}:{App}";
    }
}
