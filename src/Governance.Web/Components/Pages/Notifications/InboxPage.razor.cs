using System.Globalization;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Notifications;

/// <summary>What somebody is told, and how they hear of it by mail.</summary>
public sealed partial class InboxPage(UseCases useCases, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private RecordGrid<ListInbox.Row>? _grid;
    private ListInbox.Page? _page;
    private Problem? _problem;
    private string? _done;
    private bool _busy;

    private string? Counted => _page is null ? null
        : _page.Unread == 0 ? "nothing unread"
        : $"{_page.Unread.ToString("N0", CultureInfo.InvariantCulture)} unread";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<GridPage<ListInbox.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListInbox.Query(request.Skip, request.Take), ct);
        _page = answer.Value ?? _page;
        StateHasChanged();
        return answer.Problem is { } problem
            ? GridPage<ListInbox.Row>.Fail(problem)
            : new GridPage<ListInbox.Row>(answer.Value!.Rows, answer.Value.Total);
    }

    /// <summary>The link leads away by itself meanwhile.</summary>
    private async Task OpenedAsync(ListInbox.Row row)
    {
        if (row.IsRead) return;
        await useCases.SendAsync(new MarkRead.Command(row.Id), CancellationToken.None);
        clock.Nudge();
    }

    private Task MarkAsync(NoticeId? id) => ActAsync(new MarkRead.Command(id));

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        if (!Enum.TryParse<MailPace>(change.Value?.ToString(), out var pace) || !Enum.IsDefined(pace)) return;
        await ActAsync(new ChooseMail.Command(pace));
        _done = _problem is null ? "Saved." : null;
    }

    private async Task ActAsync<T>(ICommand<T> command)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            _problem = (await useCases.SendAsync(command, _stop.Token)).Problem;
            if (_grid is not null) await _grid.ReloadAsync();
            clock.Nudge();
        }
        finally
        {
            _busy = false;
        }
    }
}
