using Governance.Web.Auth;
using Governance.Web.Components;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Shared;
using Governance.Web.Connect;
using Governance.Web.Downloads;
using Governance.Web.Jobs;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Data.Sqlite;

namespace Governance.Web.Hosting;

/// <summary>Puts the running portal together.</summary>
internal static class Portal
{
    /// <exception cref="StartRefusedException">A setting, or the state of the database, forbids the start.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddDevelopmentSettings();
        builder.AddTelemetry();
        builder.AddPortal();
        builder.Services.AddJobs(builder.Configuration);
        builder.AddPortalSignIn();
        AddPages(builder.Services);

        var app = builder.Build();
        await Databases.PrepareAsync(app.Services, migrate: app.Environment.IsDevelopment(), app.Lifetime.ApplicationStopping);
        app.Services.GetService<SqliteConnection>();
        await FirstStart.FillRoleMapAsync(app.Services, app.Lifetime.ApplicationStopping);
        await FirstStart.ShipBaselinesAsync(app.Services, app.Lifetime.ApplicationStopping);
        await FirstStart.FileWaitingAsync(app.Services, app.Lifetime.ApplicationStopping);
        await Schedules.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
        Use(app);
        return app;
    }

    internal static void AddPages(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DetailedErrors = false;
            circuits.DisconnectedCircuitMaxRetained = 100;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuits.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(20);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
        }).AddHubOptions(hub =>
        {
            hub.MaximumReceiveMessageSize = 32 * 1024;
            hub.MaximumParallelInvocationsPerClient = 1;
            hub.EnableDetailedErrors = false;
            hub.AddFilter<CircuitCeiling>();
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<UseCases>();
        services.AddScoped<WaitingAct>();
        services.AddScoped<BrowserZone>();
        services.AddScoped<PageClock>();
        services.AddScoped<RevocationDraft>();
    }

    private static void Use(WebApplication app)
    {
        app.UsePortalSignIn();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapPortalSignIn();
        app.MapConnect();
        app.MapDownloads();
        app.MapUploads();
        app.MapRegister();
        app.MapEvidence();
        app.MapFallback(PlainPage.NotFoundAsync).AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode =>
        {
            mode.ContentSecurityFrameAncestorsPolicy = "'none'";
            mode.DisableWebSocketCompression = true;
        });
    }
}
