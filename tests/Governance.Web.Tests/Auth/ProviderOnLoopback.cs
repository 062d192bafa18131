using System.Net;
using System.Net.Sockets;
using Governance.OrgSimulator.Oidc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Auth;

/// <summary>The stand-in provider, listening.</summary>
public sealed class ProviderOnLoopback : IAsyncDisposable
{
    public const string ClientId = "governance-portal", ClientSecret = "not-a-real-secret-of-a-test";

    private readonly WebApplication _app;

    private ProviderOnLoopback(WebApplication app, OidcProvider oidc) => (_app, Oidc) = (app, oidc);

    public OidcProvider Oidc { get; }

    public static async Task<ProviderOnLoopback> StartAsync(TimeProvider clock)
    {
        var port = FreePort();
        var oidc = new OidcProvider($"http://127.0.0.1:{port}", clock, ClientId, ClientSecret,
        [
            new OidcPerson("Rolf Ostend", "rolf@northgale.example", "person-1", ["gov-responders", "staff"]),
            new OidcPerson("Mara Oriel", "mara@northgale.example", "person-2", ["gov-auditors"]),
            new OidcPerson("Tom Wenna", "tom@northgale.example", "person-3", []),
        ]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRouting();
        var app = builder.Build();
        app.MapOidc(oidc);
        await app.StartAsync();
        return new ProviderOnLoopback(app, oidc);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Oidc.Dispose();
    }
}
