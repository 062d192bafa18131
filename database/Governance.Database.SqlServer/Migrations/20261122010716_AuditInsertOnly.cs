using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.SqlServer.Migrations;

/// <summary>The database itself refuses to change or drop an audit row, whoever asks.</summary>
public partial class AuditInsertOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "AuditHeads"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            // Through EXEC: CREATE TRIGGER must be alone in its batch, also inside an idempotent script.
            migrationBuilder.Sql(
                $"EXEC(N'CREATE TRIGGER [{table}_InsertOnly] ON [{table}] INSTEAD OF UPDATE, DELETE AS THROW 51000, ''{table} is insert-only'', 1;');");
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables) migrationBuilder.Sql($"DROP TRIGGER [{table}_InsertOnly];");
    }
}
