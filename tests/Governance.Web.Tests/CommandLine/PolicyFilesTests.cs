using Governance.Application.Pipeline;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"policy export | check | import".</summary>
public sealed class PolicyFilesTests : CommandLineTest
{
    private const string File = "{\"version\": 1, \"name\": \"Ours\", \"bindings\": [\"EMEA\"], \"rules\": {\"app.idle-ttl\": {\"thresholds\": {\"days\": 14}}}}";


    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await System.IO.File.WriteAllTextAsync(PathOf("ours.json"), File);
    }

    [Fact]
    public async Task Policy_FromAFile_IsShownThenProposed_AndHoldsByAReviewersDecisionOnly()
    {
        (await RunAsync("check", PathOf("ours.json"))).ShouldBe(PortalCommand.Ok, Errors.ToString());
        Output.ToString().ShouldContain("  app.idle-ttl days: 30 days -> 14 days (asks for more)");
        Output.ToString().ShouldContain("Judged today: 0 orgs; 0 findings more, 0 fewer.");
        (await Portal.ReadAsync(db => db.PolicyChanges.AnyAsync())).ShouldBeFalse("check proposes nothing");

        (await RunAsync("import", PathOf("ours.json"), "--reason", "Agreed in the council.")).ShouldBe(PortalCommand.Ok, Errors.ToString());

        Output.ToString().ShouldContain("Proposed. Nothing has changed yet: a Security reviewer decides before");
        var change = await Portal.ReadAsync(db => db.PolicyChanges.SingleAsync());
        (change.State, change.ProposedById, change.Reason).ShouldBe((PolicyChangeState.Proposed, "cli:tester", "Agreed in the council."));
        (await Portal.ReadAsync(db => db.Policies.AnyAsync(p => p.Name == "Ours"))).ShouldBeFalse();
        await Portal.RunWorkAsync();
        (await Portal.DecideAsync(Actor.CommandLine("other"), change.RequestId!.Value)).Problem!.Code.ShouldBe("request.person-needed");
        (await Portal.DecideAsync(Actors.SecurityReviewer, change.RequestId.Value)).Problem.ShouldBeNull();

        (await RunAsync("export", PathOf("out.json"), "--name", "ours")).ShouldBe(PortalCommand.Ok, Errors.ToString());
        (await System.IO.File.ReadAllTextAsync(PathOf("out.json"))).ShouldBe(PolicyReader.Stored(File).Write());
        (await RunAsync("import", PathOf("out.json"), "--reason", "Once more the same.")).ShouldBe(PortalCommand.Refused);
        Errors.ToString().ShouldContain("There is nothing to decide.");
    }

    [Fact]
    public async Task Policy_WhenTheFileOrTheUseIsWrong_IsRefused_AndNothingIsProposed()
    {
        await System.IO.File.WriteAllTextAsync(PathOf("bad.json"), "{\"version\": 1,\n\"name\": \"X\",\n\"rules\": {\"app.nothing\u001b\": {}}}");
        (await RunAsync("import", PathOf("bad.json"), "--reason", "Agreed in the council.")).ShouldBe(PortalCommand.Refused);
        Errors.ToString().ShouldStartWith("Line 3: ");
        await System.IO.File.WriteAllTextAsync(PathOf("large.json"), File.PadRight(PolicyDocument.MaxBytes + 1));
        (await RunAsync("check", PathOf("large.json"))).ShouldBe(PortalCommand.Refused);
        Errors.ToString().ShouldContain("larger than 256 KB");
        await System.IO.File.WriteAllBytesAsync(PathOf("bytes.json"), [0xFF, 0xFE]);
        (await RunAsync("check", PathOf("bytes.json"))).ShouldBe(PortalCommand.WrongUse);
        (await RunAsync("import", PathOf("ours.json"), "--reason", "short")).ShouldBe(PortalCommand.Refused);
        (await RunAsync("import", PathOf("ours.json"))).ShouldBe(PortalCommand.WrongUse);
        (await RunAsync("check", PathOf("none.json"))).ShouldBe(PortalCommand.WrongUse);
        (await RunAsync("export", PathOf("out.json"), "--name", "None")).ShouldBe(PortalCommand.Refused);
        (await RunAsync("export", PathOf("ours.json"), "--name", "Strict")).ShouldNotBe(PortalCommand.Ok);

        (await Portal.ReadAsync(db => db.PolicyChanges.AnyAsync())).ShouldBeFalse();
        (await System.IO.File.ReadAllTextAsync(PathOf("ours.json"))).ShouldBe(File, "an export writes over nothing");
    }

    private Task<int> RunAsync(params string[] args) =>
        PolicyFiles.RunAsync(Portal.Services, Actor.CommandLine("tester"), ["policy", .. args], Output, Errors, CancellationToken.None);
}
