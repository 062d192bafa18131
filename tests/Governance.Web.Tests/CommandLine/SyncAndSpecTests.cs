using Governance.Application.Pipeline;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"sync" and "spec declare", with orgs that are played.</summary>
public sealed class SyncAndSpecTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor Ada = Actor.CommandLine("ada");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private TestKit.Portal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite);

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task Sync_AsksForAReadOfEveryOrg_OnceWhileOneWaits()
    {
        var core = await An.Org("Core").PutAsync(_portal);
        var apac = await An.Org("APAC").PutAsync(_portal);

        (await SyncOrgs.RunAsync(_portal.Services, Ada, _output, _errors, default)).ShouldBe(PortalCommand.Ok, _errors.ToString());
        (await SyncOrgs.RunAsync(_portal.Services, Ada, _output, _errors, default)).ShouldBe(PortalCommand.Ok);

        _output.ToString().ShouldContain("A read of 2 orgs is asked for.");
        var asked = await _portal.ReadAsync(db => db.Work.Where(w => w.Kind == "sync-org" && w.DoneAt == null).Select(w => w.SubjectId).ToListAsync());
        asked.ShouldBe([core.Connection.Id.Value, apac.Connection.Id.Value], ignoreOrder: true);
    }

    [Theory]
    [InlineData("nowhere.yaml", PortalCommand.WrongUse, "cannot be read")]
    [InlineData(null, PortalCommand.Refused, "no API 'Quotes' in an org named 'Core'")]
    public async Task Declare_WhenFileOrApiIsNotThere_SaysSo(string? file, int code, string words)
    {
        var path = file ?? Path.GetTempFileName();

        (await DeclareSpecFile.RunAsync(_portal.Services, Ada, (path, "Core", "Quotes", "As agreed"), _output, _errors, default)).ShouldBe(code);

        _errors.ToString().ShouldContain(words);
        if (file is null) File.Delete(path);
    }
}
