using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class SeeEverything : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_RuleTallies_Orgs_OrgId",
                table: "RuleTallies");

            migrationBuilder.AddColumn<string>(
                name: "Profile",
                table: "Vendors",
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "InfrastructureConfirmedAt",
                table: "Orgs",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InfrastructureConfirmedBy",
                table: "Orgs",
                type: "nvarchar(120)",
                maxLength: 120,
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "NameKey",
                table: "InventoryItems",
                type: "nvarchar(255)",
                maxLength: 255,
                nullable: false,
                collation: "Latin1_General_100_BIN2",
                oldClrType: typeof(string),
                oldType: "nvarchar(255)",
                oldMaxLength: 255);

            migrationBuilder.AddColumn<string>(
                name: "ThingKey",
                table: "Findings",
                type: "nvarchar(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "BareSince",
                table: "AppLinkRecords",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "StatusSince",
                table: "AppLinkRecords",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UserKey",
                table: "AppLinkRecords",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Posture",
                table: "AppLinkAddons",
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AppCalls",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Calls = table.Column<int>(type: "int", nullable: false),
                    BulkCalls = table.Column<int>(type: "int", nullable: false)
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
                name: "CertificateCare",
                columns: table => new
                {
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: true),
                    Deputy = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: true),
                    NamedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    PlannedFor = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Way = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ReplacedBy = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    PlannedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    PlannedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    RotatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    AcknowledgedStep = table.Column<int>(type: "int", nullable: true),
                    AcknowledgedEnd = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    AcknowledgedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    AcknowledgedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CertificateCare", x => x.ItemId);
                    table.ForeignKey(
                        name: "FK_CertificateCare_InventoryItems_ItemId",
                        column: x => x.ItemId,
                        principalTable: "InventoryItems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Integrations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: true),
                    OwnerConfirmedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Facts = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    ConfirmedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Integrations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ListedPeople",
                columns: table => new
                {
                    Mail = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ListedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListedPeople", x => x.Mail);
                });

            migrationBuilder.CreateTable(
                name: "LoginUses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false, collation: "Latin1_General_100_BIN2"),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    AppKey = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Protocol = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false),
                    Username = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    SessionType = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    LoginType = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    EndsAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
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
                name: "Policies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    NameKey = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    IsBaseline = table.Column<bool>(type: "bit", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    ChangedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Policies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PolicyChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PolicyId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BaseNumber = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    ProposedById = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ProposedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ProposedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Preview = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    DecidedById = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    DecidedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    DecisionReason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SavedFilters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OwnerId = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    List = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Query = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    SavedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedFilters", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SetupChanges",
                columns: table => new
                {
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(15)", maxLength: 15, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Action = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Section = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Display = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    By = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "Waivers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    FindingId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    RuleId = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Thing = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    ThingId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ThingName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Severity = table.Column<int>(type: "int", maxLength: 40, nullable: false),
                    EndsAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    AskedById = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    AskedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    AskedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    DecidedById = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    DecidedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    DecisionReason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Waivers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Waivers_Findings_FindingId",
                        column: x => x.FindingId,
                        principalTable: "Findings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Waivers_Orgs_OrgId",
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
                    PermissionSets = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
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

            migrationBuilder.CreateTable(
                name: "IntegrationParts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    OrgId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    IntegrationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IntegrationParts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IntegrationParts_Integrations_IntegrationId",
                        column: x => x.IntegrationId,
                        principalTable: "Integrations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SignedDecisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    IntegrationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Inputs = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    TextHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Substance = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    SignedById = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    SignedBy = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    SignedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignedDecisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SignedDecisions_Integrations_IntegrationId",
                        column: x => x.IntegrationId,
                        principalTable: "Integrations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PolicyBindings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PolicyId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OrgGroupId = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyBindings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PolicyBindings_OrgGroups_OrgGroupId",
                        column: x => x.OrgGroupId,
                        principalTable: "OrgGroups",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PolicyBindings_Policies_PolicyId",
                        column: x => x.PolicyId,
                        principalTable: "Policies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
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
                name: "IX_IntegrationParts_IntegrationId",
                table: "IntegrationParts",
                column: "IntegrationId");

            migrationBuilder.CreateIndex(
                name: "IX_Integrations_Name",
                table: "Integrations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LoginUses_OrgId_LastSeenAt",
                table: "LoginUses",
                columns: new[] { "OrgId", "LastSeenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OrgSessions_OrgId_UserId",
                table: "OrgSessions",
                columns: new[] { "OrgId", "UserId" });

            migrationBuilder.CreateIndex(
                name: "IX_Policies_NameKey",
                table: "Policies",
                column: "NameKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyBindings_OrgGroupId",
                table: "PolicyBindings",
                column: "OrgGroupId");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyBindings_PolicyId",
                table: "PolicyBindings",
                column: "PolicyId");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyChanges_PolicyId",
                table: "PolicyChanges",
                column: "PolicyId");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyChanges_State",
                table: "PolicyChanges",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_SavedFilters_OwnerId_List_Name",
                table: "SavedFilters",
                columns: new[] { "OwnerId", "List", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SetupChanges_OrgId_At",
                table: "SetupChanges",
                columns: new[] { "OrgId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SignedDecisions_IntegrationId_SignedAt",
                table: "SignedDecisions",
                columns: new[] { "IntegrationId", "SignedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SpecVersions_EntryId_Source_At",
                table: "SpecVersions",
                columns: new[] { "EntryId", "Source", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SpecVersions_OrgId_TextHash",
                table: "SpecVersions",
                columns: new[] { "OrgId", "TextHash" });

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_ByEnd",
                table: "Waivers",
                columns: new[] { "State", "EndsAt", "Id", "OrgGroupId" });

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_FindingId",
                table: "Waivers",
                column: "FindingId");

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_OrgId_State",
                table: "Waivers",
                columns: new[] { "OrgId", "State" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AppCalls");

            migrationBuilder.DropTable(
                name: "CertificateCare");

            migrationBuilder.DropTable(
                name: "IntegrationParts");

            migrationBuilder.DropTable(
                name: "ListedPeople");

            migrationBuilder.DropTable(
                name: "LoginUses");

            migrationBuilder.DropTable(
                name: "OrgSessions");

            migrationBuilder.DropTable(
                name: "PolicyBindings");

            migrationBuilder.DropTable(
                name: "PolicyChanges");

            migrationBuilder.DropTable(
                name: "SavedFilters");

            migrationBuilder.DropTable(
                name: "SetupChanges");

            migrationBuilder.DropTable(
                name: "SignedDecisions");

            migrationBuilder.DropTable(
                name: "SpecVersions");

            migrationBuilder.DropTable(
                name: "Waivers");

            migrationBuilder.DropTable(
                name: "Policies");

            migrationBuilder.DropTable(
                name: "Integrations");

            migrationBuilder.DropTable(
                name: "CatalogEntries");

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
                name: "Profile",
                table: "Vendors");

            migrationBuilder.DropColumn(
                name: "InfrastructureConfirmedAt",
                table: "Orgs");

            migrationBuilder.DropColumn(
                name: "InfrastructureConfirmedBy",
                table: "Orgs");

            migrationBuilder.DropColumn(
                name: "ThingKey",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "BareSince",
                table: "AppLinkRecords");

            migrationBuilder.DropColumn(
                name: "StatusSince",
                table: "AppLinkRecords");

            migrationBuilder.DropColumn(
                name: "UserKey",
                table: "AppLinkRecords");

            migrationBuilder.DropColumn(
                name: "Posture",
                table: "AppLinkAddons");

            migrationBuilder.AlterColumn<string>(
                name: "NameKey",
                table: "InventoryItems",
                type: "nvarchar(255)",
                maxLength: 255,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(255)",
                oldMaxLength: 255,
                oldCollation: "Latin1_General_100_BIN2");

            migrationBuilder.AddForeignKey(
                name: "FK_RuleTallies_Orgs_OrgId",
                table: "RuleTallies",
                column: "OrgId",
                principalTable: "Orgs",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
