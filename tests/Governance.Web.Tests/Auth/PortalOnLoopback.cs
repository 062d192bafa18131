using Governance.Application;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Database.Sqlite;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Governance.Web.Tests.Auth;

/// <summary>A portal with sign-in and a few stub pages, over real HTTP and a real database.</summary>
public sealed class PortalOnLoopback : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _database;
    private readonly bool _ownsDatabase;

    private PortalOnLoopback(WebApplication app, string database, bool ownsDatabase) => (_app, _database, _ownsDatabase) = (app, database, ownsDatabase);

    public string Url => _app.Urls.Single();

    public IServiceProvider Services => _app.Services;

    public static Task<PortalOnLoopback> StartAsync(string authority, MovableClock clock, params (string Key, string Value)[] settings) =>
        StartAsync(null, authority, clock, settings);

    /// <summary>A second instance on the same database.</summary>
    public Task<PortalOnLoopback> AnotherInstanceAsync(string authority, MovableClock clock) => StartAsync(_database, authority, clock, []);

    private static async Task<PortalOnLoopback> StartAsync(
        string? existing, string authority, MovableClock clock, (string Key, string Value)[] settings)
    {
        var database = existing ?? Path.Combine(Path.GetTempPath(), $"governance-sign-in-{Guid.NewGuid():N}.db");
        var builder = NewBuilder("Development", authority, settings);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddGovernance(new SqliteProvider(), $"Data Source={database};Pooling=False");
        builder.AddPortalSignIn();
        var app = builder.Build();
        if (existing is null) await PrepareAsync(app.Services);
        app.UsePortalSignIn();
        app.UseAntiforgery();
        app.MapPortalSignIn();
        MapPages(app);
        await app.StartAsync();
        return new PortalOnLoopback(app, database, existing is null);
    }

    public static WebApplicationBuilder NewBuilder(string environment, string authority, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Authentication:Oidc:Authority"] = authority,
                ["Authentication:Oidc:ClientId"] = ProviderOnLoopback.ClientId,
                ["Authentication:Oidc:ClientSecret"] = ProviderOnLoopback.ClientSecret,
                ["Authentication:Oidc:RequireHttpsMetadata"] = "false",
                ["Authentication:Limits:AnonymousPerMinute"] = "10000",
                ["Authentication:Limits:FailedCallbacks"] = "10000",
            });
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Logging.ClearProviders();
        // Use cases of other slices lack their connectors here; lifetimes are still checked.
        builder.Host.UseDefaultServiceProvider(services => (services.ValidateScopes, services.ValidateOnBuild) = (true, false));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    public async Task<T> ReadAsync<T>(Func<GovernanceDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<GovernanceDb>());
    }

    public Task<List<AuditEntry>> AuditAsync() => ReadAsync(db => db.AuditEntries.IgnoreQueryFilters().AsNoTracking().OrderBy(e => e.Seq).ToListAsync());

    /// <summary>The code of the newest refused sign-in; null when there was none.</summary>
    public async Task<string?> LastRefusalAsync() => (await AuditAsync()).LastOrDefault(e => e.Action == "access.sign-in-refused")?.Reason;

    /// <summary>Until disposed, the database can't be opened. Nothing must be at work in it.</summary>
    public IDisposable DatabaseAway() => new Away(_database);

    private sealed class Away : IDisposable
    {
        private readonly string _database;

        public Away(string database)
        {
            _database = database;
            File.Move(database, database + ".away");
            Directory.CreateDirectory(database);
        }

        public void Dispose()
        {
            Directory.Delete(_database);
            File.Move(_database + ".away", _database);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_ownsDatabase) return;
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_database) + "*")) File.Delete(file);
    }

    private static async Task PrepareAsync(IServiceProvider services)
    {
        await using (var scope = services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<GovernanceDb>().Database.MigrateAsync();
        var filled = await services.GetRequiredService<UseCaseRunner>().SendAsync(Actor.System("test"), new FillRoleMap.Command(
        [
            new FillRoleMap.Line("gov-responders", Role.IncidentResponder, "*"),
            new FillRoleMap.Line("gov-auditors", Role.Auditor, "*"),
        ]));
        filled.Ok.ShouldBeTrue();
    }

    private static void MapPages(WebApplication app)
    {
        app.MapGet("/", (HttpContext context, IAntiforgery antiforgery) => Results.Json(new
        {
            claims = context.User.Claims.Select(c => $"{c.Type}={c.Value}"),
            token = antiforgery.GetAndStoreTokens(context).RequestToken,
        }));
        app.MapGet("/orgs", () => "orgs");
        app.MapGet("/audit", () => "audit").RequireAuthorization(nameof(Permission.ViewAudit));
        app.MapGet("/settings", () => "settings").RequireAuthorization(nameof(Permission.ManageRoles));
        app.MapGet("/broken", string () => throw new InvalidOperationException("canary-of-a-stack-trace"));
        app.MapGet("/download", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
            return "file";
        });
        app.MapMethods("/_blazor/negotiate", ["GET", "POST"], () => "circuit").AllowAnonymous();
        // A grave act on nothing: how far it gets tells what the pipeline made of the session.
        app.MapGet("/act", async (HttpContext context, UseCaseRunner runner) => (await runner.SendAsync(
            PrincipalActor.Of(context.User), new RetryFailed.Command(IncidentId.New()))).Problem!.Code);
        app.MapPost("/change", () => "changed");
        // What the portal answers where nothing is; its fallback would take the place of refusals that other tests look at.
        app.Map("/sign-in/{nothing}", PlainPage.NotFoundAsync).AllowAnonymous();
    }
}
