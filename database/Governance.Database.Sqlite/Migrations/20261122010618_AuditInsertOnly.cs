using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.Sqlite.Migrations;

/// <summary>The database itself refuses to change or drop an audit row, whoever asks.</summary>
public partial class AuditInsertOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "AuditHeads"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            migrationBuilder.Sql(
                $"CREATE TRIGGER {table}_NoUpdate BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END;");
            migrationBuilder.Sql(
                $"CREATE TRIGGER {table}_NoDelete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END;");
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            migrationBuilder.Sql($"DROP TRIGGER {table}_NoUpdate;");
            migrationBuilder.Sql($"DROP TRIGGER {table}_NoDelete;");
        }
    }
}
