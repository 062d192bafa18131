namespace Governance.E2E;

/// <summary>One estate with every org connected, for stories that leave each other's vendors alone.</summary>
public sealed class ConnectedEstate() : SharedEstate(Estate.AllOrgs);

/// <summary>One estate with Core connected, for stories that connect others, or need one org only.</summary>
public sealed class SparseEstate() : SharedEstate(["Core"]);

/// <summary>An estate that the stories of a class share.</summary>
public abstract class SharedEstate(string[] connected) : IAsyncLifetime
{
    public Estate Estate { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (File.Exists(BrowserFixture.Chromium)) Estate = await Estate.StartAsync(connected);
    }

    public async Task DisposeAsync()
    {
        if (Estate is not null) await Estate.DisposeAsync();
    }
}
