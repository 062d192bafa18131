using System.Collections.Concurrent;
using Governance.Domain;

namespace Governance.Web.Auth;

/// <summary>Remembers which sign-in states came back, so that each works once. The framework's state is
/// self-contained; the correlation cookie alone would leave replays to the browser's goodwill.</summary>
public sealed class UsedStates(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();

    public bool WasUsed(string state) => _used.ContainsKey(Text.Sha256(state));

    /// <summary>True the first time.</summary>
    public bool TryUse(string state)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _used.Where(u => now - u.Value > 2 * Lifetime)) _used.TryRemove(old.Key, out _);
        return _used.TryAdd(Text.Sha256(state), now);
    }
}
