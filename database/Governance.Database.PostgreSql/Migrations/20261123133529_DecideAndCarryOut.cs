using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class DecideAndCarryOut : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EscalatedAt",
                table: "Requests",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EscalatedFor",
                table: "Requests",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Places",
                table: "Requests",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "StageSince",
                table: "Requests",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Stages",
                table: "Requests",
                type: "text",
                maxLength: -1,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "TakesStandIn",
                table: "Requests",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "WaitsFor",
                table: "Requests",
                type: "character varying(250)",
                maxLength: 250,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "InPlace",
                table: "RequestDecisions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Stage",
                table: "RequestDecisions",
                type: "character varying(250)",
                maxLength: 250,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Approvers",
                table: "Notices",
                type: "character varying(250)",
                maxLength: 250,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ConfirmedAt",
                table: "Incidents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedBy",
                table: "Incidents",
                type: "character varying(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldUntil",
                table: "Incidents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LapsedAt",
                table: "Incidents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "StartedAlone",
                table: "Incidents",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "Passports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    IncidentId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uuid", nullable: false),
                    AppKey = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    Content = table.Column<string>(type: "text", maxLength: -1, nullable: false),
                    Signature = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Passports", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Passports_Incidents_IncidentId",
                        column: x => x.IncidentId,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Passports_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RequestErrands",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    Via = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    AskedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RemoteKey = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Former = table.Column<string>(type: "text", maxLength: -1, nullable: true),
                    Said = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    ProvenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndsAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestErrands", x => x.RequestId);
                    table.ForeignKey(
                        name: "FK_RequestErrands_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReturnTerms",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    PassportId = table.Column<Guid>(type: "uuid", nullable: false),
                    IncidentId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    Terms = table.Column<string>(type: "text", maxLength: -1, nullable: false),
                    Trouble = table.Column<string>(type: "character varying(600)", maxLength: 600, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReturnTerms", x => x.RequestId);
                    table.ForeignKey(
                        name: "FK_ReturnTerms_Passports_PassportId",
                        column: x => x.PassportId,
                        principalTable: "Passports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReturnTerms_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Passports_IncidentId_OrgId_AppKey",
                table: "Passports",
                columns: new[] { "IncidentId", "OrgId", "AppKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Passports_OrgId",
                table: "Passports",
                column: "OrgId");

            migrationBuilder.CreateIndex(
                name: "IX_ReturnTerms_OrgId",
                table: "ReturnTerms",
                column: "OrgId");

            migrationBuilder.CreateIndex(
                name: "IX_ReturnTerms_PassportId",
                table: "ReturnTerms",
                column: "PassportId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RequestErrands");

            migrationBuilder.DropTable(
                name: "ReturnTerms");

            migrationBuilder.DropTable(
                name: "Passports");

            migrationBuilder.DropColumn(
                name: "EscalatedAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "EscalatedFor",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Places",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "StageSince",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Stages",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "TakesStandIn",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "WaitsFor",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "InPlace",
                table: "RequestDecisions");

            migrationBuilder.DropColumn(
                name: "Stage",
                table: "RequestDecisions");

            migrationBuilder.DropColumn(
                name: "Approvers",
                table: "Notices");

            migrationBuilder.DropColumn(
                name: "ConfirmedAt",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "ConfirmedBy",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "HeldUntil",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "LapsedAt",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "StartedAlone",
                table: "Incidents");
        }
    }
}
