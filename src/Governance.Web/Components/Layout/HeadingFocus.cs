using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace Governance.Web.Components.Layout;

/// <summary>Lets focus go to a new page's heading, unless the person is at work in that page already: the first render's answer may come
/// late, and the framework's own component would then take focus from a field that is being filled in.</summary>
public sealed class HeadingFocus(IJSRuntime browser) : ComponentBase
{
    private Type? _shown;
    private bool _isNew;

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired] public RouteData RouteData { get; set; } = null!;

    protected override void OnParametersSet()
    {
        if (_shown == RouteData.PageType) return;
        (_shown, _isNew) = (RouteData.PageType, true);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isNew) return;
        _isNew = false;
        await browser.InvokeVoidAsync("portal.arrived");
    }
}
