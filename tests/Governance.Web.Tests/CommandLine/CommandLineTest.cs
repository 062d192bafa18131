using Governance.TestKit.Databases;

namespace Governance.Web.Tests.CommandLine;

/// <summary>A command on a portal of its own, with a folder for its files and what it said.</summary>
public abstract class CommandLineTest : IAsyncLifetime, IDisposable
{
    private TestKit.Portal? _portal;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("command-line-").FullName;

    protected StringWriter Output { get; } = new();

    protected StringWriter Errors { get; } = new();

    protected TestKit.Portal Portal => _portal ?? throw new InvalidOperationException("The portal opens before the test method, not before its constructor.");

    public virtual async Task InitializeAsync() => _portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite);

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public void Dispose()
    {
        Output.Dispose();
        Errors.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(Folder, name);
}
