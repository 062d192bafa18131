using System.Diagnostics;
using Governance.Application.Pipeline;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Governance.Web.Hosting;

/// <summary>What leaves the portal is named here; all else is taken off before it is sent (T70).</summary>
internal static class TelemetryScrub
{
    /// <summary>Begins the names of our own loggers.</summary>
    public const string Ours = "Governance.";

    private static readonly HashSet<string> Kept =
    [
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "error.type",
    ];

    /// <summary>Of a request: method, route and status. No path, no query, no address, no words of the caller.</summary>
    public sealed class Spans : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            // Whoever calls may send one along.
            data.TraceStateString = null;
            if (data.Source.Name == Telemetry.Name) return;
            foreach (var tag in data.TagObjects.Where(t => !Kept.Contains(t.Key)).ToArray()) data.SetTag(tag.Key, null);
            if (data.Status == ActivityStatusCode.Error) data.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Of an exception the type: its words may be an org's. Of lines of the framework and the libraries, which may
    /// hold such words as well, the template only.</summary>
    public sealed class Logs : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            var attributes = data.CategoryName?.StartsWith(Ours, StringComparison.Ordinal) == true ? data.Attributes : null;
            if (data.Exception is { } fault)
            {
                attributes = [.. attributes ?? [], new("exception.type", fault.GetType().FullName)];
                data.Exception = null;
            }
            data.Attributes = attributes;
        }
    }
}
