using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class SyncCost : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ApiLimit",
                table: "SyncRuns",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ApiUsed",
                table: "SyncRuns",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "InventoryCalls",
                table: "SyncRuns",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsCheck",
                table: "SyncRuns",
                type: "bit",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ApiLimit",
                table: "SyncRuns");

            migrationBuilder.DropColumn(
                name: "ApiUsed",
                table: "SyncRuns");

            migrationBuilder.DropColumn(
                name: "InventoryCalls",
                table: "SyncRuns");

            migrationBuilder.DropColumn(
                name: "IsCheck",
                table: "SyncRuns");
        }
    }
}
