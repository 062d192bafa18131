using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>The receipt of one target, printable.</summary>
public sealed partial class ReceiptDrawer(UseCases useCases, IJSRuntime browser) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetReceipt.Receipt? _receipt;
    private Problem? _problem;
    private (TargetId, DateTimeOffset)? _asked;

    [Parameter, EditorRequired] public IncidentId Incident { get; set; }

    [Parameter, EditorRequired] public TargetId Target { get; set; }

    /// <summary>When the page last read the incident: a newer one reads the receipt again.</summary>
    [Parameter] public DateTimeOffset Stamp { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override Task OnParametersSetAsync()
    {
        if (_asked == (Target, Stamp)) return Task.CompletedTask;
        if (_asked?.Item1 != Target) _receipt = null;
        _asked = (Target, Stamp);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var target = Target;
        var answer = await useCases.SendAsync(new GetReceipt.Query(Incident, target), _stop.Token);
        if (target != Target) return;
        _problem = answer.Problem;
        if (answer.Problem is null) _receipt = answer.Value;
        else if (answer.Problem.Kind is ProblemKind.NotFound or ProblemKind.Forbidden) _receipt = null;
    }

    private Task PrintAsync() => browser.InvokeVoidAsync("print").AsTask();

    // The word for the outcome is earned: revoked, or deleted, from L2 up, accepted below.
    private static string Verdict(GetReceipt.Receipt r)
    {
        var who = r.Via is null ? "the org" : "AppLink";
        if (r.UndoneAt is not null) return "Done and proved, then taken back: it is as it was before, as its last line says.";
        return (r.State, r.Level) switch
        {
            (TargetState.Done, ProofLevel.L2) when r.Via is not null =>
                $"{(r.Kind == TargetKind.AppLinkConnection ? "Deleted" : "Revoked")}: two complete re-reads, begun after AppLink’s acceptance and at least 5 s apart, no longer hold it. What the org itself still holds was not tested.",
            (TargetState.Done, ProofLevel.L1p) => "Done by a person, who said so. The portal has seen no proof of it.",
            (TargetState.WaitingForPerson, _) => "No API does this: a person does it in Setup and says so here.",
            (TargetState.Skipped, _) => "A person left it out.",
            (TargetState.StillAlive, ProofLevel.None) => "Still alive: it was granted after the containment was declared, and nothing was sent for it yet.",
            (TargetState.Done, ProofLevel.L2) when !IncidentSteps.IsListed(r.Kind) => "Done: a fresh read, begun after the org’s acceptance, shows it as asked for.",
            (TargetState.StillAlive, _) when r.Canaries is [.., { Stage: not CanaryStage.Before, Outcome: CanaryOutcome.Worked }] =>
                "Still alive: a credential of the company’s own still worked after the cut, whatever the org shows. Treat the access as working.",
            (TargetState.Done, ProofLevel.L4) when !IncidentSteps.IsListed(r.Kind) => "Done: a credential of the company’s own that worked before was refused after it.",
            (TargetState.Done, ProofLevel.L4) => "Revoked: a credential of the company’s own that worked before the cut was refused after it.",
            (TargetState.StillAlive, _) when !IncidentSteps.IsListed(r.Kind) => "Not done: the org accepted it, and fresh reads show it as it was before.",
            (TargetState.Done, ProofLevel.L2) => "Revoked: a complete re-read, begun after the org’s acceptance, no longer holds the row. Use of the token was not tested.",
            (TargetState.Done, > ProofLevel.L2) => "Revoked, and proved beyond the org’s own list.",
            (TargetState.StillAlive, _) => $"Still alive: {who} accepted, and complete re-reads still hold the row. Treat the access as working.",
            (TargetState.Planned, _) => "Queued: nothing was sent yet.",
            (TargetState.Running, ProofLevel.L1) => $"Accepted by {who}, not proved yet: the re-read is under way.",
            (TargetState.Running, _) => $"Asked; the answer of {who} is awaited.",
            (TargetState.RightMissing, _) => $"Not proved: the portal’s user lacks a right at {(r.Via is null ? "the org" : "Heroku")}. Give it the right, then retry.",
            (TargetState.Refused, _) => $"Refused by {who}. Read its answer, {(r.Via is null ? "end the access in Setup or " : "")}remove the cause, then retry.",
            (TargetState.Unreachable, ProofLevel.L1) => $"Accepted by {who}, not proved: no complete re-read could be made. Retry when it answers.",
            (TargetState.Unreachable, _) => $"Unknown: {who} gave no useful answer. Retry when it answers.",
            _ => "Not proved.",
        };
    }
}
