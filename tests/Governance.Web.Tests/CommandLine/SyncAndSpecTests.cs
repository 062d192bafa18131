using Governance.Application.Pipeline;
using Governance.TestKit.Builders;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"sync" and "spec declare", with orgs that are played.</summary>
public sealed class SyncAndSpecTests : CommandLineTest
{
    private static readonly Actor Ada = Actor.CommandLine("ada");

    [Fact]
    public async Task Sync_AsksForAReadOfEveryOrg_OnceWhileOneWaits()
    {
        var core = await An.Org("Core").PutAsync(Portal);
        var apac = await An.Org("APAC").PutAsync(Portal);

        (await SyncOrgs.RunAsync(Portal.Services, Ada, Output, Errors, default)).ShouldBe(PortalCommand.Ok, Errors.ToString());
        (await SyncOrgs.RunAsync(Portal.Services, Ada, Output, Errors, default)).ShouldBe(PortalCommand.Ok);

        Output.ToString().ShouldContain("A read of 2 orgs is asked for.");
        var asked = await Portal.ReadAsync(db => db.Work.Where(w => w.Kind == "sync-org" && w.DoneAt == null).Select(w => w.SubjectId).ToListAsync());
        asked.ShouldBe([core.Connection.Id.Value, apac.Connection.Id.Value], ignoreOrder: true);
    }

    [Theory]
    [InlineData("nowhere.yaml", PortalCommand.WrongUse, "cannot be read")]
    [InlineData(null, PortalCommand.Refused, "no API 'Quotes' in an org named 'Core'")]
    public async Task Declare_WhenFileOrApiIsNotThere_SaysSo(string? file, int code, string words)
    {
        var path = file ?? Path.GetTempFileName();

        (await DeclareSpecFile.RunAsync(Portal.Services, Ada, (path, "Core", "Quotes", "As agreed"), Output, Errors, default)).ShouldBe(code);

        Errors.ToString().ShouldContain(words);
        if (file is null) File.Delete(path);
    }
}
