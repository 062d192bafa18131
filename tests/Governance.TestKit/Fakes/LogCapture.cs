using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Governance.TestKit.Fakes;

/// <summary>One captured line.</summary>
/// <param name="Category">Logger name.</param>
/// <param name="Level">Severity.</param>
/// <param name="Message">As formatted.</param>
/// <param name="Fault">The exception, in full; null when there was none.</param>
/// <param name="Scopes">Outermost first.</param>
public sealed record LogLine(string Category, LogLevel Level, string Message, string? Fault, IReadOnlyList<string> Scopes);

/// <summary>Keeps every log line of a portal in memory.</summary>
public sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = [];
    private IExternalScopeProvider? _scopes;

    /// <summary>In order.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>All lines with faults and scopes as one text, for searching.</summary>
    public string Text => string.Join('\n', _lines.Select(l => $"{l.Level} {l.Category} {string.Join('|', l.Scopes)} {l.Message} {l.Fault}"));

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc />
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc />
    public void Dispose() => _scopes = null;

    private sealed class Writer(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            capture._scopes?.ForEachScope((scope, list) => list.Add(scope?.ToString() ?? ""), scopes);
            capture._lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception?.ToString(), scopes));
        }
    }
}
