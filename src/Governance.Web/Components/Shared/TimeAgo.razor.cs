using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>
/// A moment as its age; hover and focus give local time and UTC, UTC alone until the browser names its zone.
/// </summary>
public sealed partial class TimeAgo(PageClock clock, BrowserZone zone) : IDisposable
{
    /// <summary>UTC; null shows <see cref="Missing"/>.</summary>
    [Parameter, EditorRequired] public DateTimeOffset? At { get; set; }

    /// <summary>What null means here: "never", "unknown", "not yet".</summary>
    [Parameter] public string Missing { get; set; } = "never";

    /// <summary>Without "ago" and "in", under a head that says so: "Last used".</summary>
    [Parameter] public bool Bare { get; set; }

    /// <summary>The exact local time as text instead of the age.</summary>
    [Parameter] public bool Exact { get; set; }

    /// <summary>Whether Tab stops here; by default outside grids, whose rows would have a stop per cell.</summary>
    [Parameter] public bool? Focusable { get; set; }

    [CascadingParameter(Name = "InGrid")] public bool InGrid { get; set; }

    protected override void OnInitialized() => clock.Ticked += Redraw;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var before = zone.Zone;
        await zone.AskAsync();
        if (!before.Equals(zone.Zone)) StateHasChanged();
    }

    private string Says(DateTimeOffset at)
    {
        if (Exact) return zone.Local(at);
        return Bare ? Moments.OneUnit((clock.Now - at).Duration()) : Moments.Relative(at, clock.Now);
    }

    private string ExactText(DateTimeOffset at)
    {
        var utc = $"{Moments.Exact(at.ToUniversalTime())} UTC";
        var local = zone.Local(at);
        return zone.Zone.Equals(TimeZoneInfo.Utc) ? utc : $"{local} here · {utc}";
    }

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    public void Dispose() => clock.Ticked -= Redraw;
}
