using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AuthorizationOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Authorizations_AppKey",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_GoneAt_LastUsedAt",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_UserKey",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_VendorId_GoneAt",
                table: "Authorizations");

            migrationBuilder.AddColumn<long>(
                name: "LastUsedKey",
                table: "Authorizations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "UsesKey",
                table: "Authorizations",
                type: "INTEGER",
                nullable: false,
                defaultValue: -1);

            migrationBuilder.Sql("UPDATE \"Authorizations\" SET \"LastUsedKey\" = \"LastUsedAt\" WHERE \"LastUsedAt\" IS NOT NULL;");
            migrationBuilder.Sql("UPDATE \"Authorizations\" SET \"UsesKey\" = \"UseCount\" WHERE \"UseCount\" IS NOT NULL;");

            migrationBuilder.CreateIndex(
                name: "IX_Orgs_Label_Id",
                table: "Orgs",
                columns: new[] { "Label", "Id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByApp",
                table: "Authorizations",
                columns: new[] { "AppKey", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByCreated",
                table: "Authorizations",
                columns: new[] { "CreatedAt", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByLastUse",
                table: "Authorizations",
                columns: new[] { "LastUsedKey", "CreatedAt", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByOrg",
                table: "Authorizations",
                columns: new[] { "OrgId", "LastUsedKey", "CreatedAt", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByOwnerState",
                table: "Authorizations",
                columns: new[] { "UserIsActive", "LastUsedKey", "CreatedAt", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByUser",
                table: "Authorizations",
                columns: new[] { "UserKey", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByUses",
                table: "Authorizations",
                columns: new[] { "UsesKey", "Id", "OrgGroupId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_ByVendor",
                table: "Authorizations",
                columns: new[] { "VendorId", "LastUsedKey", "CreatedAt", "Id", "OrgGroupId", "OrgId" },
                filter: "\"GoneAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_GoneAt",
                table: "Authorizations",
                column: "GoneAt",
                filter: "\"GoneAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Orgs_Label_Id",
                table: "Orgs");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByApp",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByCreated",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByLastUse",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByOrg",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByOwnerState",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByUser",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByUses",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_ByVendor",
                table: "Authorizations");

            migrationBuilder.DropIndex(
                name: "IX_Authorizations_GoneAt",
                table: "Authorizations");

            migrationBuilder.DropColumn(
                name: "LastUsedKey",
                table: "Authorizations");

            migrationBuilder.DropColumn(
                name: "UsesKey",
                table: "Authorizations");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_AppKey",
                table: "Authorizations",
                column: "AppKey");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_GoneAt_LastUsedAt",
                table: "Authorizations",
                columns: new[] { "GoneAt", "LastUsedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_UserKey",
                table: "Authorizations",
                column: "UserKey");

            migrationBuilder.CreateIndex(
                name: "IX_Authorizations_VendorId_GoneAt",
                table: "Authorizations",
                columns: new[] { "VendorId", "GoneAt" });
        }
    }
}
