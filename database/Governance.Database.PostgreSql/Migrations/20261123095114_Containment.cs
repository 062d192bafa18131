using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Containment : Migration
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
                name: "EvidenceFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    IncidentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Attempt = table.Column<int>(type: "integer", nullable: false),
                    Path = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Bytes = table.Column<long>(type: "bigint", nullable: false),
                    Chunks = table.Column<int>(type: "integer", nullable: false),
                    TakenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Gap = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    HoldsPersonalData = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EvidenceFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EvidenceFiles_Incidents_IncidentId",
                        column: x => x.IncidentId,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_EvidenceFiles_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

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

            migrationBuilder.CreateTable(
                name: "EvidenceChunks",
                columns: table => new
                {
                    FileId = table.Column<Guid>(type: "uuid", nullable: false),
                    Place = table.Column<int>(type: "integer", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", maxLength: 1048576, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EvidenceChunks", x => new { x.FileId, x.Place });
                    table.ForeignKey(
                        name: "FK_EvidenceChunks_EvidenceFiles_FileId",
                        column: x => x.FileId,
                        principalTable: "EvidenceFiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_EvidenceFiles_IncidentId_ConnectionId_OrgId_Kind_Attempt",
                table: "EvidenceFiles",
                columns: new[] { "IncidentId", "ConnectionId", "OrgId", "Kind", "Attempt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_EvidenceFiles_IncidentId_Path",
                table: "EvidenceFiles",
                columns: new[] { "IncidentId", "Path" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_EvidenceFiles_OrgId",
                table: "EvidenceFiles",
                column: "OrgId");

            migrationBuilder.CreateIndex(
                name: "IX_LaterProofs_IncidentId_ConnectionId_DueAt",
                table: "LaterProofs",
                columns: new[] { "IncidentId", "ConnectionId", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EvidenceChunks");

            migrationBuilder.DropTable(
                name: "LaterProofs");

            migrationBuilder.DropTable(
                name: "EvidenceFiles");

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
