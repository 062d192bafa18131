using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SessionStepUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "AuthTime",
                table: "Sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Draft",
                table: "Sessions",
                type: "BLOB",
                maxLength: 65536,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "FailedStepUps",
                table: "Sessions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AuthTime",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "Draft",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "FailedStepUps",
                table: "Sessions");
        }
    }
}
