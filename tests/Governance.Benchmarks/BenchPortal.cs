using Governance.Application;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Salesforce;
using Governance.Database.Sqlite;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Benchmarks;

/// <summary>The portal without its pages, in this process: the real container, connectors and pipeline on a real SQLite
/// file of its own.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private static readonly Actor Operator = Actor.CommandLine("benchmark");
    private readonly ServiceProvider _services;
    private readonly SqliteConnection _held;

    private BenchPortal(ServiceProvider services, string folder, string connection) =>
        (_services, Folder, ConnectionString, _held) = (services, folder, connection, SqliteProvider.HoldOpen(connection));

    public string Folder { get; }

    public string ConnectionString { get; }

    private sealed class NoAnchor : IAuditAnchor
    {
        public Task KeepAsync(string line, CancellationToken ct) => Task.CompletedTask;
    }

    public static async Task<BenchPortal> OpenAsync(int inFlight = 5)
    {
        var folder = Directory.CreateTempSubdirectory("governance-bench-").FullName;
        var connection = $"Data Source={Path.Combine(folder, "governance.db")}";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IAuditAnchor, NoAnchor>();
        services.AddSingleton(new RateLimits(int.MaxValue, int.MaxValue, int.MaxValue));
        services.AddGovernance(new SqliteProvider(), connection);
        services.AddConnectors(new SalesforceOptions { AllowLoopback = true, InFlightPerOrg = inFlight }, new AppLinkOptions());
        services.AddDataProtection().SetApplicationName("Governance");
        var built = services.BuildServiceProvider();
        await using (var scope = built.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<GovernanceDb>().Database.MigrateAsync();
        // As the host does at its start: a first key made inside a transaction would wait for its own write lock.
        built.GetRequiredService<IDataProtectionProvider>().CreateProtector("start").Protect([]);
        return new BenchPortal(built, folder, connection);
    }

    /// <summary>Writes past the pipeline, and saves.</summary>
    public async Task WriteAsync(Action<GovernanceDb> change)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Somebody with a role, freshly signed in.</summary>
    /// <param name="role">Which.</param>
    /// <param name="groups">Where; null for everywhere.</param>
    public async Task<Actor> SignInAsync(Role role, IReadOnlyList<OrgGroupId>? groups = null)
    {
        var session = $"{Guid.NewGuid():N}"[..16];
        var group = $"group-{session}";
        await WriteAsync(db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Sessions.Add(new PortalSession(session, [], null, now, now));
            foreach (var at in groups?.Select(g => (OrgGroupId?)g) ?? [null]) db.RoleAssignments.Add(new RoleAssignment(group, role, at));
        });
        return new Actor($"person:{session}", $"{role}", [group]) { Session = session };
    }

    /// <summary>Sends a message through the whole pipeline; a refusal ends the benchmark.</summary>
    public async Task<T> SendAsync<T>(Actor actor, IMessage<T> message)
    {
        var answer = await _services.GetRequiredService<UseCaseRunner>().SendAsync(actor, message);
        return answer.Problem is { } problem
            ? throw new BenchmarkFailedException($"{message.GetType().DeclaringType?.Name}: {problem.Code}: {problem.Message}")
            : answer.Value!;
    }

    /// <summary>Runs all queued work as the running portal does, several items side by side, until none is left but what is for later.</summary>
    /// <param name="meanwhile">Done beside it from the start, and awaited; null for nothing.</param>
    public async Task WorkAsync(Func<Task>? meanwhile = null)
    {
        using var stop = new CancellationTokenSource();
        var running = _services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.Zero, stop.Token);
        if (meanwhile is not null) await meanwhile();
        while (IsAtWork()) await Task.Delay(10);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Whether anything is queued or runs but what is for later.</summary>
    public bool IsAtWork() => Scalar("SELECT EXISTS(SELECT 1 FROM Work WHERE DoneAt IS NULL AND Kind <> 'prove-later')") != 0;

    /// <summary>Connects every org as an admin does, responder and first sync included. The one place that knows how.</summary>
    public async Task<IReadOnlyList<ConnectionId>> ConnectAsync(World world)
    {
        var group = new OrgGroup("Benchmark");
        await WriteAsync(db => db.OrgGroups.Add(group));
        var connections = new List<ConnectionId>();
        foreach (var org in world.Orgs)
        {
            connections.Add((await SendAsync(Operator, new StartConnection.Command(
                org.Name, group.Id, org.LoginUrl.GetLeftPart(UriPartial.Authority), ConnectionFlow.JwtBearer, org.ClientId, org.Username,
                await DepositAsync(world.KeyFile)))).ConnectionId);
        }
        await WorkAsync();
        foreach (var (org, connection) in world.Orgs.Zip(connections))
        {
            await SendAsync(Operator, new SetUpResponder.Command(connection, ConnectionFlow.JwtBearer, org.ClientId,
                org.Username.Replace("portal.reader@", "portal.responder@", StringComparison.Ordinal), await DepositAsync(world.KeyFile)));
        }
        await WorkAsync();
        return connections;
    }

    private async Task<Guid> DepositAsync(string keyFile)
    {
        await using var scope = _services.CreateAsyncScope();
        var deposit = await scope.ServiceProvider.GetRequiredService<SecretIntake>()
            .TakePrivateKeyAsync(new Domain.Secret((await File.ReadAllTextAsync(keyFile)).Trim()), CancellationToken.None);
        return deposit.Value!.Ticket;
    }

    /// <summary>Reads every org again.</summary>
    public async Task SyncAsync(IReadOnlyList<ConnectionId> connections)
    {
        foreach (var id in connections) await SendAsync(Operator, new RequestSync.Command(id));
        await WorkAsync();
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _held.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
