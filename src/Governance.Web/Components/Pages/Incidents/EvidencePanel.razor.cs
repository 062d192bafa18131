using Governance.Application.Incidents;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>What was preserved for one containment, and the way to take it out; asks again while something is still being read.</summary>
public sealed partial class EvidencePanel(UseCases useCases, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private GetEvidence.Evidence? _evidence;
    private Problem? _problem;
    private bool _following;

    [Parameter, EditorRequired] public IncidentId Incident { get; set; }

    /// <summary>Hears of each answer.</summary>
    [Parameter] public EventCallback<GetEvidence.Evidence> OnRead { get; set; }

    private Dictionary<string, string> Form => new() { ["incident"] = Incident.Value.ToString("D") };

    private string? Heading => _evidence is not { } e ? null
        : $"{IncidentWords.Count(e.Files, "file")}, {EvidenceWords.Size(e.Bytes)}{(e.IsReading ? ", still being read" : "")}";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_following || _evidence is not { IsReading: true }) return;
        _following = true;
        try
        {
            using var timer = new PeriodicTimer(Beat, clock);
            while (_evidence is { IsReading: true } && await timer.WaitForNextTickAsync(_stop.Token))
            {
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _following = false;
        }
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetEvidence.Query(Incident), _stop.Token);
        _problem = answer.Problem;
        // A fault leaves the last answer standing; what they may no longer see does not stay.
        if (answer.Problem is null or { Kind: ProblemKind.NotFound or ProblemKind.Forbidden }) _evidence = answer.Value;
        if (answer.Value is { } read) await OnRead.InvokeAsync(read);
    }
}
