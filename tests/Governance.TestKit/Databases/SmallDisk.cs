using Governance.Database.Sqlite;
using Microsoft.Data.Sqlite;
using Shouldly;

namespace Governance.TestKit.Databases;

/// <summary>A tmpfs with a copy of a SQLite database on it, held open as the host does. For a
/// <see cref="MountableFactAttribute"/>.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SqliteConnection _held;

    /// <param name="database">File of the database that is copied.</param>
    /// <param name="size">As in 1m.</param>
    public SmallDisk(string database, string size)
    {
        _folder = Directory.CreateTempSubdirectory("governance-disk-").FullName;
        MountableFactAttribute.Mount(_folder, size).ShouldBeTrue();
        var file = Path.Combine(_folder, "portal.db");
        SqliteConnection.ClearAllPools();
        File.Copy(database, file);
        Connection = $"Data Source={file}";
        _held = SqliteProvider.HoldOpen(Connection);
    }

    /// <summary>Connection string of the copy.</summary>
    public string Connection { get; }

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Until not a byte is left.</summary>
    public async Task FillAsync()
    {
        await using var filler = new FileStream(Filler, FileMode.Create);
        await Should.ThrowAsync<IOException>(async () =>
        {
            for (; ; )
            {
                await filler.WriteAsync(new byte[4096]);
                await filler.FlushAsync();
            }
        });
    }

    /// <summary>Frees what filled it.</summary>
    public void Free() => File.Delete(Filler);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _held.DisposeAsync();
        SqliteConnection.ClearAllPools();
        MountableFactAttribute.Unmount(_folder).ShouldBeTrue();
        Directory.Delete(_folder);
    }
}
