using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
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

            migrationBuilder.AlterColumn<string>(
                name: "UserKey",
                table: "Authorizations",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255);

            migrationBuilder.AlterColumn<string>(
                name: "AppKey",
                table: "Authorizations",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LastUsedKey",
                table: "Authorizations",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1970, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<int>(
                name: "UsesKey",
                table: "Authorizations",
                type: "integer",
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

            migrationBuilder.AlterColumn<string>(
                name: "UserKey",
                table: "Authorizations",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255,
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "AppKey",
                table: "Authorizations",
                type: "character varying(255)",
                maxLength: 255,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(255)",
                oldMaxLength: 255,
                oldCollation: "C");

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
