using System.Diagnostics;
using System.Reflection;
using Governance.Application.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Governance.Web.Hosting;

/// <summary>Sends traces, metrics and logs to a collector (Telemetry:Otlp:Endpoint, OTLP over HTTP). Without the setting
/// nothing is listened to and nothing is sent.</summary>
internal static class TelemetryServices
{
    public const string Setting = "Telemetry:Otlp:Endpoint";

    /// <summary>Add it before whatever else is hosted: hosted services stop in reverse, and this tells about the others.</summary>
    /// <exception cref="StartRefusedException">The address is none, or not one for this environment.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // Whatever the settings say: on lower levels it writes whole addresses, and callbacks carry codes (T70).
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        if (EndpointOf(builder.Configuration, builder.Environment) is not { } endpoint) return;
        // Or the framework's request spans say nothing at all.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.Warning);
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(TelemetryScrub.Ours, LogLevel.Information);
        builder.Logging.AddOpenTelemetry(logs =>
        {
            (logs.IncludeScopes, logs.IncludeFormattedMessage) = (false, false);
            logs.SetResourceBuilder(Resource()).AddProcessor(new TelemetryScrub.Logs()).AddOtlpExporter(o => Send(o, endpoint, "logs"));
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource())
            // Not the caller's choice, as it would be by default.
            .SetSampler(new AlwaysOnSampler())
            .AddSource(Telemetry.Name, "Microsoft.AspNetCore")
            .AddProcessor(new TelemetryScrub.Spans()).AddOtlpExporter(o => Send(o, endpoint, "traces")).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource())
            .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(o => Send(o, endpoint, "metrics")).Build());
        builder.Services.AddSingleton<IStartupFilter, RequestSpans>();
        builder.Services.AddHostedService<TelemetryJob>();
    }

    private static Uri? EndpointOf(ConfigurationManager configuration, IHostEnvironment environment)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return null;
        // User info and query would be secrets in a setting that is none.
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { UserInfo: "", Query: "", Fragment: "" }
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && environment.IsDevelopment())))
            return uri;
        throw new StartRefusedException($"{Setting} cannot be used. Give it the https address of a collector, without user, query or fragment; "
            + "http is for a collector on this computer, in Development only.");
    }

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService("governance-portal",
        serviceVersion: typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    private static void Send(OtlpExporterOptions options, Uri endpoint, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
        options.TimeoutMilliseconds = (int)TelemetryJob.Patience.TotalMilliseconds;
        options.HttpClientFactory = () => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TelemetryJob.Patience })
        {
            Timeout = TelemetryJob.Patience,
        };
    }
}

/// <summary>Begins to listen when the portal starts, and sends what is left when it stops.</summary>
internal sealed class TelemetryJob(TracerProvider spans, MeterProvider metrics, LoggerProvider logs) : IHostedService
{
    /// <summary>How long a collector may take; side by side, so a silent one holds up a stop for no longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var patience = (int)Patience.TotalMilliseconds;
        Parallel.Invoke(() => spans.Shutdown(patience), () => metrics.Shutdown(patience), () => logs.Shutdown(patience));
        return Task.CompletedTask;
    }
}

/// <summary>Gives the framework's span of a request what it lacks in .NET 10: route and status.</summary>
internal sealed class RequestSpans : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, rest) =>
        {
            try
            {
                await rest(http);
            }
            finally
            {
                if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } span) Complete(span, http);
            }
        });
        next(app);
    };

    private static void Complete(Activity span, HttpContext http)
    {
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } route }) return;
        span.SetTag("http.route", route);
        span.DisplayName = $"{span.GetTagItem("http.request.method")} {route}";
    }
}
