using Governance.Application;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.TestKit;

/// <summary>What a test may change about its portal.</summary>
public sealed record PortalSettings
{
    /// <summary>Adds or replaces services after the portal's own.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Puts another provider around the database's own.</summary>
    public Func<IDatabaseProvider, IDatabaseProvider>? Provider { get; init; }

    /// <summary>An existing database, shared with another portal; null for one of its own.</summary>
    public string? Connection { get; init; }
}

/// <summary>A whole portal without its web part: the real container on a real database; clock, orgs, anchor and log are
/// the test's.</summary>
public sealed class Portal : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDatabase;
    private readonly SemaphoreSlim _signingIn = new(1);
    private DateTimeOffset _signedInAt;
    private bool _isDisposed;

    private Portal(TestDatabase database, string name, string connection, bool owns, PortalSettings? settings)
    {
        (Database, DatabaseName, Connection, _ownsDatabase) = (database, name, connection, owns);
        Orgs = new FakeOrgs(Clock);
        Heroku = new FakeHeroku(Clock);
        _signedInAt = Clock.Now;
        IDatabaseProvider provider = new ClockedProvider(MigratedTemplate.ProviderOf(database), Clock);
        if (database != TestDatabase.SqlServer)
            provider = new AdjustedProvider(provider, (options, _) => options.AddInterceptors(TransactSqlMirror.Instance));
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Debug).AddProvider(Logs));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ISalesforceOrg>(Orgs);
        services.AddSingleton<IOrgResponder>(Orgs);
        services.AddSingleton<IOrgCanary>(Orgs);
        services.AddSingleton<IOrgEvidence>(new FakeEvidence(Orgs, Clock));
        services.AddSingleton<IAppLink>(Heroku);
        services.AddSingleton<INoticeMail>(Notices);
        services.AddSingleton<INoticeWebhook>(Notices);
        services.AddSingleton<IAuditAnchor>(Anchor);
        // Most tests send everything in one moment of a clock that stands still; tests of the rates set the real ones.
        services.AddSingleton(new RateLimits(int.MaxValue, int.MaxValue, int.MaxValue));
        // Whatever room the machine has; tests of the floor set one.
        services.AddSingleton(new DiskSettings(0));
        services.AddGovernance(settings?.Provider?.Invoke(provider) ?? provider, connection);
        settings?.Services?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Audit = new AuditReader(this);
    }

    /// <summary>Which kind of database.</summary>
    public TestDatabase Database { get; }

    /// <summary>Its file (SQLite) or name (PostgreSQL); empty where there is only one (SQL Server).</summary>
    public string DatabaseName { get; }

    /// <summary>Its connection string.</summary>
    public string Connection { get; }

    /// <summary>The portal's clock; stands still until moved.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>Everything the portal logged.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>The orgs of this test's world.</summary>
    public FakeOrgs Orgs { get; }

    /// <summary>The Heroku account of this test's world.</summary>
    public FakeHeroku Heroku { get; }

    /// <summary>Where notices go.</summary>
    public FakeNotices Notices { get; } = new();

    /// <summary>The second place for audit heads.</summary>
    public FakeAnchor Anchor { get; } = new();

    /// <summary>Reads the audit.</summary>
    public AuditReader Audit { get; }

    /// <summary>The container.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Opens a portal whose role map holds every role of <see cref="Actors"/>.</summary>
    public static async Task<Portal> OpenAsync(TestDatabase database, PortalSettings? settings = null)
    {
        if (settings?.Connection is { } shared) return new Portal(database, "", shared, false, settings);
        var (name, connection) = await MigratedTemplate.CopyAsync(database);
        var portal = new Portal(database, name, connection, true, settings);
        try
        {
            await portal.WriteAsync(Actors.Seed);
            await portal.WriteAsync(db => db.Sessions.AddRange(
                Actors.Sessions.Select(name => new PortalSession(name, [], null, portal.Clock.Now, portal.Clock.Now))));
            // As the host does at its start: a first key made inside a transaction would wait for its own write lock.
            portal.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("start").Protect("start");
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a message through the whole pipeline, as somebody whose sign-in is fresh however far a test moved
    /// the clock. What is about sessions sends by <see cref="UseCaseRunner"/> itself.</summary>
    public async Task<Result<T>> SendAsync<T>(Actor actor, IMessage<T> message, CancellationToken ct = default)
    {
        if (actor.IsPerson && (Clock.Now - _signedInAt).Duration() >= TimeSpan.FromMinutes(5)) await SignInAnewAsync();
        return await _services.GetRequiredService<UseCaseRunner>()
            .SendAsync(actor is { IsPerson: true, Session: null } ? actor with { Session = Actors.AnySession } : actor, message, ct);
    }

    private async Task SignInAnewAsync()
    {
        await _signingIn.WaitAsync();
        try
        {
            var (now, names) = (Clock.Now, Actors.Sessions);
            await ReadAsync(db => db.Sessions.Where(s => names.Contains(s.ReferenceHash)).ExecuteUpdateAsync(s => s
                .SetProperty(r => r.AuthTime, now).SetProperty(r => r.LastActAt, now).SetProperty(r => r.EndsAt, now + PortalSession.Absolute)));
            _signedInAt = now;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    /// <summary>Runs all queued work that is due, including what that queues.</summary>
    /// <returns>How many items ran, left out the judging that follows every read and what is preserved beside a containment.</returns>
    public async Task<int> RunWorkAsync(CancellationToken ct = default)
    {
        var before = await BesideAsync();
        return await _services.GetRequiredService<WorkDispatcher>().RunDueAsync(ct) - (await BesideAsync() - before);

        Task<int> BesideAsync() => ReadAsync(db => db.Work.CountAsync(
            w => (w.Kind.StartsWith("evaluate-") || w.Kind == "preserve-rest") && w.DoneAt != null, ct));
    }

    /// <summary>Runs something in a scope that sees every org group.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = _services.CreateAsyncScope();
        Rights.HoldEverything(scope.ServiceProvider.GetRequiredService<CurrentActor>());
        return await act(scope.ServiceProvider);
    }

    /// <summary>Reads the database past all scope.</summary>
    public Task<T> ReadAsync<T>(Func<GovernanceDb, Task<T>> read) =>
        InScopeAsync(services => read(services.GetRequiredService<GovernanceDb>()));

    /// <summary>Changes the database past the pipeline, and saves.</summary>
    public Task WriteAsync(Action<GovernanceDb> change) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<GovernanceDb>();
        change(db);
        return await db.SaveChangesAsync();
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _services.DisposeAsync();
        _signingIn.Dispose();
        if (_ownsDatabase) await MigratedTemplate.RemoveAsync(Database, DatabaseName, Connection);
        TransactSqlMirror.Instance.Verify();
    }
}
