using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>Integrations, what may be one, and the vendors that run their other ends.</summary>
public sealed partial class IntegrationsPage(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IntegrationAddress _address = new();
    private WhoAmI.Self? _me;
    private Problem? _refused;
    private VendorList? _vendors;
    private int? _count;

    /// <summary>integrations (also when absent), proposed or vendors; all of the address is read with it.</summary>
    [SupplyParameterFromQuery] public string? Tab { get; set; }

    private string? OpenVendor => _address.Vendor?.Value.ToString("D") ?? (_address.IsNewVendor ? IntegrationAddress.New : null);

    private string? Count => _count is not { } count || _address.Problem is not null ? null : _address.Tab switch
    {
        IntegrationsTab.Vendors => OrgWords.Count(count, "vendor"),
        IntegrationsTab.Proposed => $"{OrgWords.Number(count)} proposed",
        _ => OrgWords.Count(count, "integration"),
    };

    private IEnumerable<(IntegrationsTab Tab, string Name, string Href)> Tabs
    {
        get
        {
            yield return (IntegrationsTab.Integrations, "Integrations", IntegrationAddress.Path);
            if (May(Permission.EditIntegration)) yield return (IntegrationsTab.Proposed, "Proposed", $"{IntegrationAddress.Path}?tab=proposed");
            yield return (IntegrationsTab.Vendors, "Vendors", IntegrationAddress.Vendors());
        }
    }

    protected override Task OnInitializedAsync() => AskAsync();

    protected override void OnParametersSet()
    {
        var address = IntegrationAddress.Of(navigation.Uri);
        if (address.Tab != _address.Tab) _count = null;
        _address = address;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private bool May(Permission permission) => _me?.Permissions.Contains(permission) == true;

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
        if (_vendors is not null) await _vendors.ReloadAsync();
        CloseVendor();
    }

    private void CloseVendor() => navigation.NavigateTo(IntegrationAddress.Vendors());

    private void Go(IntegrationAddress address) => navigation.NavigateTo(address.Href());
}
