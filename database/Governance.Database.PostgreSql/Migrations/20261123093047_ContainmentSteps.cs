using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class ContainmentSteps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Before",
                table: "IncidentTargets",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "CoversApp",
                table: "IncidentTargets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Former",
                table: "IncidentTargets",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsSinceStart",
                table: "IncidentTargets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "IncidentTargets",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UndoAnswer",
                table: "IncidentTargets",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "UndoAskedAt",
                table: "IncidentTargets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "UndoneAt",
                table: "IncidentTargets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReviewNotes",
                table: "Incidents",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ReviewedAt",
                table: "Incidents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReviewedBy",
                table: "Incidents",
                type: "character varying(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "LaterProofs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    IncidentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uuid", nullable: true),
                    AfterMinutes = table.Column<int>(type: "integer", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Back = table.Column<int>(type: "integer", nullable: false),
                    Trouble = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LaterProofs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LaterProofs_Incidents_IncidentId",
                        column: x => x.IncidentId,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LaterProofs_IncidentId_ConnectionId_DueAt",
                table: "LaterProofs",
                columns: new[] { "IncidentId", "ConnectionId", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LaterProofs");

            migrationBuilder.DropColumn(
                name: "Before",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "CoversApp",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "Former",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "IsSinceStart",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "UndoAnswer",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "UndoAskedAt",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "UndoneAt",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "ReviewNotes",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "ReviewedAt",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "ReviewedBy",
                table: "Incidents");
        }
    }
}
