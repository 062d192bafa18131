using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Auth;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>Emergency sign-ins, and their reviews.</summary>
public sealed partial class EmergencyPage(UseCases useCases, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ListEmergencyUses.Answer? _answer;
    private ListEmergencyUses.Row? _reviewing;
    private Problem? _failed, _problem;
    private string? _restored, _done;

    private string? _waiting => _answer?.Rows.Count(r => r.ReviewedAt is null) switch
    {
        null or 0 => null,
        1 => "1 waits for its review",
        var count => $"{count} wait for their review",
    };

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (await waiting.TakeAsync<Typed>(_stop.Token) is not { } typed) return;
        (_reviewing, _restored) = (_answer?.Rows.FirstOrDefault(r => r.Id.Value == typed.Use && r.ReviewedAt is null), typed.Note);
    }

    private static string ActsOf(ListEmergencyUses.Row row) => $"/audit?actor={Uri.EscapeDataString(EmergencyUse.ActorOf(row.Id))}";

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new ListEmergencyUses.Query(), _stop.Token);
        (_answer, _failed) = (answer.Value, answer.Problem);
    }

    private void Begin(ListEmergencyUses.Row row) => (_reviewing, _problem, _restored, _done) = (row, null, null, null);

    private void Cancel() => _reviewing = null;

    private async Task ReviewAsync(string note)
    {
        var answer = await useCases.SendAsync(new ReviewEmergencyUse.Command(_reviewing!.Id, note), _stop.Token);
        _problem = answer.Problem;
        if (!answer.Ok) return;
        (_done, _reviewing) = ("Reviewed. The notice about it goes away within a minute.", null);
        await LoadAsync();
    }

    private Task SignInAgainAsync(string note) => waiting.SignInAgainAsync(new Typed(_reviewing!.Id.Value, note), _stop.Token);

    private sealed record Typed(Guid Use, string Note);
}
