using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Tests;

/// <summary>A secret store in memory that notes what was done to it.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    private readonly ConcurrentDictionary<SecretName, Secret> _values = new();

    public ConcurrentQueue<string> Acts { get; } = new();

    /// <summary>Loses every write, as a broken store would.</summary>
    public bool LosesWrites { get; set; }

    public string? this[SecretName name] => _values.TryGetValue(name, out var value) ? value.Reveal() : null;

    public Task PutAsync(SecretName name, Secret value, TimeSpan? livesFor = null, CancellationToken ct = default)
    {
        Acts.Enqueue("put " + name.Purpose);
        if (!LosesWrites) _values[name] = value;
        return Task.CompletedTask;
    }

    public Task<Secret?> GetAsync(SecretName name, CancellationToken ct = default)
    {
        Acts.Enqueue("get " + name.Purpose);
        return Task.FromResult(_values.GetValueOrDefault(name));
    }

    public Task<bool> HasAsync(SecretName name, CancellationToken ct = default) => Task.FromResult(_values.ContainsKey(name));

    public Task DeleteAsync(SecretName name, CancellationToken ct = default)
    {
        _values.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<Secret> GetOrCreateAsync(SecretName name, Func<Secret> make, CancellationToken ct = default) =>
        Task.FromResult(_values.GetOrAdd(name, _ => make()));
}
