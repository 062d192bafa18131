using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>What only a person can do, each with its tick.</summary>
public sealed partial class PersonSteps(UseCases useCases) : IDisposable
{
    /// <summary>So many at a time.</summary>
    public const int MostShown = 8;

    private readonly CancellationTokenSource _stop = new();
    private TargetId? _open;
    private string _note = "";
    private Problem? _problem;
    private bool _sending;

    [Parameter, EditorRequired] public IncidentId Incident { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<ListTargets.Row> Targets { get; set; } = [];

    [Parameter, EditorRequired] public int Total { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<GetIncident.OrgPart> Orgs { get; set; } = [];

    [Parameter] public EventCallback OnTicked { get; set; }

    [Parameter] public EventCallback OnSignInAgain { get; set; }

    private bool Ready => !_sending && _note.Trim().Length >= ConfirmTarget.NoteMinLength;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Open(TargetId target) => (_open, _note, _problem) = (_open == target ? null : target, "", null);

    private async Task TickAsync(TargetId target, bool isDone)
    {
        if (!Ready) return;
        _sending = true;
        try
        {
            _problem = (await useCases.SendAsync(new ConfirmTarget.Command(Incident, target, isDone, _note), _stop.Token)).Problem;
            if (_problem is not null) return;
            (_open, _note) = (null, "");
            await OnTicked.InvokeAsync();
        }
        finally
        {
            _sending = false;
        }
    }
}
