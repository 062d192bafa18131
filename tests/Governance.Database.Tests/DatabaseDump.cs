using System.Diagnostics;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Database.Tests;

/// <summary>A dump of a test's database as an operator would take it, restored into another one: pg_dump and psql for
/// PostgreSQL, a copy of the file for SQLite.</summary>
internal sealed class DatabaseDump : IAsyncDisposable
{
    private readonly string? _name;

    private DatabaseDump(string file, string connection, string? name) => (File, Connection, _name) = (file, connection, name);

    /// <summary>The dump.</summary>
    public string File { get; }

    /// <summary>Of what it was restored into.</summary>
    public string Connection { get; }

    public static async Task<DatabaseDump> TakeAsync(Portal portal)
    {
        var file = Path.Combine(Path.GetTempPath(), $"governance-dump-{Guid.NewGuid():N}.db");
        if (portal.Database == TestDatabase.Sqlite)
        {
            await portal.ReadAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {file}"));
            return new DatabaseDump(file, $"Data Source={file};Pooling=False", null);
        }
        var name = $"governance_restored_{Guid.NewGuid():N}"[..40];
        await PostgreSqlServer.CreateAsync(name);
        var restored = new DatabaseDump(file, PostgreSqlServer.ConnectionTo(name), name);
        await RunAsync("pg_dump", portal.Connection, "--file", file);
        await RunAsync("psql", restored.Connection, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file);
        return restored;
    }

    public async ValueTask DisposeAsync()
    {
        System.IO.File.Delete(File);
        if (_name is null) return;
        await using (var pooled = new NpgsqlConnection(Connection)) NpgsqlConnection.ClearPool(pooled);
        await PostgreSqlServer.DropAsync(_name);
    }

    private static async Task RunAsync(string tool, string connection, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        var start = new ProcessStartInfo(Find(tool)) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--host", to.Host!, "--port", $"{to.Port}", "--username", to.Username!, "--no-password", .. arguments, to.Database!])
            start.ArgumentList.Add(argument);
        if (to.Password is { Length: > 0 } password) start.Environment["PGPASSWORD"] = password;
        using var running = Process.Start(start)!;
        var output = running.StandardOutput.ReadToEndAsync();
        var errors = await running.StandardError.ReadToEndAsync();
        await output;
        await running.WaitForExitAsync();
        running.ExitCode.ShouldBe(0, errors);
    }

    // Debian keeps them beside the server, off the path.
    private static string Find(string tool) => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetFiles("/usr/lib/postgresql", tool, SearchOption.AllDirectories).Order().LastOrDefault() ?? tool
        : tool;
}
