using System.Globalization;
using Governance.Application.Audit;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Audit;

/// <summary>One audit entry beside the list.</summary>
public sealed partial class AuditEntryDrawer(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetAuditEntry.Detail? _detail;
    private Problem? _problem;
    private long? _asked;
    private string? _shownKey;

    [Parameter, EditorRequired] public long Seq { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Seq) return;
        _asked = Seq;
        (_detail, _problem) = (null, null);
        _shownKey = Seq.ToString(CultureInfo.InvariantCulture);
        var seq = Seq;
        try
        {
            var answer = await useCases.SendAsync(new GetAuditEntry.Query(seq), _stop.Token);
            if (seq == Seq) (_detail, _problem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }

    private static string SubjectHref(ListAuditEntries.Row row) =>
        AuditAddress.Of("/audit").With("type", row.SubjectType).With("subject", row.SubjectId).Href();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
