using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>Integrations, and the vendors that run their other ends.</summary>
public sealed partial class IntegrationsPage(UseCases useCases, NavigationManager navigation) : IDisposable
{
    internal const string New = "new";

    private readonly CancellationTokenSource _stop = new();
    private WhoAmI.Self? _me;
    private Problem? _refused;
    private VendorList? _list;
    private int? _count;

    /// <summary>vendors (also when absent) or integrations.</summary>
    [SupplyParameterFromQuery] public string? Tab { get; set; }

    /// <summary>The open vendor's id, or new.</summary>
    [SupplyParameterFromQuery] public string? Vendor { get; set; }

    private bool IsVendors => string.IsNullOrEmpty(Tab) || Tab == "vendors";

    private bool MayEdit => _me?.Permissions.Contains(Permission.EditVendor) == true;

    private string? Count => _count is { } count && IsVendors ? $"{count} {(count == 1 ? "vendor" : "vendors")}" : null;

    private VendorId? Opened => Guid.TryParseExact(Vendor, "D", out var id) ? new VendorId(id) : null;

    private string? Unread =>
        !IsVendors && Tab != "integrations" ? $"The address says “tab” is “{Domain.Text.Bounded(Tab, 40)}”; it must be vendors or integrations."
        : Vendor is not (null or New) && Opened is null ? $"The address says “vendor” is “{Domain.Text.Bounded(Vendor, 40)}”; it must be a vendor’s id or new."
        : null;

    protected override Task OnInitializedAsync() => AskAsync();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            var me = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
            (_me, _refused) = (me.Value, me.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Loaded(int? count) => _count = count;

    private async Task SavedAsync()
    {
        if (_list is not null) await _list.ReloadAsync();
        Go(null);
    }

    private void Go(string? vendor) =>
        navigation.NavigateTo(vendor is null ? "/integrations?tab=vendors" : $"/integrations?tab=vendors&vendor={vendor}");
}
