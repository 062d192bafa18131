using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
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
                    ItemId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    NameKey = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    IsUserMode = table.Column<bool>(type: "boolean", nullable: false),
                    IsSession = table.Column<bool>(type: "boolean", nullable: true),
                    Dangerous = table.Column<int>(type: "integer", nullable: true),
                    DangerousNames = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Opens = table.Column<int>(type: "integer", nullable: false),
                    OpensNames = table.Column<string>(type: "text", maxLength: -1, nullable: false),
                    Holders = table.Column<int>(type: "integer", nullable: true),
                    HoldersAreAll = table.Column<bool>(type: "boolean", nullable: false),
                    ModifiedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ModifiedBy = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true)
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
