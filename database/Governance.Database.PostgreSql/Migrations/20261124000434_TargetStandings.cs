using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class TargetStandings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_IncidentTargets_IncidentId_State",
                table: "IncidentTargets");

            migrationBuilder.CreateIndex(
                name: "IX_IncidentTargets_IncidentId_ConnectionId",
                table: "IncidentTargets",
                columns: new[] { "IncidentId", "ConnectionId" });

            migrationBuilder.CreateIndex(
                name: "IX_IncidentTargets_IncidentId_State_OrgGroupId",
                table: "IncidentTargets",
                columns: new[] { "IncidentId", "State", "OrgGroupId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_IncidentTargets_IncidentId_ConnectionId",
                table: "IncidentTargets");

            migrationBuilder.DropIndex(
                name: "IX_IncidentTargets_IncidentId_State_OrgGroupId",
                table: "IncidentTargets");

            migrationBuilder.CreateIndex(
                name: "IX_IncidentTargets_IncidentId_State",
                table: "IncidentTargets",
                columns: new[] { "IncidentId", "State" });
        }
    }
}
