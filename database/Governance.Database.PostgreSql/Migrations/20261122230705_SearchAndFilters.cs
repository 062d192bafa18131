using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SearchAndFilters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "NameKey",
                table: "InventoryItems",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255);

            migrationBuilder.AddColumn<string>(
                name: "ThingKey",
                table: "Findings",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.CreateTable(
                name: "SavedFilters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    List = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Query = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    SavedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedFilters", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_InventoryItems_ByKey",
                table: "InventoryItems",
                columns: new[] { "Key", "Kind", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Findings_ByClosing",
                table: "Findings",
                columns: new[] { "ClosedAt", "Severity", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_Findings_ByOpening",
                table: "Findings",
                columns: new[] { "Since", "Severity", "State", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_Findings_ByThing",
                table: "Findings",
                columns: new[] { "ThingKey", "State", "Id", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_OfUnknownApps",
                table: "Authorizations",
                columns: new[] { "Kind", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL AND \"AppKind\" = 'Unknown'");

            migrationBuilder.CreateIndex(
                name: "IX_SavedFilters_OwnerId_List_Name",
                table: "SavedFilters",
                columns: new[] { "OwnerId", "List", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SavedFilters");

            migrationBuilder.DropIndex(
                name: "IX_InventoryItems_ByKey",
                table: "InventoryItems");

            migrationBuilder.DropIndex(
                name: "IX_Findings_ByClosing",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_Findings_ByOpening",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_Findings_ByThing",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_OfUnknownApps",
                table: "Authorizations");

            migrationBuilder.DropColumn(
                name: "ThingKey",
                table: "Findings");

            migrationBuilder.AlterColumn<string>(
                name: "NameKey",
                table: "InventoryItems",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255,
                oldCollation: "C");
        }
    }
}
