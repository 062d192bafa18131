using System.Collections.Concurrent;
using Governance.Application.Ports;

namespace Governance.TestKit.Fakes;

/// <summary>The second place for audit heads, in memory.</summary>
public sealed class FakeAnchor : IAuditAnchor
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>Kept lines in order.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>True to refuse every line.</summary>
    public bool IsBroken { get; set; }

    /// <inheritdoc />
    public Task KeepAsync(string line, CancellationToken ct)
    {
        if (IsBroken) throw new IOException("The anchor is broken.");
        _lines.Enqueue(line);
        return Task.CompletedTask;
    }
}
