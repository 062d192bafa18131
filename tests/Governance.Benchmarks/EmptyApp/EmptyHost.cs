using Governance.Web.Components.Shared;
using Microsoft.Extensions.FileProviders;

namespace Governance.Benchmarks.EmptyApp;

/// <summary>The least Blazor Server app that shows the portal's grid: no sign-in, no database, constant rows.</summary>
internal static class EmptyHost
{
    public static async Task<int> RunAsync(string[] hosting)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = hosting, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddScoped<BrowserZone>();
        builder.Services.AddScoped<PageClock>();
        await using var app = builder.Build();
        // The portal's own scripts and sheets.
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(ChildProgram.Root, "src", "Governance.Web", "wwwroot")),
        });
        app.UseAntiforgery();
        app.MapRazorComponents<EmptyDocument>().AddInteractiveServerRenderMode(mode => mode.DisableWebSocketCompression = true);
        await app.RunAsync();
        return 0;
    }
}
