using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Web.Tests;

/// <summary>End points by themselves, with antiforgery and a sign-in of the test's own; GET /token hands out an antiforgery token.</summary>
internal static class EndpointHost
{
    /// <typeparam name="TSignIn">Says who the caller is.</typeparam>
    /// <param name="services">Adds what the end points need.</param>
    /// <param name="map">Maps them.</param>
    public static async Task<WebApplication> StartAsync<TSignIn>(Action<IServiceCollection> services, Action<WebApplication> map)
        where TSignIn : AuthenticationHandler<AuthenticationSchemeOptions>
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        services(builder.Services);
        builder.Services.AddAntiforgery();
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, TSignIn>("test", null);
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        app.MapGet("/token", (HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken);
        await app.StartAsync();
        return app;
    }
}
