using Governance.Application.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.Sqlite.Migrations;

/// <summary>INSERT OR REPLACE drops the old row without asking the delete triggers (https://sqlite.org/lang_conflict.html):
/// a row whose key is taken is refused before that. SQLite only; the other databases have no such statement.</summary>
[DbContext(typeof(GovernanceDb))]
[Migration("20261122014500_AuditNoReplace")]
public sealed class AuditNoReplace : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TRIGGER AuditEntries_NoReplace BEFORE INSERT ON AuditEntries
            WHEN EXISTS (SELECT 1 FROM AuditEntries WHERE Seq = NEW.Seq OR Id = NEW.Id)
            BEGIN SELECT RAISE(ABORT, 'AuditEntries is insert-only'); END;
            """);
        migrationBuilder.Sql(
            """
            CREATE TRIGGER AuditHeads_NoReplace BEFORE INSERT ON AuditHeads
            WHEN EXISTS (SELECT 1 FROM AuditHeads WHERE Id = NEW.Id)
            BEGIN SELECT RAISE(ABORT, 'AuditHeads is insert-only'); END;
            """);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TRIGGER AuditEntries_NoReplace;");
        migrationBuilder.Sql("DROP TRIGGER AuditHeads_NoReplace;");
    }
}
