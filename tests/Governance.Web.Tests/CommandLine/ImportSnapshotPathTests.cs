using Governance.Application.Pipeline;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"import", from a folder.</summary>
public sealed class ImportSnapshotPathTests : CommandLineTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.WriteAsync(db => db.OrgGroups.Add(new OrgGroup("North")));
        await WriteAsync("A.connectedApp", "<ConnectedApp><label>A</label><oauthConfig><consumerSecret>canary-consumer-secret</consumerSecret></oauthConfig></ConnectedApp>");
    }

    [Fact]
    public async Task Import_OfAFolder_MakesTheOrg_AndThenShowsDrift()
    {
        (await RunAsync("--org", "Cut off", "--group", "North", "--environment", "sandbox")).ShouldBe(PortalCommand.Ok, Errors.ToString());
        await WriteAsync("A.connectedApp", "<ConnectedApp><label>B</label></ConnectedApp>");
        await WriteAsync("Bad.connectedApp", "<Conn");

        (await RunAsync("--org", "Cut off")).ShouldBe(PortalCommand.Ok, Errors.ToString());

        var org = await Portal.ReadAsync(db => db.Orgs.SingleAsync());
        (org.Label, org.IsSnapshot, org.Environment).ShouldBe(("Cut off", true, OrgEnvironment.Sandbox));
        var said = Output.ToString();
        said.ShouldContain("Cut off: 1 files read; 1 new, 0 changed, 0 gone.");
        said.ShouldContain("Cut off: 1 files read; 0 new, 1 changed, 0 gone.");
        said.ShouldContain("Bad.connectedApp: line 1");
        said.ShouldContain("A.connectedApp: held a value in consumerSecret; it was dropped unread");
        said.ShouldNotContain("canary");
        (await Portal.ReadAsync(db => db.Items.SingleAsync())).Source.ShouldBe(ItemSource.Snapshot);
    }

    [Theory]
    [InlineData(PortalCommand.Refused, "--org", "Unknown")]
    [InlineData(PortalCommand.Refused, "--org", "New", "--group", "Nowhere")]
    [InlineData(PortalCommand.WrongUse, "--group", "North")]
    [InlineData(PortalCommand.WrongUse, "--org", "New", "--group")]
    [InlineData(PortalCommand.WrongUse, "--org", "New", "--group", "North", "--environment", "moon")]
    public async Task Import_WhenWrong_ImportsNothing(int code, params string[] args)
    {
        (await RunAsync(args)).ShouldBe(code);

        Errors.ToString().ShouldNotBeEmpty();
        (await Portal.ReadAsync(db => db.Orgs.CountAsync())).ShouldBe(0);
    }

    private Task<int> RunAsync(params string[] args) => ImportSnapshotPath.RunAsync(
        Portal.Services, Actor.CommandLine("tester"), ["import", Folder, .. args], Output, Errors, CancellationToken.None);

    private Task WriteAsync(string name, string content) => File.WriteAllTextAsync(PathOf(name), content);
}
