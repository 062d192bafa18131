using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Canaries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_RefreshLeases_Connections_ConnectionId",
                table: "RefreshLeases");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "UnusedAt",
                table: "IncidentTargets",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Canaries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ConnectionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    ClientId = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    DoorSubject = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    Flow = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    UserKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: true),
                    Username = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    LastOutcome = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    LastTriedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Cause = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    DepositedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    DepositedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Canaries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Canaries_Connections_ConnectionId",
                        column: x => x.ConnectionId,
                        principalTable: "Connections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CanaryTries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CanaryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    IncidentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ConnectionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Flow = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    UserKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: true),
                    Username = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    Stage = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    SentAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    AnsweredAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Outcome = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Words = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: true),
                    RowGrantedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CanaryTries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CanaryTries_Incidents_IncidentId",
                        column: x => x.IncidentId,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Canaries_AppId",
                table: "Canaries",
                column: "AppId");

            migrationBuilder.CreateIndex(
                name: "IX_Canaries_ConnectionId",
                table: "Canaries",
                column: "ConnectionId");

            migrationBuilder.CreateIndex(
                name: "IX_CanaryTries_IncidentId_SentAt",
                table: "CanaryTries",
                columns: new[] { "IncidentId", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CanaryTries_OrgId_SentAt",
                table: "CanaryTries",
                columns: new[] { "OrgId", "SentAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Canaries");

            migrationBuilder.DropTable(
                name: "CanaryTries");

            migrationBuilder.DropColumn(
                name: "UnusedAt",
                table: "IncidentTargets");

            migrationBuilder.AddForeignKey(
                name: "FK_RefreshLeases_Connections_ConnectionId",
                table: "RefreshLeases",
                column: "ConnectionId",
                principalTable: "Connections",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
