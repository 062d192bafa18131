namespace Governance.E2E;

/// <summary>One estate with every org connected, for stories that leave each other's vendors alone.</summary>
public sealed class ConnectedEstate : IAsyncLifetime
{
    public Estate Estate { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (File.Exists(BrowserFixture.Chromium)) Estate = await Estate.StartAsync(connected: true);
    }

    public async Task DisposeAsync()
    {
        if (Estate is not null) await Estate.DisposeAsync();
    }
}
