using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Application.Tests.Data;

/// <summary>A vault in memory that a test may interrupt or stop.</summary>
internal sealed class MemoryVault : ISecretVault
{
    private readonly ConcurrentDictionary<(SecretName, string), Secret> _versions = [];

    /// <summary>True while it does not answer.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Runs once, amid the next write: the value has left, the answer has not come.</summary>
    public Func<Task>? Amid { get; set; }

    public IReadOnlyList<(SecretName Name, string Value)> Kept => [.. _versions.Select(v => (v.Key.Item1, v.Value.Reveal()))];

    public async Task<string> PutAsync(SecretName name, Secret value, CancellationToken ct)
    {
        Answer();
        var version = Guid.NewGuid().ToString("N");
        var amid = Amid;
        Amid = null;
        if (amid is not null) await amid();
        _versions[(name, version)] = value;
        return version;
    }

    public Task<Secret?> GetAsync(SecretName name, string version, CancellationToken ct)
    {
        Answer();
        return Task.FromResult(_versions.GetValueOrDefault((name, version)));
    }

    public Task DeleteAsync(SecretName name, CancellationToken ct)
    {
        Answer();
        foreach (var key in _versions.Keys.Where(k => k.Item1 == name)) _versions.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<Secret?> ReadAsync(string name, CancellationToken ct) => throw new NotSupportedException("Nobody reads by name here.");

    private void Answer()
    {
        if (IsSilent) throw new SecretVaultException("The vault did not answer.");
    }
}
