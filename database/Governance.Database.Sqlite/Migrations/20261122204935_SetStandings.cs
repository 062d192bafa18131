using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SetStandings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SetStandings",
                columns: table => new
                {
                    ItemId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrgId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    NameKey = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    IsUserMode = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsSession = table.Column<bool>(type: "INTEGER", nullable: true),
                    Dangerous = table.Column<int>(type: "INTEGER", nullable: true),
                    DangerousNames = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Opens = table.Column<int>(type: "INTEGER", nullable: false),
                    OpensNames = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Holders = table.Column<int>(type: "INTEGER", nullable: true),
                    HoldersAreAll = table.Column<bool>(type: "INTEGER", nullable: false),
                    ModifiedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ModifiedBy = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SetStandings", x => x.ItemId);
                    table.ForeignKey(
                        name: "FK_SetStandings_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SetStandings_ByName",
                table: "SetStandings",
                columns: new[] { "NameKey", "ItemId", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_SetStandings_OrgId",
                table: "SetStandings",
                column: "OrgId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SetStandings");
        }
    }
}
