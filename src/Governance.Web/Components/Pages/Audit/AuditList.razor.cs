using System.Globalization;
using Governance.Application.Audit;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Audit;

/// <summary>The audit: list, filters in the address, one entry beside it, check and export.</summary>
public sealed partial class AuditList(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AuditAddress _address = AuditAddress.Of("/audit");
    private VerifyPanel? _verification;
    private string? _count;
    private bool _verifiedAtStart;

    /// <summary>The open entry.</summary>
    [Parameter] public long? Seq { get; set; }

    /// <summary>1 to check the chain at once: what the search box offers.</summary>
    [SupplyParameterFromQuery] public string? Verify { get; set; }

    protected override void OnInitialized() => navigation.LocationChanged += Moved;

    protected override void OnParametersSet() => _address = AuditAddress.Of(navigation.Uri);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Verify != "1" || _verifiedAtStart) return;
        _verifiedAtStart = true;
        await VerifyAsync();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Key(long seq) => seq.ToString(CultureInfo.InvariantCulture);

    private static string Role(ListAuditEntries.Row row) =>
        row.ActorRole.Length > 0 ? row.ActorRole
        : row.ActorId.StartsWith("system:", StringComparison.Ordinal) ? "the portal itself"
        : row.ActorId.StartsWith("cli:", StringComparison.Ordinal) ? "command line" : "no role";

    private void Moved(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs args)
    {
        if (!new Uri(args.Location).AbsolutePath.StartsWith("/audit", StringComparison.Ordinal)) return;
        _address = AuditAddress.Of(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private async Task<GridPage<ListAuditEntries.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListAuditEntries.Query(_address.Filter, request.Skip, request.Take), ct);
        return answer.Problem is { } problem
            ? GridPage<ListAuditEntries.Row>.Fail(problem)
            : new GridPage<ListAuditEntries.Row>(answer.Value!.Rows, answer.Value.Total, answer.Value.More);
    }

    private void Loaded(GridPage<ListAuditEntries.Row> page)
    {
        var number = page.Total.ToString("N0", CultureInfo.InvariantCulture);
        _count = page.Problem is null ? $"{number}{(page.More ? "+" : "")} {(page.Total == 1 ? "entry" : "entries")}" : null;
    }

    private void Turn(int skip) => Go(_address.With("page", Key(skip / AuditAddress.Take + 1)).Href(Seq));

    private Task VerifyAsync() => _verification?.RunAsync(_stop.Token) ?? Task.CompletedTask;

    private void Go(string href) => navigation.NavigateTo(href);
}
