using System.Globalization;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>The architecture review of one integration: questionnaire, decisions, gateway, what a move breaks, checklist, signed
/// records. Prints on A4.</summary>
public sealed partial class ArchitecturePage(UseCases useCases, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetArchitectureReview.Review? _review;
    private Problem? _unreadable;
    private Problem? _problem;
    private string? _said;
    private Guid? _asked;
    private bool _isAnswering;
    private bool _busy;

    /// <summary>The integration.</summary>
    [Parameter] public Guid Id { get; set; }

    private string? Standing => _review is not { } review ? null
        : !review.IsWhole ? "decisions are shown to who sees all org groups"
        : review.Decisions is not [var last, ..] ? "no decision is signed"
        : review.Parts.Count(p => p.IsStale) is > 0 and var stale ? $"signed {Day(last.SignedAt)}, {stale} of {review.Parts.Count} decisions stale"
        : $"signed {Day(last.SignedAt)} by {Foreign.Visible(last.SignedBy)}";

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Id) return;
        (_asked, _review, _unreadable, _problem, _said, _isAnswering) = (Id, null, null, null, null, false);
        await LoadAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    internal static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private async Task LoadAsync()
    {
        var id = Id;
        var answer = await useCases.SendAsync(new GetArchitectureReview.Query(new IntegrationId(id)), _stop.Token);
        if (id != Id) return;
        // What may no longer be seen is not left standing.
        (_review, _unreadable, _problem) = (answer.Value, answer.Problem, null);
    }

    private async Task AnsweredAsync()
    {
        _isAnswering = false;
        await LoadAsync();
        _said = "Your answers are recorded. Somebody else signs.";
    }

    private async Task SignAsync()
    {
        if (_review is not { Inputs: { } inputs } review) return;
        (_busy, _said) = (true, null);
        var answer = await useCases.SendAsync(new SignArchitecture.Command(review.Id, inputs, review.Substance), _stop.Token);
        _busy = false;
        if (answer.Ok) await LoadAsync();
        _problem = answer.Problem;
        if (answer.Value is { } receipt) _said = $"Signed. The record’s SHA-256 begins {receipt.TextHash[..12]}.";
    }
}
