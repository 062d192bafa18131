using Governance.Application.Imports;
using Governance.Application.Pipeline;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"register import" and "register export", in both forms.</summary>
public sealed class RegisterFileCommandTests : CommandLineTest
{
    [Fact]
    public async Task Csv_GoesOutAndComesIn_AndAMistakeIsNamedWithItsLine()
    {
        var vendors = PathOf("in.csv");
        await File.WriteAllTextAsync(vendors, "name,rules\r\nGainfold,appNameStartsWith:gainfold\r\n");
        (await ImportAsync(vendors, RegisterPart.Vendors)).ShouldBe(PortalCommand.Ok, Errors.ToString());
        (await ExportAsync(PathOf("out.csv"), RegisterPart.Vendors)).ShouldBe(PortalCommand.Ok, Errors.ToString());

        (await File.ReadAllTextAsync(PathOf("out.csv"))).ShouldContain("\r\n\"Gainfold\",\"appNameStartsWith:gainfold\",");
        Output.ToString().ShouldBe($"Register: 1 vendors.{Environment.NewLine}Register: 1 vendors.{Environment.NewLine}");
        await File.WriteAllTextAsync(vendors, "name,rules\nA,appNameIs:abc\nB,regex:abc\n");
        (await ImportAsync(vendors, RegisterPart.Vendors)).ShouldBe(PortalCommand.Refused);
        Errors.ToString().ShouldStartWith("Line 3: “rules[0].kind”");
        (await Portal.ReadAsync(db => db.Vendors.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Import_OfAWaiver_LeavesItOut_AndSaysSoWithoutSteeringTheTerminal()
    {
        var file = PathOf("in.json");
        await File.WriteAllTextAsync(file, """
            {"version": 1, "orgGroups": ["North"], "waivers": [{"rule": "auth.stale", "thing": "authorization", "name": "a\u001b[2Jb", "until": "2027-01-01", "reason": "Because of it all."}]}
            """);

        (await ImportAsync(file, null)).ShouldBe(PortalCommand.Ok, Errors.ToString());

        Output.ToString().ShouldContain("left out: waiver of auth.stale for “a\uFFFD[2Jb”: a waiver takes two people");
        Output.ToString().ShouldNotContain("\u001b");
        (await Portal.ReadAsync(db => db.Waivers.AnyAsync())).ShouldBeFalse();
        (await Portal.ReadAsync(db => db.OrgGroups.AnyAsync(g => g.Name == "North"))).ShouldBeTrue();
    }

    private Task<int> ImportAsync(string path, RegisterPart? csv) =>
        ImportRegisterFile.RunAsync(Portal.Services, Actor.CommandLine("root"), path, csv, Output, Errors, CancellationToken.None);

    private Task<int> ExportAsync(string path, RegisterPart? csv) =>
        ExportRegisterFile.RunAsync(Portal.Services, Actor.CommandLine("root"), path, csv, Output, Errors, CancellationToken.None);
}
