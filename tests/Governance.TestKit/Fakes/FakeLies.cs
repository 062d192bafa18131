using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain.Incidents;

namespace Governance.TestKit.Fakes;

/// <summary>How an org deceives about single targets, beyond what it refuses or keeps (<see cref="FakeOrg.KeptRows"/>,
/// <see cref="FakeOrg.KeptActs"/>). A target is named by the key of its row, or by <see cref="Of"/>.</summary>
public sealed class FakeLies
{
    private readonly ConcurrentDictionary<string, bool> _pretended = new();

    /// <summary>Accepted, and done only so many reads later.</summary>
    public ConcurrentDictionary<string, int> Slow { get; } = new();

    /// <summary>Accepted, shown as done from then on, and never done.</summary>
    public ConcurrentDictionary<string, bool> Hidden { get; } = new();

    /// <summary>Done, and no useful answer comes.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = new();

    /// <summary>A read does not say how it stands.</summary>
    public ConcurrentDictionary<string, bool> Blind { get; } = new();

    /// <summary>The name of what is no row.</summary>
    public static string Of(TargetKind kind, string subject) => $"{kind} {subject}";

    internal bool Pretends(string name) => _pretended.ContainsKey(name);

    /// <summary>What is answered instead of the truth; null when the org is honest about it.</summary>
    internal RevocationOutcome? Deceive(string name, Action reallyDo)
    {
        if (Silent.ContainsKey(name))
        {
            reallyDo();
            return RevocationOutcome.Unreachable;
        }
        if (Hidden.ContainsKey(name)) _pretended[name] = true;
        else if (Slow.ContainsKey(name)) _due[name] = reallyDo;
        else return null;
        return RevocationOutcome.Accepted;
    }

    private readonly ConcurrentDictionary<string, Action> _due = new();

    /// <summary>Another read came: what was to be done by now is.</summary>
    internal void Read(Func<string, bool> isAsked)
    {
        foreach (var (name, act) in _due.Where(d => isAsked(d.Key)))
        {
            if (Slow.AddOrUpdate(name, 0, (_, left) => left - 1) >= 0 || !_due.TryRemove(name, out _)) continue;
            act();
        }
    }
}
