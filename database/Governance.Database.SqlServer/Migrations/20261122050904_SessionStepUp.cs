using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class SessionStepUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AuthTime",
                table: "Sessions",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Draft",
                table: "Sessions",
                type: "varbinary(max)",
                maxLength: 65536,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "FailedStepUps",
                table: "Sessions",
                type: "int",
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
