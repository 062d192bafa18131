using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Web.Components.Shared;

/// <summary>
/// The detail beside a list: not modal, so the list stays usable. Focus goes to its heading when it opens and back to
/// where it came from when it closes; Esc presses Close (portal.js).
/// </summary>
public sealed partial class Drawer(IJSRuntime browser) : IAsyncDisposable
{
    private readonly string _id = $"drawer-{Guid.NewGuid():N}";
    private ElementReference _self;
    private string? _shown;
    private bool _opened;

    [Parameter, EditorRequired] public string Title { get; set; } = "";

    [Parameter] public RenderFragment? Subtitle { get; set; }

    /// <summary>Which record is shown: another one moves focus to the heading again.</summary>
    [Parameter] public string? RecordKey { get; set; }

    /// <summary>Usually takes the record out of the address.</summary>
    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    [Parameter] public string BackText { get; set; } = "Back to list";

    /// <summary>section elements.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    [Parameter] public RenderFragment? Footer { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender && _shown == RecordKey) return;
        _shown = RecordKey;
        _opened = true;
        await browser.InvokeVoidAsync("portal.drawerOpened", _self);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_opened) return;
        try
        {
            await browser.InvokeVoidAsync("portal.drawerClosed");
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and focus with it.
        }
        catch (OperationCanceledException)
        {
        }
    }
}
