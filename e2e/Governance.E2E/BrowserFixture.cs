using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>One Chromium for all stories of a collection.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public const string Collection = "browser";
    public const string LongCollection = "browser, long";
    public const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
    }

    public async Task DisposeAsync()
    {
        if (_playwright is null) return;
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>Stories run one after the other: they share two cores with the programs they drive.</summary>
[CollectionDefinition(BrowserFixture.Collection)]
public sealed class BrowserStories : ICollectionFixture<BrowserFixture>;

/// <summary>Beside the others, stories that wait most of their time, for re-reads seconds apart.</summary>
[CollectionDefinition(BrowserFixture.LongCollection)]
public sealed class LongBrowserStories : ICollectionFixture<BrowserFixture>;

/// <summary>A story that is skipped, and says so, where there is no Chromium.</summary>
public class StoryAttribute : FactAttribute
{
    public StoryAttribute()
    {
        if (!File.Exists(BrowserFixture.Chromium)) Skip = "Chromium is not installed; install the package 'chromium'.";
    }

    protected static bool IsFullRun => Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";
}

/// <summary>A story about what one process does, skipped where instances are killed: what is counted or done is that process's own.</summary>
public sealed class OneInstanceStoryAttribute : StoryAttribute
{
    public OneInstanceStoryAttribute(string reason)
    {
        if (PairDatabase.IsAsked) Skip = reason;
    }
}

/// <summary>A story about one process that takes its time: skipped, and says so, outside the full run and where instances are killed.</summary>
public sealed class LongStoryAttribute : StoryAttribute
{
    public LongStoryAttribute(string reason)
    {
        if (PairDatabase.IsAsked) Skip = reason;
        else if (!IsFullRun) Skip = "Strains the whole portal: run.sh --full runs it.";
    }
}

/// <summary>A long story on PostgreSQL: skipped, and says so, without a server, and outside the full run.</summary>
public sealed class LongPostgreSqlStoryAttribute : StoryAttribute
{
    public LongPostgreSqlStoryAttribute()
    {
        if (PairDatabase.Server is null) Skip = "No PostgreSQL: set GOVERNANCE_TEST_POSTGRES to the connection string of somebody who may create databases.";
        else if (!IsFullRun) Skip = "More than a minute long: run.sh --full runs it.";
    }
}
