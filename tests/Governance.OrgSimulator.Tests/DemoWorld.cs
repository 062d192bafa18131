namespace Governance.OrgSimulator.Tests;

/// <summary>The demo world, started once per test class.</summary>
public sealed class DemoWorld : IAsyncLifetime
{
    public TestWorld World { get; private set; } = null!;

    public async Task InitializeAsync() => World = await TestWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();
}
