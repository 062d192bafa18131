using Microsoft.JSInterop;

namespace Governance.Web.Components.Shared;

/// <summary>
/// The person's time zone, asked of the browser once per circuit; UTC until it answers. Register as scoped.
/// </summary>
public sealed class BrowserZone(IJSRuntime browser)
{
    private Task? _asked;

    /// <summary>UTC until the browser has answered, or when it names a zone that this machine doesn't know.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Asks once; later callers wait for the same answer. Call only after the first render.</summary>
    public Task AskAsync() => _asked ??= ReadAsync();

    /// <summary>"21 Nov 2026, 14:05" in the person's zone.</summary>
    public string Local(DateTimeOffset at) => Moments.Exact(TimeZoneInfo.ConvertTime(at, Zone));

    private async Task ReadAsync()
    {
        try
        {
            var name = await browser.InvokeAsync<string?>("portal.zone");
            if (name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) Zone = zone;
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // UTC is right, only less handy.
        }
    }
}
