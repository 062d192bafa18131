using Governance.Application.Data;
using Governance.Database.PostgreSql;
using Governance.Database.Sqlite;
using Governance.Database.SqlServer;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Governance.Web.Hosting;

/// <summary>Chooses the database (Database:Provider, ConnectionStrings:Governance) and sees to its schema.</summary>
internal static class Databases
{
    private static readonly IDatabaseProvider[] Known = [new SqliteProvider(), new SqlServerProvider(), new PostgreSqlProvider()];

    /// <exception cref="StartRefusedException">An unknown provider, or no connection string where one is needed.</exception>
    public static (IDatabaseProvider Provider, string ConnectionString) Choose(IConfiguration configuration)
    {
        var name = configuration["Database:Provider"] ?? "Sqlite";
        var provider = Known.SingleOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new StartRefusedException($"Database:Provider is '{name}'. Use one of {string.Join(", ", Known.Select(p => p.Name))}.");
        var connection = configuration.GetConnectionString("Governance");
        if (string.IsNullOrWhiteSpace(connection))
        {
            connection = provider is SqliteProvider
                ? "Data Source=governance.db"
                : throw new StartRefusedException($"ConnectionStrings:Governance is missing; {provider.Name} needs it.");
        }
        return (provider, connection);
    }

    /// <summary>Lets the scheduler keep its tables in the portal's database.</summary>
    public static void UseFor(IPersistentStoreBuilder store, IDatabaseProvider provider, string connection)
    {
        switch (provider)
        {
            case SqliteProvider:
                store.UseSqlite(SqliteProvider.Enforcing(connection));
                break;
            case SqlServerProvider:
                store.UseSqlServer(connection);
                break;
            default:
                store.UsePostgres(connection);
                break;
        }
    }

    /// <summary>Migrates when told to; otherwise insists that the schema is the one this build was made for.</summary>
    /// <exception cref="StartRefusedException">The schema is older, and migrating was not asked for; or the key ring does not
    /// open what is stored.</exception>
    public static async Task PrepareAsync(IServiceProvider services, bool migrate, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).Count();
        // Most starts find nothing to do; migrating would compare the whole model first.
        if (pending > 0 && migrate) await db.Database.MigrateAsync(ct);
        else if (pending > 0)
        {
            throw new StartRefusedException(
                $"The database lacks {pending} schema migrations. Run 'Governance.Web migrate' once, then start again.");
        }
        if (await services.GetRequiredService<KeyRingStart>().OpenAsync(ct: ct) is { } wrong) throw new StartRefusedException(wrong);
        FirstStart.ReadyKeyRing(services);
    }
}
