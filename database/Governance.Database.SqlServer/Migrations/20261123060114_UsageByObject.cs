using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class UsageByObject : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "ObjectsSeen",
                table: "AppCalls",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "ScopesSeen",
                table: "AppCalls",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ObjectUses",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ObjectName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    LastUsedOn = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ObjectUses", x => new { x.OrgId, x.UserKey, x.ObjectName });
                    table.ForeignKey(
                        name: "FK_ObjectUses_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ScopeUses",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Scope = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    LastUsedOn = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScopeUses", x => new { x.OrgId, x.AppKey, x.Scope });
                    table.ForeignKey(
                        name: "FK_ScopeUses_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AppCalls_OrgId_AppKey_Day",
                table: "AppCalls",
                columns: new[] { "OrgId", "AppKey", "Day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ObjectUses");

            migrationBuilder.DropTable(
                name: "ScopeUses");

            migrationBuilder.DropIndex(
                name: "IX_AppCalls_OrgId_AppKey_Day",
                table: "AppCalls");

            migrationBuilder.DropColumn(
                name: "ObjectsSeen",
                table: "AppCalls");

            migrationBuilder.DropColumn(
                name: "ScopesSeen",
                table: "AppCalls");
        }
    }
}
