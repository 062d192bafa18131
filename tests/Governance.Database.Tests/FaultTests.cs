using Governance.Application.Data;
using Governance.Database.SqlServer;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Database.Tests;

/// <summary>Real errors, and what each provider makes of them.</summary>
public sealed class FaultTests(PortalFixture portal) : UseCaseTest(portal)
{
    private IDatabaseProvider Provider => Portal.Services.GetRequiredService<IDatabaseProvider>();

    [Fact]
    public async Task UniqueKey_WhenTaken_IsAClash() =>
        (await FaultOfAsync(() => WriteAsync(db => db.OrgGroups.Add(new OrgGroup("EMEA"))))).ShouldBe(DatabaseFault.Clash);

    [Fact]
    public async Task PrimaryKey_WhenTaken_IsAClash()
    {
        var secret = new StoredSecret("a", "b", Clock.Now, null);
        await WriteAsync(db => db.Secrets.Add(secret));

        (await FaultOfAsync(() => WriteAsync(db => db.Secrets.Add(new StoredSecret("a", "c", Clock.Now, null))))).ShouldBe(DatabaseFault.Clash);
    }

    [Fact]
    public async Task ConcurrencyToken_WhenStale_IsAClash()
    {
        var vendor = await GivenAsync(A.Vendor());

        (await FaultOfAsync(() => WriteAsync(db =>
        {
            var mine = db.Vendors.Single(v => v.Id == vendor.Id);
            mine.Rename("Other", []);
            db.Entry(mine).Property(v => v.Version).OriginalValue = Guid.NewGuid();
        }))).ShouldBe(DatabaseFault.Clash);
    }

    [Fact]
    public async Task ForeignKey_WhenItsTargetIsMissing_IsBroken() =>
        (await FaultOfAsync(() => WriteAsync(db => db.RoleAssignments.Add(new RoleAssignment("g", Role.Auditor, OrgGroupId.New())))))
            .ShouldBe(DatabaseFault.Broken);

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Sqlite_WhenReadOnly_IsNotWritable()
    {
        await using var db = new SqliteConnection(Portal.Connection + ";Mode=ReadOnly;Pooling=False");
        await db.OpenAsync();

        (await FaultOfAsync(() => ExecuteAsync(db, "DELETE FROM Vendors"))).ShouldBe(DatabaseFault.NotWritable);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Sqlite_WhenLocked_IsNotWritable()
    {
        await using var holder = new SqliteConnection(Portal.Connection + ";Pooling=False");
        await holder.OpenAsync();
        await using var held = holder.BeginTransaction(deferred: false);
        await using var other = new SqliteConnection(Portal.Connection + ";Pooling=False;Default Timeout=1");
        await other.OpenAsync();

        (await FaultOfAsync(() => ExecuteAsync(other, "DELETE FROM Vendors"))).ShouldBe(DatabaseFault.NotWritable);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Sqlite_WhenTheFileCannotBeOpened_IsUnavailable()
    {
        await using var db = new SqliteConnection("Data Source=/nowhere/portal.db;Pooling=False");

        (await FaultOfAsync(() => db.OpenAsync())).ShouldBe(DatabaseFault.Unavailable);
    }

    [Fact]
    [OnlyOn(TestDatabase.PostgreSql)]
    public async Task PostgreSql_WhenReadOnlyOrNotAllowed_IsNotWritable()
    {
        await using var db = new NpgsqlConnection(Portal.Connection);
        await db.OpenAsync();
        (await FaultOfAsync(() => ExecuteAsync(db, "DELETE FROM \"AuditEntries\""))).ShouldBe(DatabaseFault.NotWritable);
        await ExecuteAsync(db, "SET default_transaction_read_only = on");

        (await FaultOfAsync(() => ExecuteAsync(db, "DELETE FROM \"Vendors\""))).ShouldBe(DatabaseFault.NotWritable);
    }

    [Fact]
    [OnlyOn(TestDatabase.PostgreSql)]
    public async Task PostgreSql_WhenItRefusesConnections_IsUnavailable()
    {
        await using var db = new NpgsqlConnection("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");

        (await FaultOfAsync(() => db.OpenAsync())).ShouldBe(DatabaseFault.Unavailable);
    }

    [Theory]
    [OnlyOn(TestDatabase.Sqlite)]
    [InlineData(2601, DatabaseFault.Clash)]
    [InlineData(2627, DatabaseFault.Clash)]
    [InlineData(1205, DatabaseFault.Clash)]
    [InlineData(547, DatabaseFault.Broken)]
    [InlineData(2628, DatabaseFault.Broken)]
    [InlineData(8152, DatabaseFault.Broken)]
    [InlineData(3906, DatabaseFault.NotWritable)]
    [InlineData(1105, DatabaseFault.NotWritable)]
    [InlineData(9002, DatabaseFault.NotWritable)]
    [InlineData(1222, DatabaseFault.NotWritable)]
    [InlineData(-2, DatabaseFault.Unavailable)]
    [InlineData(4060, DatabaseFault.Unavailable)]
    [InlineData(50000, null)]
    public void SqlServer_WhenItGivesANumber_IsReadByTheNumber(int number, DatabaseFault? expected) =>
        new SqlServerProvider().Classify(new DbUpdateException("", SqlServerErrors.Numbered(number))).ShouldBe(expected);

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task SqlServer_WhenItIsNotThere_IsUnavailable()
    {
        // Also walks the path of the pruned package Microsoft.Identity.Client.Broker: a plain sign-in never touches it.
        await using var db = new SqlConnection("Server=tcp:127.0.0.1,1;User Id=sa;Password=false-value;Connect Timeout=2;Encrypt=false");

        var fault = await Should.ThrowAsync<SqlException>(() => db.OpenAsync());

        new SqlServerProvider().Classify(fault).ShouldBe(DatabaseFault.Unavailable, $"number {fault.Number}");
    }

    [Fact]
    public void AnyFault_WhenNotOfADatabase_IsUnknown() => Provider.Classify(new InvalidOperationException("no")).ShouldBeNull();

    private async Task<DatabaseFault?> FaultOfAsync(Func<Task> act) => Provider.Classify(await Should.ThrowAsync<Exception>(act));

    private static async Task ExecuteAsync(System.Data.Common.DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // Written here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
