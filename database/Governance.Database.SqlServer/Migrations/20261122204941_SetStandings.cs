using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
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
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    NameKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    IsUserMode = table.Column<bool>(type: "bit", nullable: false),
                    IsSession = table.Column<bool>(type: "bit", nullable: true),
                    Dangerous = table.Column<int>(type: "int", nullable: true),
                    DangerousNames = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Opens = table.Column<int>(type: "int", nullable: false),
                    OpensNames = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Holders = table.Column<int>(type: "int", nullable: true),
                    HoldersAreAll = table.Column<bool>(type: "bit", nullable: false),
                    ModifiedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ModifiedBy = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true)
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
