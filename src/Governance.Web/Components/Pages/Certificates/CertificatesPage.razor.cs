using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Certificates;

/// <summary>The certificates of all orgs by the day they end; filters, sort and page in the address, one of them beside the
/// list.</summary>
public sealed partial class CertificatesPage(UseCases useCases, NavigationManager navigation, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private CertificateAddress _address = new();
    private GetCertificateOutlook.Outlook? _outlook;
    private IReadOnlyList<CertificateReads> _orgs = [];
    private RecordGrid<ListCertificates.Row>? _grid;
    private ReminderPanel? _reminders;
    private CertificateDrawer? _drawer;
    private Problem? _problem;
    private string? _tail;

    /// <summary>The open certificate.</summary>
    [Parameter] public Guid? Id { get; set; }

    private string? Count => _outlook is not { } all || _address.Problem is not null ? null
        : $"{OrgWords.Number(all.Certificates)} in {OrgWords.Count(all.Orgs.Count, "org")} · {OrgWords.Number(all.Ended)} expired, {OrgWords.Number(all.Ending)} within {GetCertificateOutlook.Days} days"
            + (all.EndUnknown > 0 ? $", {OrgWords.Number(all.EndUnknown)} with an unknown end" : "");

    // The oldest read: what is shown is nowhere older.
    private DateTimeOffset? AsOf => _address.Problem is not null ? null : _orgs.Min(o => o.AsOf);

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += Moved;
        clock.Ticked += Refresh;
        return AskAsync();
    }

    protected override void OnParametersSet() => _address = CertificateAddress.Of(navigation.Uri);

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    private (string Text, Tone Tone) StepOf(ListCertificates.Row row) => CertificateWords.Step(row.EndsAt, row.Step, clock.Now);

    private async Task AskAsync()
    {
        try
        {
            var answer = await useCases.SendAsync(new GetCertificateOutlook.Query(), _stop.Token);
            (_outlook, _problem) = (answer.Value, answer.Problem);
            _orgs = answer.Value is { } outlook ? [.. outlook.Orgs.Select(o => o.Reads)] : [];
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task<GridPage<ListCertificates.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(
            new ListCertificates.Query(_address.Filter, _address.By, request.Descending, request.Skip, request.Take), ct);
        return answer.Problem is { } problem ? GridPage<ListCertificates.Row>.Fail(problem)
            : new GridPage<ListCertificates.Row>(answer.Value!.Rows, answer.Value.Total, answer.Value.TotalIsMore);
    }

    private void Loaded(GridPage<ListCertificates.Row> page) =>
        _tail = page.Problem is null ? $"{OrgWords.Number(page.Total)}{(page.More ? "+" : "")} match" : null;

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (!new Uri(args.Location).AbsolutePath.StartsWith(CertificateAddress.Path, StringComparison.Ordinal)) return;
        _address = CertificateAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await AskAsync();
        await ChangedAsync();
        StateHasChanged();
    });

    private async Task ChangedAsync()
    {
        if (_grid is not null) await _grid.ReloadAsync();
        if (_reminders is not null) await _reminders.ReloadAsync();
    }

    private async Task ReloadListAsync()
    {
        if (_grid is not null) await _grid.ReloadAsync();
        if (_drawer is not null) await _drawer.RereadAsync();
    }

    private void Turn(int skip) => Go(_address with { Page = skip / CertificateAddress.Take + 1 });

    private void SortBy(string sort) => Go(_address with { Sort = sort, Page = 1 });

    private void Go(CertificateAddress address) => navigation.NavigateTo(address.Href());
}
