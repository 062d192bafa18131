using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Governance.Connectors.Tests;

/// <summary>One request as a peer received it.</summary>
internal sealed record Received(string Method, string Path, string Query, string? Authorization, string Body)
{
    /// <summary>The body as it came.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>The query behind q=.</summary>
    public string Soql => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Query).TryGetValue("q", out var q)
        ? q.ToString() : "";

    public string? Form(string name) => new FormReaderOnce(Body)[name];

    private sealed class FormReaderOnce(string body)
    {
        public string? this[string name] =>
            Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body).TryGetValue(name, out var value)
                ? value.ToString() : null;
    }
}

/// <summary>A small server on loopback that answers as a test tells it to, and remembers what it was asked.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Peer(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Origin => $"http://127.0.0.1:{Port}";

    public static async Task<Peer> StartAsync(Func<HttpContext, Received, Task> answer,
        X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var peer = new Peer(builder.Build());
        peer._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var received = new Received(
                context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "",
                context.Request.Headers.Authorization, System.Text.Encoding.UTF8.GetString(body.ToArray()))
            {
                Bytes = body.ToArray(),
            };
            peer.Requests.Enqueue(received);
            await answer(context, received);
        });
        await peer._app.StartAsync();
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>Answers in one line.</summary>
internal static class Answers
{
    public static Task JsonAsync(this HttpContext context, string json, int status = 200) =>
        context.WriteAsync(status, "application/json;charset=UTF-8", json);

    public static Task ErrorAsync(this HttpContext context, int status, string code, string message) =>
        context.JsonAsync($$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""", status);

    public static Task OAuthErrorAsync(this HttpContext context, string error, string description, int status = 400) =>
        context.JsonAsync($$"""{"error":"{{error}}","error_description":"{{description}}"}""", status);

    public static async Task WriteAsync(this HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    }
}
