using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RequestsOfMoreKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "RequestId",
                table: "Waivers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Content",
                table: "Requests",
                type: "TEXT",
                maxLength: -1,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "Edits",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "SubjectId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "Until",
                table: "RequestDecisions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RequestId",
                table: "PolicyChanges",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RequestNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Step = table.Column<int>(type: "INTEGER", nullable: true),
                    ContentBefore = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    TitleBefore = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PersonId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Person = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RequestNotes_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_RequestId",
                table: "Waivers",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_SubjectId",
                table: "Requests",
                column: "SubjectId");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyChanges_RequestId",
                table: "PolicyChanges",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_RequestNotes_RequestId",
                table: "RequestNotes",
                column: "RequestId");

            migrationBuilder.AddForeignKey(
                name: "FK_PolicyChanges_Requests_RequestId",
                table: "PolicyChanges",
                column: "RequestId",
                principalTable: "Requests",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Waivers_Requests_RequestId",
                table: "Waivers",
                column: "RequestId",
                principalTable: "Requests",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_PolicyChanges_Requests_RequestId",
                table: "PolicyChanges");

            migrationBuilder.DropForeignKey(
                name: "FK_Waivers_Requests_RequestId",
                table: "Waivers");

            migrationBuilder.DropTable(
                name: "RequestNotes");

            migrationBuilder.DropIndex(
                name: "IX_Waivers_RequestId",
                table: "Waivers");

            migrationBuilder.DropIndex(
                name: "IX_Requests_SubjectId",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_PolicyChanges_RequestId",
                table: "PolicyChanges");

            migrationBuilder.DropColumn(
                name: "RequestId",
                table: "Waivers");

            migrationBuilder.DropColumn(
                name: "Content",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Edits",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "SubjectId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Until",
                table: "RequestDecisions");

            migrationBuilder.DropColumn(
                name: "RequestId",
                table: "PolicyChanges");
        }
    }
}
