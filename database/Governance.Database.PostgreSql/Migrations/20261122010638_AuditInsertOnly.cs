using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.PostgreSql.Migrations;

/// <summary>The database itself refuses to change or drop an audit row, whoever asks.</summary>
public partial class AuditInsertOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "AuditHeads"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE FUNCTION audit_insert_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
            """);
        foreach (var table in Tables)
        {
            migrationBuilder.Sql(
                $"""CREATE TRIGGER "{table}_InsertOnly" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();""");
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables) migrationBuilder.Sql($"""DROP TRIGGER "{table}_InsertOnly" ON "{table}";""");
        migrationBuilder.Sql("DROP FUNCTION audit_insert_only();");
    }
}
