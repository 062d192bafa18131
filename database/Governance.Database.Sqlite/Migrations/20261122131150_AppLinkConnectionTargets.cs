using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AppLinkConnectionTargets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "AuthorizationId",
                table: "IncidentTargets",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "TEXT");

            migrationBuilder.AddColumn<Guid>(
                name: "RecordId",
                table: "IncidentTargets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_IncidentTargets_RecordId",
                table: "IncidentTargets",
                column: "RecordId");

            migrationBuilder.AddForeignKey(
                name: "FK_IncidentTargets_AppLinkRecords_RecordId",
                table: "IncidentTargets",
                column: "RecordId",
                principalTable: "AppLinkRecords",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_IncidentTargets_AppLinkRecords_RecordId",
                table: "IncidentTargets");

            migrationBuilder.DropIndex(
                name: "IX_IncidentTargets_RecordId",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "RecordId",
                table: "IncidentTargets");

            migrationBuilder.AlterColumn<Guid>(
                name: "AuthorizationId",
                table: "IncidentTargets",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
