using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Events : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Posture",
                table: "AppLinkAddons",
                type: "text",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AppCalls",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    AppKey = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    AppName = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Calls = table.Column<int>(type: "integer", nullable: false),
                    BulkCalls = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppCalls", x => new { x.OrgId, x.Day, x.AppKey });
                    table.ForeignKey(
                        name: "FK_AppCalls_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LoginUses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<string>(type: "character varying(15)", maxLength: 15, nullable: false, collation: "C"),
                    AppName = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    AppKey = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    Address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Protocol = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoginUses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LoginUses_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OrgSessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<string>(type: "character varying(15)", maxLength: 15, nullable: false),
                    Username = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    SessionType = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    LoginType = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    AppName = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndsAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OrgSessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OrgSessions_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SetupChanges",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(15)", maxLength: 15, nullable: false, collation: "C"),
                    Action = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Section = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Display = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    By = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SetupChanges", x => new { x.OrgId, x.Key });
                    table.ForeignKey(
                        name: "FK_SetupChanges_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LoginUses_OrgId_LastSeenAt",
                table: "LoginUses",
                columns: new[] { "OrgId", "LastSeenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OrgSessions_OrgId_UserId",
                table: "OrgSessions",
                columns: new[] { "OrgId", "UserId" });

            migrationBuilder.CreateIndex(
                name: "IX_SetupChanges_OrgId_At",
                table: "SetupChanges",
                columns: new[] { "OrgId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AppCalls");

            migrationBuilder.DropTable(
                name: "LoginUses");

            migrationBuilder.DropTable(
                name: "OrgSessions");

            migrationBuilder.DropTable(
                name: "SetupChanges");

            migrationBuilder.DropColumn(
                name: "Posture",
                table: "AppLinkAddons");
        }
    }
}
