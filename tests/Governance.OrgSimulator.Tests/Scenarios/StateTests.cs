namespace Governance.OrgSimulator.Tests.Scenarios;

public sealed class StateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-state-");

    private string StateFile => Path.Combine(_folder.FullName, "state.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Restart_WhenStateIsKept_RevivesNothing()
    {
        var options = new SimulatorOptions { StateFile = StateFile, Port = FreePorts.Take() };
        string token, access, created;
        int left;
        await using (var world = await TestWorld.StartAsync(options))
        {
            access = await world.LoginAsync(world.Core);
            token = await world.DeleteTokenAsync(world.Core, access);
            await world.PostAsync(world.Core.LoginUrl + "/services/oauth2/revoke", ("token", token));
            await world.ControlAsync(HttpMethod.Post, "scenario-event", new { type = "consent", org = "Core", app = "Murmuro Chat", user = "sade.abeni@northgale.example" });
            await world.AdvanceAsync(TimeSpan.FromMinutes(20));
            left = await world.CountAsync(world.Core, access);
            created = await OldestAsync(world, access);
        }

        await using var again = await TestWorld.StartAsync(options);

        (await again.PostAsync(again.Core.LoginUrl + "/services/oauth2/revoke", ("token", token))).Status.ShouldBe(400);
        (await again.CountAsync(again.Core, access)).ShouldBe(left);
        (await OldestAsync(again, access)).ShouldBe(created);
        (await again.CountAsync(again.Core, access, "OauthToken WHERE AppName = 'Murmuro Chat' AND User.Username = 'sade.abeni@northgale.example'")).ShouldBe(1);
        again.Host.Clock.Offset.TotalMinutes.ShouldBe(20, 0.1);
    }

    [Fact]
    public async Task Restart_WhenStateIsOfAnotherSeed_IsRefused()
    {
        await using (await TestWorld.StartAsync(new SimulatorOptions { StateFile = StateFile })) { }

        (await Should.ThrowAsync<BadOptionException>(() => TestWorld.StartAsync(new SimulatorOptions { StateFile = StateFile, Seed = 9 }))).Message.ShouldContain("belongs to scenario 'demo' with seed 1");
    }

    [Fact]
    public async Task Restart_WhenStateIsDamaged_IsRefused()
    {
        await File.WriteAllTextAsync(StateFile, "{ \"version\": 1, ");

        (await Should.ThrowAsync<BadOptionException>(() => TestWorld.StartAsync(new SimulatorOptions { StateFile = StateFile }))).Message.ShouldContain("cannot be read");
    }

    private static async Task<string> OldestAsync(TestWorld world, string access) =>
        (await world.QueryAsync(world.Core, access, "SELECT CreatedDate FROM OauthToken ORDER BY CreatedDate LIMIT 1")).Records[0].GetProperty("CreatedDate").GetString()!;
}
