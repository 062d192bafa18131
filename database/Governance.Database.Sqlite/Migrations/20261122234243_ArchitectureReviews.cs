using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ArchitectureReviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "InfrastructureConfirmedAt",
                table: "Orgs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InfrastructureConfirmedBy",
                table: "Orgs",
                type: "TEXT",
                maxLength: 120,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SignedDecisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    IntegrationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Inputs = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    TextHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Substance = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    SignedById = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    SignedBy = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    SignedAt = table.Column<long>(type: "INTEGER", nullable: false)
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

            migrationBuilder.CreateIndex(
                name: "IX_SignedDecisions_IntegrationId_SignedAt",
                table: "SignedDecisions",
                columns: new[] { "IntegrationId", "SignedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SignedDecisions");

            migrationBuilder.DropColumn(
                name: "InfrastructureConfirmedAt",
                table: "Orgs");

            migrationBuilder.DropColumn(
                name: "InfrastructureConfirmedBy",
                table: "Orgs");
        }
    }
}
