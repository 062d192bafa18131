namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>A test of the Heroku half: each begins with the demo world as it was at its start.</summary>
public abstract class HerokuTest(DemoWorld demo) : IAsyncLifetime
{
    protected TestWorld World { get; } = demo.World;

    private protected HerokuClient Heroku { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (await World.ControlAsync(HttpMethod.Post, "reset")).Status.ShouldBe(204);
        Heroku = new HerokuClient(World);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
