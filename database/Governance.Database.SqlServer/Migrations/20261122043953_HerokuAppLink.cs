using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class HerokuAppLink : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "IncidentTargets",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "OAuth");

            migrationBuilder.AddColumn<string>(
                name: "DeveloperName",
                table: "Authorizations",
                type: "nvarchar(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "HerokuAccounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    AccountKey = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: true),
                    LiveAccountKey = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: true),
                    Email = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Cause = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    AppCount = table.Column<int>(type: "int", nullable: true),
                    CreatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ConnectedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    TokenSince = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HerokuAccounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AppLinkAddons",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    OwnerApp = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Trouble = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    AsOf = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppLinkAddons", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AppLinkAddons_HerokuAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "HerokuAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HerokuCapabilities",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Capability = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Status = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    TriedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    AsOf = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HerokuCapabilities", x => new { x.AccountId, x.Capability });
                    table.ForeignKey(
                        name: "FK_HerokuCapabilities_HerokuAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "HerokuAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HerokuReads",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Purpose = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    FinishedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Addons = table.Column<int>(type: "int", nullable: false),
                    Rows = table.Column<int>(type: "int", nullable: false),
                    Calls = table.Column<int>(type: "int", nullable: false),
                    Email = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    Problem = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    IsComplete = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HerokuReads", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HerokuReads_HerokuAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "HerokuAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AppLinkAttachments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    AddonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppLinkAttachments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AppLinkAttachments_AppLinkAddons_AddonId",
                        column: x => x.AddonId,
                        principalTable: "AppLinkAddons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AppLinkDependents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AddonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: false),
                    ConnectionName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: true),
                    RegistrationId = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: true),
                    OrgKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: true),
                    Status = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppLinkDependents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AppLinkDependents_AppLinkAddons_AddonId",
                        column: x => x.AddonId,
                        principalTable: "AppLinkAddons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AppLinkRecords",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AddonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(36)", maxLength: 36, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    OrgKey = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: true),
                    IsDataCloud = table.Column<bool>(type: "bit", nullable: false),
                    Username = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    StatusWord = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Status = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Method = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: true),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    CreatedBy = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    ErrorCode = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    ErrorText = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    AuthorizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppLinkRecords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AppLinkRecords_AppLinkAddons_AddonId",
                        column: x => x.AddonId,
                        principalTable: "AppLinkAddons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_AppLinkRecords_Authorizations_AuthorizationId",
                        column: x => x.AuthorizationId,
                        principalTable: "Authorizations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkAddons_AccountId_Key",
                table: "AppLinkAddons",
                columns: new[] { "AccountId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkAttachments_AddonId",
                table: "AppLinkAttachments",
                column: "AddonId");

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkDependents_AddonId",
                table: "AppLinkDependents",
                column: "AddonId");

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkDependents_OrgKey",
                table: "AppLinkDependents",
                column: "OrgKey");

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkRecords_AddonId_Kind_Key",
                table: "AppLinkRecords",
                columns: new[] { "AddonId", "Kind", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkRecords_AuthorizationId",
                table: "AppLinkRecords",
                column: "AuthorizationId");

            migrationBuilder.CreateIndex(
                name: "IX_AppLinkRecords_OrgKey",
                table: "AppLinkRecords",
                column: "OrgKey");

            migrationBuilder.CreateIndex(
                name: "IX_HerokuAccounts_LiveAccountKey",
                table: "HerokuAccounts",
                column: "LiveAccountKey",
                unique: true,
                filter: "[LiveAccountKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_HerokuReads_AccountId_StartedAt",
                table: "HerokuReads",
                columns: new[] { "AccountId", "StartedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AppLinkAttachments");

            migrationBuilder.DropTable(
                name: "AppLinkDependents");

            migrationBuilder.DropTable(
                name: "AppLinkRecords");

            migrationBuilder.DropTable(
                name: "HerokuCapabilities");

            migrationBuilder.DropTable(
                name: "HerokuReads");

            migrationBuilder.DropTable(
                name: "AppLinkAddons");

            migrationBuilder.DropTable(
                name: "HerokuAccounts");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "IncidentTargets");

            migrationBuilder.DropColumn(
                name: "DeveloperName",
                table: "Authorizations");
        }
    }
}
