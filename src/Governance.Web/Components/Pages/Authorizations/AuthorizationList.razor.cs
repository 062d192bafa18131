using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>All authorizations: filter, sort and page in the address, one of them beside the list.</summary>
public sealed partial class AuthorizationList(
    UseCases useCases, NavigationManager navigation, PageClock clock, BrowserZone zone) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AuthorizationView _view = AuthorizationView.Usual;
    private ListFilterChoices.Choices? _known;
    private ListAuthorizations.Page? _page;
    private ListAuthorizationSources.Sources? _sources;
    private WhoAmI.Self? _me;
    private Problem? _refused;
    private string _unread = "";
    private bool _hasOrgs = true;

    /// <summary>The open authorization.</summary>
    [Parameter] public Guid? Id { get; set; }

    private AuthorizationId? Open => Id is { } id ? new AuthorizationId(id) : null;

    private bool MayRevoke => _me?.Permissions.Contains(Permission.RevokeInIncident) == true;

    private bool MayAsk => _me?.Permissions.Contains(Permission.FileRequest) == true;

    private string? Count => _page is not { } page || _sources is not { } sources || _unread.Length > 0 ? null
        : $"{AuthorizationWords.Number(page.Total, page.TotalIsMore)} {(_view.HasFilter ? "that match, " : "")}in {AuthorizationWords.Counted(sources.AsOf.Count, "org")}";

    private string? AsOf => _sources is not { } sources || _unread.Length > 0 ? null : AuthorizationWords.AsOf(sources.AsOf, clock.Now, zone.Zone);

    private string? Tail => _page is not { } page ? null : $"{AuthorizationWords.Number(page.Total, page.TotalIsMore)} match";

    protected override void OnInitialized() => navigation.LocationChanged += Moved;

    protected override Task OnInitializedAsync() => AskAsync();

    protected override void OnParametersSet() => Read(navigation.Uri);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var before = zone.Zone;
        await zone.AskAsync();
        if (!before.Equals(zone.Zone)) StateHasChanged();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            // Beside the list, which asks for itself: neither waits for the other.
            var asked = useCases.SendAsync(new ListFilterChoices.Query(), _stop.Token);
            var me = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
            (_me, _refused) = (me.Value, me.Problem);
            var known = await asked;
            if (_me?.Permissions.Contains(Permission.ViewInventory) != true) return;
            if (known.Problem is { } problem) _refused = problem;
            _known = known.Value;
            _hasOrgs = _known is not { Orgs.Count: 0 };
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Moved(object? sender, LocationChangedEventArgs args)
    {
        if (!new Uri(args.Location).AbsolutePath.StartsWith("/authorizations", StringComparison.Ordinal)) return;
        Read(args.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Read(string address) => AuthorizationView.TryRead(new Uri(address), out _view, out _unread);

    private void Loaded(AuthorizationTable.Read? read) => (_page, _sources) = (read?.Page, read?.Sources);

    private void Filtered(AuthorizationFilter filter) => Go(_view with { Filter = filter, Page = 1 });

    private void Go(AuthorizationView view) => navigation.NavigateTo(view.Href());
}
