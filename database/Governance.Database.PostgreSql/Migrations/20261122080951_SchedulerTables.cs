using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.PostgreSql.Migrations;

/// <summary>The scheduler's own tables; no entity of ours (<see cref="Application.Data.SchedulerTables"/>).</summary>
public partial class SchedulerTables : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => Application.Data.SchedulerTables.Create(migrationBuilder);

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => Application.Data.SchedulerTables.Drop(migrationBuilder);
}
