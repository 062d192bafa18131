using System.Collections.Concurrent;
using Governance.TestKit.Databases;
using Xunit;

namespace Governance.TestKit;

/// <summary>Class fixture of <see cref="UseCaseTest"/>: opens a portal of its own, on a migrated database of its own,
/// for every test, and closes what a class left open.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private static readonly AsyncLocal<TestDatabase> OfThisTest = new();
    private readonly ConcurrentQueue<Portal> _opened = [];

    /// <summary>The database of the running test; set by the test framework, SQLite without it.</summary>
    public static TestDatabase Chosen
    {
        get => OfThisTest.Value;
        internal set => OfThisTest.Value = value;
    }

    /// <summary>Opens a portal on the database of the running test.</summary>
    public async Task<Portal> OpenAsync(PortalSettings? settings = null)
    {
        var portal = await Portal.OpenAsync(Chosen, settings);
        _opened.Enqueue(portal);
        return portal;
    }

    /// <inheritdoc />
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        while (_opened.TryDequeue(out var portal)) await portal.DisposeAsync();
    }
}
