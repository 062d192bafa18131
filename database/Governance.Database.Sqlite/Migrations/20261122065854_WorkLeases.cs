using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WorkLeases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ClaimedLane",
                table: "Work",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Fence",
                table: "Work",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Lane",
                table: "Work",
                type: "TEXT",
                maxLength: 80,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_Work_ClaimedLane",
                table: "Work",
                column: "ClaimedLane",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Work_ClaimedLane",
                table: "Work");

            migrationBuilder.DropColumn(
                name: "ClaimedLane",
                table: "Work");

            migrationBuilder.DropColumn(
                name: "Fence",
                table: "Work");

            migrationBuilder.DropColumn(
                name: "Lane",
                table: "Work");
        }
    }
}
