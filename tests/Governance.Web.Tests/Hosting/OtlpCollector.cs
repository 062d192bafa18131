using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Governance.Web.Tests.Hosting;

/// <summary>Takes what an OTLP exporter sends, and keeps the bytes. Texts stand in protobuf as they are.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _taken = [];

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _taken.Enqueue((http.Request.Path, body.ToArray()));
            http.Response.ContentType = "application/x-protobuf";
        });
    }

    public string Url => _app.Urls.Single();

    public IReadOnlyList<(string Signal, byte[] Body)> Taken => [.. _taken];

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Everything of one signal as text.</summary>
    public string TextOf(string signal) => string.Concat(Taken.Where(t => t.Signal == $"/v1/{signal}").Select(t => Encoding.UTF8.GetString(t.Body)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
