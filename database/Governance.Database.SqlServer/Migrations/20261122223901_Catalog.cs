using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Catalog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CatalogEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    NameKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Label = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    RegistrationId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ProviderType = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Link = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Publications = table.Column<int>(type: "int", nullable: false),
                    AddonId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AddonName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    ConnectionName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    ConnectionStatus = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    PublishedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    SpecId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    IsSpecBroken = table.Column<bool>(type: "bit", nullable: false),
                    DiffersFromDeclared = table.Column<bool>(type: "bit", nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CatalogEntries_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SpecVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TextHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Bytes = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    AuthorId = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: true),
                    AuthorName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Problem = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Title = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    ApiVersion = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Operations = table.Column<int>(type: "int", nullable: true),
                    UserPlus = table.Column<int>(type: "int", nullable: false),
                    UnknownMode = table.Column<int>(type: "int", nullable: false),
                    Agent = table.Column<int>(type: "int", nullable: false),
                    Pii = table.Column<int>(type: "int", nullable: false),
                    Change = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpecVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SpecVersions_CatalogEntries_EntryId",
                        column: x => x.EntryId,
                        principalTable: "CatalogEntries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SpecVersions_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogEntries_NameKey_Id_OrgGroupId",
                table: "CatalogEntries",
                columns: new[] { "NameKey", "Id", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogEntries_OrgId",
                table: "CatalogEntries",
                column: "OrgId");

            migrationBuilder.CreateIndex(
                name: "IX_CatalogEntries_OrgKey_Name",
                table: "CatalogEntries",
                columns: new[] { "OrgKey", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SpecVersions_EntryId_Source_At",
                table: "SpecVersions",
                columns: new[] { "EntryId", "Source", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SpecVersions_OrgId_TextHash",
                table: "SpecVersions",
                columns: new[] { "OrgId", "TextHash" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SpecVersions");

            migrationBuilder.DropTable(
                name: "CatalogEntries");
        }
    }
}
